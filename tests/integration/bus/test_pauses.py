"""Too many dead letters pause a partition: nothing is lost, readiness falls, an operator resumes."""

import asyncio

import asyncpg

from shared.bus.breaker import MOST_IN_A_ROW
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.copies import copy
from shared.bus.journal import adopt
from shared.bus.rebuild import resume
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.observability import metrics
from tests.integration.bus.inprocess import consuming
from tests.integration.bus.kafka import Message, produce
from tests.integration.bus.running import until
from tests.messages import headers_of
from tests.platform import Platform
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))
BON = structure(1)


def bon(n: int, partition: int = 0) -> Message:
    une = structure(n)
    entetes = headers_of(une, "StructureConstatee")
    return Message(une.model_dump_json().encode(), une.finess.encode(), entetes, partition)


def poisons(nombre: int) -> list[Message]:
    return [Message(b"{", BON.finess.encode(), headers_of(BON, "StructureConstatee"), 0)] * nombre


async def ouverte(pool: asyncpg.Pool) -> asyncpg.Record | None:
    return await pool.fetchrow("select * from positions where partition = 0 and ouvert_le is not null")


async def prete(consumer: WatermarkedConsumer) -> bool:
    return consumer.not_ready() == []


async def test_au_cent_unieme_rebut_de_suite_la_partition_s_arrete_et_les_autres_continuent(
    usages: Platform, pool: asyncpg.Pool
) -> None:
    await produce(usages, [*poisons(150), bon(2)])
    async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
        await until(lambda: ouverte(pool))
        await produce(usages, [bon(3, partition=1)])
        await until(lambda: pool.fetchval("select count(*) = 1 from structures"))
        position = await ouverte(pool)
        assert position is not None
        assert (position["prochain"], position["rebuts"]) == (MOST_IN_A_ROW, MOST_IN_A_ROW)
        assert position["motif_ouverture"] == "plus de 100 rebuts de suite"
        [raison] = consumer.not_ready()
        assert raison.endswith("partition 0 en pause, trop de rebuts")
        jauge = metrics.BREAKER_OPEN.labels(consumer.group, consumer.topic, "0")
        assert jauge._value.get() == 1
        assert await resume(pool, [consumer.group], tolerance=0) == [(consumer.topic, 0)]
        await until(lambda: pool.fetchval("select count(*) = 2 from structures"))
        assert (consumer.not_ready(), jauge._value.get()) == ([], 0)
    assert await pool.fetchval("select count(*) from rebuts") == 150


async def test_une_pause_survit_au_redemarrage(usages: Platform, pool: asyncpg.Pool) -> None:
    await produce(usages, [*poisons(101), bon(2)])
    settings = usages.settings("usages")
    async with consuming(settings, pool, COPIE):
        await until(lambda: ouverte(pool))
    await pool.execute("update positions set rebuts_de_suite = 0, fenetre_rebuts = 0")
    async with consuming(settings, pool, COPIE) as [consumer]:
        await until(lambda: pool.fetchval("select max(epoque) = 2 from positions"))
        await asyncio.sleep(0.3)
        assert [raison for raison in consumer.not_ready() if "en pause" in raison]
        assert await pool.fetchval("select prochain from positions where partition = 0") == MOST_IN_A_ROW


async def test_l_operateur_tolere_d_avance_un_lot_de_rebuts(usages: Platform, pool: asyncpg.Pool) -> None:
    await produce(usages, [*poisons(600), bon(2)])
    async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
        await until(lambda: ouverte(pool))
        await resume(pool, [consumer.group], tolerance=500)
        await until(lambda: pool.fetchval("select count(*) = 1 from structures"))
        await until(lambda: prete(consumer))
    ligne = await pool.fetchrow("select rebuts, appliques, prochain from positions where partition = 0")
    assert tuple(ligne) == (600, 1, 601)


async def test_sans_pause_il_n_y_a_rien_a_relancer(usages: Platform, pool: asyncpg.Pool) -> None:
    assert await resume(pool, [f"{usages.prefix}usages.structures"], tolerance=0) == []


async def test_un_journal_qui_recule_arrete_la_partition_sans_rien_relire(usages: Platform, pool: asyncpg.Pool) -> None:
    await produce(usages, [bon(2)])
    async with consuming(usages.settings("usages"), pool, COPIE) as [consumer]:
        await until(lambda: pool.fetchval("select count(*) = 1 from structures"))
        await pool.execute("update positions set prochain = 40, appliques = 40 where partition = 0")
        await consumer.watch_log()
        assert [raison for raison in consumer.not_ready() if "partition 0 a reculé" in raison]
        jauge = metrics.LOG_REGRESSED.labels(consumer.group, consumer.topic, "0")
        assert jauge._value.get() == 1
        async with pool.acquire() as connection:
            await adopt(connection, usages.servers.kafka)
        await until(lambda: prete(consumer))
        assert jauge._value.get() == 0
