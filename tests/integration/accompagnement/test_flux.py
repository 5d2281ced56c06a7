"""What moves is told to open pages, at the commit: to whom it belongs, and to the coordination."""

import asyncio
import json

import pytest

from shared.db.signaux import CHANNEL
from tests.identites import ANIMATEUR_31, COORDINATION, DEMANDEUR, DIRECTION


@pytest.fixture
async def entendus(maison):
    signaux: list[tuple[str, str]] = []
    async with maison.pool.acquire() as connection:
        ecoute = lambda *recu: signaux.append(tuple(json.loads(recu[-1])))  # noqa: E731
        await connection.add_listener(CHANNEL, ecoute)
        yield signaux
        await connection.remove_listener(CHANNEL, ecoute)


async def test_une_nouvelle_demande_previent_son_principal_et_la_coordination(maison, entendus):
    accuse = await maison.deposer()
    for _ in range(100):
        if len(entendus) == 2:
            break
        await asyncio.sleep(0.02)
    principal = await maison.personne(await maison.principal(accuse.demande))
    assert sorted(entendus) == [("coordination", "boite"), (f"personne:{principal}", "boite")]


async def test_chacun_n_entend_que_ce_qui_le_regarde(maison):
    soi = await maison.personne("animateur-31-1")
    assert await maison.app.sujets_de_flux(ANIMATEUR_31) == (f"personne:{soi}",)
    assert "coordination" in await maison.app.sujets_de_flux(COORDINATION)
    assert await maison.app.sujets_de_flux(DEMANDEUR) == ()
    assert await maison.app.sujets_de_flux(DIRECTION) == ()
