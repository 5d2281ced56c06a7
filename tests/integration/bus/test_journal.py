"""Another Kafka at the same address is not our log: nothing is read from it nor written to it."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

from shared.bus import journal, outbox
from shared.bus.copies import copy
from shared.bus.journal import JournalEtrangerError, adopt, cluster_of, recognise
from shared.bus.outbox import Outgoing
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.integration.bus.inprocess import consuming, relaying
from tests.integration.bus.kafka import produce, read, told
from tests.integration.bus.running import until
from tests.platform import Platform
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))


async def test_le_premier_kafka_rencontre_devient_le_notre(usages: Platform, pool: asyncpg.Pool) -> None:
    await recognise(pool, usages.servers.kafka)
    await recognise(pool, usages.servers.kafka)
    assert await pool.fetchval("select cluster from journal") == await cluster_of(usages.servers.kafka)


async def test_plusieurs_processus_le_rencontrent_en_meme_temps(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def le_meme(_: str) -> str:
        return "le-notre"

    monkeypatch.setattr(journal, "cluster_of", le_meme)
    await asyncio.gather(*(pool.fetchval("select pg_sleep(0.1)") for _ in range(5)))
    for _ in range(30):
        await pool.execute("delete from journal")
        await asyncio.gather(*(recognise(pool, "h:1") for _ in range(5)))


async def test_un_autre_kafka_n_est_ni_lu_ni_ecrit(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")
    await pool.execute("insert into journal (cluster) values ('un-autre')")
    with pytest.raises(JournalEtrangerError, match="un-autre"):
        await recognise(pool, settings.kafka)
    async with pool.acquire() as connection:
        await outbox.write(connection, [Outgoing(structure(1), "StructureOuverte", datetime.now(UTC))])
    async with relaying(settings) as relay, consuming(settings, pool, COPIE) as [consumer]:
        await asyncio.sleep(1)
        assert (relay.active, consumer.held, consumer.lost) == (False, {}, True)
    assert await read(usages) == []
    assert await pool.fetchval("select count(*) from outbox") == 1


async def test_adopter_un_kafka_neuf_ramene_les_positions_au_debut(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")
    await pool.execute("insert into journal (cluster) values ('perdu')")
    await pool.execute(
        "insert into positions (groupe, topic, partition, prochain, appliques) "
        "select $1, $2, n, 40, 40 from generate_series(0, 5) as n",
        f"{usages.prefix}usages.structures", f"{usages.prefix}referentiel.structure",
    )  # fmt: skip
    await produce(usages, [told(structure(n)) for n in range(1, 6)])
    async with pool.acquire() as connection:
        assert await adopt(connection, settings.kafka) == await cluster_of(settings.kafka)
    async with consuming(settings, pool, COPIE):
        await until(lambda: pool.fetchval("select count(*) = 5 from structures"))
    assert await pool.fetchval("select sum(prochain) from positions") == 5
