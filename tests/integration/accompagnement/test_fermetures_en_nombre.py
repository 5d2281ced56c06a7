"""Many sites close at once: a few statements whatever their number, and deposits wait only for what is news."""

import asyncio
from datetime import UTC, datetime

import asyncpg

from services.accompagnement.events.inbound import signaler_les_fermetures
from services.accompagnement.events.outbound import raconter
from services.accompagnement.storage.unit import PostgresUnit
from shared.bus.inbound import Received
from shared.contracts.referentiel import StructureV1
from tests.integration.accompagnement.maison import Maison, site

ENTETES = {"ce_id": "e", "ce_type": "t", "ce_time": datetime(2026, 11, 2, tzinfo=UTC).isoformat()}


async def entendre(maison: Maison, connection: asyncpg.Connection, *structures: StructureV1) -> int:
    unit = PostgresUnit(connection, raconter, maison.horloge)
    return await signaler_les_fermetures(unit, [Received(s, s.finess, ENTETES) for s in structures])


async def test_une_fournee_de_fermetures_coute_autant_qu_une(maison):
    fermees = [site(n, version=2, etat="fermee") for n in range(1, 401)]
    ordres: list[str] = []
    async with maison.pool.acquire() as connection:
        connection.add_query_logger(journal := lambda record: ordres.append(record.query))
        async with connection.transaction():
            assert await entendre(maison, connection, *fermees) == 0
        connection.remove_query_logger(journal)
    assert len([ordre for ordre in ordres if "structures_fermees" in ordre]) == 1
    assert len(ordres) <= 8


async def test_toutes_les_demandes_ouvertes_d_une_fournee_sont_signalees(maison):
    demandes = {(await maison.deposer(n)).demande for n in (1, 1, 2, 3)}
    async with maison.pool.acquire() as connection, connection.transaction():
        fermees = [site(n, version=2, etat="fermee") for n in (1, 2, 4)]
        assert await entendre(maison, connection, *fermees, site(3, version=2)) == 3
    assert {dite.demande for dite in await maison.dits("DemandeSignalee")} < demandes
    assert len(await maison.dits("DemandeSignalee")) == 3


async def test_une_fermeture_deja_entendue_ne_retient_pas_les_depots(maison):
    fermee = site(1, version=2, etat="fermee")
    async with maison.pool.acquire() as connection:
        async with connection.transaction():
            await entendre(maison, connection, fermee)
        async with connection.transaction():
            await entendre(maison, connection, fermee, site(2, version=2))
            await asyncio.wait_for(maison.deposer(2), timeout=5)
