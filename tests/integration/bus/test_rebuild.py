"""Rebuilding a projection: emptied, replayed from the start, while the others go on."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from shared.bus.copies import copy
from shared.bus.inbound import Inbound, ProjectionInconnueError, reaction, state
from shared.bus.rebuild import rewind
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.integration.bus.inprocess import consuming
from tests.integration.bus.kafka import produce, told
from tests.integration.bus.running import until
from tests.platform import Platform
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))
AUTRE = copy("autre", StateTable(StructureV1, "autre"))
NOMBRE = 400


@pytest.fixture
async def pool(usages: Platform) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on a database that holds a second copy."""
    async with usages.pool("usages") as opened:
        await opened.execute("create table autre (like structures including all)")
        yield opened
        await opened.execute("drop table autre")


async def test_une_projection_se_reconstruit_pendant_que_l_autre_continue(usages: Platform, pool: asyncpg.Pool) -> None:
    settings, inbound = usages.settings("usages"), Inbound(COPIE, AUTRE)
    await produce(usages, [told(structure(n)) for n in range(1, NOMBRE + 1)])
    async with consuming(settings, pool, COPIE, AUTRE):
        for table in ("structures", "autre"):
            await until(lambda table=table: pool.fetchval(f"select count(*) = {NOMBRE} from {table}"))
        await pool.execute("update structures set nom = 'ABIME'")
        await pool.execute("update autre set nom = 'GARDE'")
        assert await rewind(pool, settings, inbound, "structures") == [f"{usages.prefix}usages.structures"]
        await produce(usages, [told(structure(n, version=2, nom="DEUX"), "StructureRenommee") for n in range(1, 11)])
        await until(lambda: pool.fetchval(f"select count(*) = {NOMBRE} from structures where nom <> 'ABIME'"))
        for table in ("structures", "autre"):
            await until(lambda table=table: pool.fetchval(f"select count(*) = 10 from {table} where nom = 'DEUX'"))
    assert await pool.fetchval("select count(*) from autre where nom = 'GARDE'") == NOMBRE - 10
    lignes = await pool.fetch(
        "select sum(prochain) as lus, sum(appliques + perimes) as comptes, max(generation) as generation "
        "from positions group by groupe order by groupe"
    )
    assert [tuple(ligne) for ligne in lignes] == [(NOMBRE + 10, NOMBRE + 10, 0), (NOMBRE + 10, NOMBRE + 10, 1)]


async def test_une_reconstruction_se_fait_aussi_service_arrete(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")
    await produce(usages, [told(structure(n)) for n in range(1, 11)])
    async with consuming(settings, pool, COPIE):
        await until(lambda: pool.fetchval("select count(*) = 10 from structures"))
    await rewind(pool, settings, Inbound(COPIE), None)
    assert await pool.fetchval("select count(*) from structures") == 0
    async with consuming(settings, pool, COPIE):
        await until(lambda: pool.fetchval("select count(*) = 10 from structures"))


async def test_une_reaction_ne_se_rejoue_jamais(usages: Platform, pool: asyncpg.Pool) -> None:
    async def agir(_: Any, __: Any) -> int:
        return 0

    with pytest.raises(ProjectionInconnueError):
        await rewind(pool, usages.settings("usages"), Inbound(COPIE, reaction("r", state(StructureV1), then=agir)), "r")
