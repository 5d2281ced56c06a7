"""Senders that share the work, stop or vanish: each delivery has one lease, and an interruption only if it was begun."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications.domain.livraison import Livraison
from tests.integration.notifications.conftest import Bureau


async def test_deux_expediteurs_a_la_fois_n_envoient_chaque_message_qu_une_fois(bureau: Bureau) -> None:
    for _ in range(40):
        await bureau.a_prevenir()
    await asyncio.gather(*(bureau.tour(envoi_connexions=2, envoi_lot=3) for _ in range(2)))
    ids = bureau.facteur.message_ids()
    assert len(ids) == len(set(ids)) == 40
    assert set(await bureau.etats()) == {"envoyee"}
    assert bureau.facteur.connexions == 4


async def prendre(bureau: Bureau) -> Sequence[Livraison]:
    """Lease what is due for half a minute, as a sender that will never come back."""
    maintenant = bureau.horloge.now()
    async with bureau.unites()() as unit:
        return await unit.envois.prendre(
            bail=uuid4(), maintenant=maintenant, jusqu_au=maintenant + timedelta(seconds=30), limite=10
        )


async def test_un_expediteur_mort_entre_la_prise_et_l_envoi_laisse_un_bail_qui_s_acheve(bureau: Bureau) -> None:
    await bureau.a_prevenir()
    [prise] = await prendre(bureau)
    assert await bureau.tour() == 0
    assert await bureau.etats() == ["en_cours"]
    bureau.horloge.avancer(seconds=31)
    assert await bureau.tour() == 1
    assert await bureau.etats() == ["envoyee"]
    assert [issue for issue, _, _ in await bureau.essais()] == ["acceptee"]
    maintenant = bureau.horloge.now()
    async with bureau.unites()() as unit:
        assert not await unit.envois.commencer(prise, maintenant, maintenant)
    assert await bureau.incoherences() == []


async def test_un_expediteur_mort_pendant_un_envoi_n_en_a_interrompu_qu_un(bureau: Bureau) -> None:
    for _ in range(3):
        await bureau.a_prevenir()
    prises = await prendre(bureau)
    bureau.horloge.avancer(seconds=10)
    debut = bureau.horloge.now()
    async with bureau.unites()() as unit:
        assert await unit.envois.commencer(prises[0], debut, debut + timedelta(seconds=30))
    bureau.horloge.avancer(seconds=31)
    await bureau.tour()
    assert await bureau.etats() == ["envoyee"] * 3
    rows = await bureau.pool.fetch("select message, debut, reponse from essais where issue = 'interrompue'")
    assert [(row["message"], row["debut"]) for row in rows] == [(prises[0].message, debut)]
    assert "a pu partir" in rows[0]["reponse"]
    assert sorted(row["essais"] for row in await bureau.livraisons()) == [1, 1, 2]
    assert await bureau.pool.fetchval("select count(*) from livraisons where essaye_depuis is not null") == 0
    assert await bureau.incoherences() == []


async def test_un_message_qui_ne_part_pas_encore_n_a_pas_ete_essaye(bureau: Bureau) -> None:
    await bureau.entendre()  # nobody knows the requester
    await bureau.tour()
    assert await bureau.etats() == ["reportee"]
    assert await prendre(bureau) == []
    bureau.horloge.avancer(minutes=1)
    await prendre(bureau)
    bureau.horloge.avancer(minutes=1)
    await bureau.tour()
    assert await bureau.essais() == []


async def test_un_arret_laisse_finir_le_dialogue_et_rend_le_reste(bureau: Bureau) -> None:
    for _ in range(4):
        await bureau.a_prevenir()
    bureau.facteur.humeurs, bureau.facteur.lenteur = ["", "lent"], 0.4
    tour = asyncio.create_task(bureau.tour(envoi_lot=4))
    while len(bureau.facteur.recus) < 1:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    tour.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tour
    assert sorted(await bureau.etats()) == ["a_envoyer", "a_envoyer", "envoyee", "envoyee"]
    assert await bureau.tour() == 2
    assert set(await bureau.etats()) == {"envoyee"}
