"""What a worker says of itself while Kafka is silent."""

import asyncio
from datetime import UTC, datetime
from time import monotonic

import asyncpg
import pytest

from shared.bus import dead_letters, outbox, report
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.copies import copy
from shared.bus.empreintes import DigestTeller
from shared.bus.outbox import Outgoing
from shared.bus.reader import Rejected
from shared.bus.report import WorkerReport
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.kernel.clock import SystemClock
from shared.observability import metrics
from tests.integration.bus.inprocess import Unit
from tests.messages import record
from tests.platform import Platform
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))


@pytest.fixture
def consumer(usages: Platform, pool: asyncpg.Pool) -> WatermarkedConsumer:
    """Give a consumer that Kafka has not answered yet."""
    return WatermarkedConsumer(subscription=COPIE, settings=usages.settings("usages"), pool=pool, unit_of=Unit)


@pytest.fixture
def rapport(usages: Platform, pool: asyncpg.Pool, consumer: WatermarkedConsumer) -> WorkerReport:
    """Give the report of its worker."""
    teller = DigestTeller(service="usages", pool=pool, tables=[], clock=SystemClock())
    return WorkerReport(settings=usages.settings("usages"), pool=pool, consumers=[consumer], teller=teller)


async def attendre_kafka(pool: asyncpg.Pool, consumer: WatermarkedConsumer) -> None:
    """Write 77 events that wait for a quarter of an hour, and a dead letter."""
    async with pool.acquire() as connection, connection.transaction():
        await outbox.write(
            connection, [Outgoing(structure(n), "StructureOuverte", datetime.now(UTC)) for n in range(76)]
        )
        rebut = (record(b"{", headers=[], key=None), Rejected("motif", "détail"))
        await dead_letters.write(connection, dead_letters.Source(consumer.group, "usages"), [rebut], datetime.now(UTC))
        await connection.execute("update outbox set ecrit_le = now() - interval '900 s'")


async def test_ce_qui_attend_kafka_se_mesure_sans_kafka(
    pool: asyncpg.Pool, consumer: WatermarkedConsumer, rapport: WorkerReport
) -> None:
    await attendre_kafka(pool, consumer)
    metrics.OUTBOX_DEPTH.set(0)
    metrics.OUTBOX_AGE.set(0)
    await rapport.collect()
    assert metrics.OUTBOX_DEPTH._value.get() == 77
    assert 900 <= metrics.OUTBOX_AGE._value.get() < 960
    assert metrics.DEAD_LETTERS.labels(consumer.group)._value.get() == 1


async def test_un_kafka_muet_ne_fait_pas_attendre_les_mesures(
    consumer: WatermarkedConsumer, rapport: WorkerReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_KAFKA_SECONDS", 0.2)
    monkeypatch.setattr(consumer, "measure", lambda: asyncio.sleep(60))
    debut = monotonic()
    await rapport.collect()
    assert monotonic() - debut < 5
