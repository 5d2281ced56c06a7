"""Telling the digests of tables, when they moved, as states that the coherence page compares."""

import json
from datetime import UTC, datetime

import asyncpg
import pytest

from shared.bus.empreintes import DigestTeller, Measured
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.kernel.clock import SystemClock
from tests.samples import structure

TABLE = StateTable(StructureV1, "structures")


def conteur(pool: asyncpg.Pool) -> DigestTeller:
    return DigestTeller(service="usages", pool=pool, tables=[Measured("copie", TABLE)], clock=SystemClock())


async def dites(pool: asyncpg.Pool) -> list[dict[str, object]]:
    return [json.loads(row["valeur"]) for row in await pool.fetch("select valeur from outbox order by id")]


async def test_une_empreinte_n_est_dite_que_si_elle_a_bouge(pool: asyncpg.Pool) -> None:
    assert [await conteur(pool).tell() for _ in range(2)] == [1, 0]
    async with pool.acquire() as connection:
        await TABLE.upsert(connection, [structure(1)])
    assert [await conteur(pool).tell() for _ in range(2)] == [1, 0]
    vide, une = await dites(pool)
    assert (vide["version"], vide["nombre"], vide["empreinte"]) == (1, 0, "0" * 32)
    assert (une["version"], une["nombre"], une["nom"], une["role"]) == (2, 1, "usages.structures", "copie")


async def test_l_empreinte_dite_est_celle_de_la_table(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await TABLE.upsert(connection, [structure(n) for n in range(1, 20)])
        attendue = await TABLE.digest(connection)
    await conteur(pool).tell()
    [dite] = await dites(pool)
    assert (dite["nombre"], dite["empreinte"]) == (attendue.nombre, attendue.hexadecimal)


class HorlogeEnPanne:
    """A clock that fails once, after the tables were measured."""

    def __init__(self) -> None:
        self._panne = True

    def now(self) -> datetime:
        """Return the time, but for the first time."""
        if self._panne:
            self._panne = False
            raise ConnectionResetError
        return datetime.now(UTC)


async def test_une_empreinte_qu_une_panne_a_tue_se_dit_au_tour_suivant(pool: asyncpg.Pool) -> None:
    teller = DigestTeller(service="usages", pool=pool, tables=[Measured("copie", TABLE)], clock=HorlogeEnPanne())
    with pytest.raises(ConnectionResetError):
        await teller.tell()
    assert [await teller.tell(), await teller.tell()] == [1, 0]
