"""The watermarked consumer against a raw aiokafka loop with pydantic and the same upsert."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from benchmarks.events import digest_of, message, states
from benchmarks.figure import Figure, First, Measures, Round, Target, back_to_back
from benchmarks.ground import Ground, connected, produce, producer
from benchmarks.measure import Meter, Sample
from benchmarks.oracle import COPY, require_conservation, require_copy
from shared.bus.broker import BATCH_TIMEOUT_MS, CONSUMER, make_broker, start_broker
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.copies import copy
from shared.contracts.empreinte import Digest
from shared.contracts.referentiel import StructureV1
from shared.contracts.topics import Topic
from shared.db.pool import open_pool
from tests.platform import Platform

SERVICE = "usages"
TOPIC = Topic.REFERENTIEL_STRUCTURE
EVENTS, VERSIONS = 60_000, 2
_rank = count(1)


class Unit:
    """The unit of a transaction: its connection."""

    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        self.connection = connection


class MeteredConsumer(WatermarkedConsumer):
    """Tells a meter when the partitions are handed to us, and what is committed."""

    meter: Meter

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self.meter.begin()
        await super().on_partitions_assigned(assigned)

    def _measure(self, applied: Any, first: Any) -> None:
        super()._measure(applied, first)
        self.meter.add(sum(len(p.received) + len(p.rejected) + p.ignored for p in applied.progress))


async def raw(platform: Platform, events: int) -> Sample:
    """Fetch, validate, fold, upsert, a transaction a batch: no watermark, no group, no dead letter, one connection."""
    meter = Meter(events)
    settings = platform.settings(SERVICE)
    kafka = AIOKafkaConsumer(
        f"{platform.prefix}{TOPIC.nom}", bootstrap_servers=settings.kafka, group_id=None, enable_auto_commit=False,
        **CONSUMER,
    )  # fmt: skip
    await kafka.start()
    meter.begin()
    try:
        async with connected(settings.postgres) as connection:
            while not meter.finished:
                fetched = await kafka.getmany(timeout_ms=BATCH_TIMEOUT_MS, max_records=settings.lot_max)
                records = [record for part in fetched.values() for record in part]
                if not records:
                    continue
                async with connection.transaction():
                    await COPY.upsert(connection, newest(records))
                meter.add(len(records))
    finally:
        await kafka.stop()
    return await meter.result()


async def ours(platform: Platform, events: int) -> Sample:
    """The same events through the projection `copy`, by a new group, as a worker runs it."""
    settings = platform.settings(SERVICE)
    broker = make_broker(settings.kafka, client_id="bench")
    async with open_pool(settings.postgres, name="bench") as pool:
        consumer = MeteredConsumer(
            subscription=copy(f"structures-{next(_rank)}", COPY), settings=settings, pool=pool, unit_of=Unit
        )
        consumer.meter = Meter(events)
        consumer.attach(broker)
        await start_broker(broker)
        try:
            sample = await consumer.meter.result()
        finally:
            await broker.stop()
        async with pool.acquire() as connection:
            await require_conservation(connection, consumer.group, events)
    return sample


def newest(records: Iterable[ConsumerRecord[bytes, bytes]]) -> list[StructureV1]:
    """Validate the messages and keep the highest version of each key."""
    kept: dict[str, StructureV1] = {}
    for record in records:
        state = StructureV1.model_validate_json(record.value)
        held = kept.get(state.finess)
        if held is None or state.version >= held.version:
            kept[state.finess] = state
    return list(kept.values())


@dataclass(frozen=True)
class Prepared:
    """Both ways over the same topic, each starting with an empty copy and ending with the oracle."""

    platform: Platform
    events: int
    connection: asyncpg.Connection
    expected: Digest

    async def raw(self) -> Sample:
        """Measure the raw loop."""
        return await self._checked(raw, "raw")

    async def ours(self) -> Sample:
        """Measure the watermarked consumer."""
        return await self._checked(ours, "ours")

    async def _checked(self, run: Callable[[Platform, int], Awaitable[Sample]], what: str) -> Sample:
        await self.connection.execute("truncate structures")
        sample = await run(self.platform, self.events)
        await require_copy(self.connection, self.expected, what)
        return sample


@asynccontextmanager
async def prepared(ground: Ground) -> AsyncIterator[Prepared]:
    """Put every version of the structures on a topic, once; each run reads it from its start."""
    keys = ground.count(EVENTS) // VERSIONS
    async with ground.platform(SERVICE) as platform:
        async with producer(ground.servers.kafka) as to:
            await produce(to, f"{platform.prefix}{TOPIC.nom}", map(message, states(keys, VERSIONS)))
        expected = digest_of(state for state in states(keys, VERSIONS) if state.version == VERSIONS)
        async with connected(platform.dsns[SERVICE]) as connection:
            yield Prepared(platform, keys * VERSIONS, connection, expected)


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Open the figure."""
    async with prepared(ground) as both:

        async def once(first: First) -> Measures:
            return await back_to_back(first, raw=both.raw, ours=both.ours)

        yield once


FIGURE = Figure(
    name="consumer",
    title="Consumer with watermark / aiokafka + pydantic + the same upsert",
    opened=opened,
    targets=(Target(measure="rate ratio", at_least=0.85), Target(measure="CPU ratio", at_most=1.5)),
    settings={"events": EVENTS, "versions of each key": VERSIONS, "partitions": TOPIC.partitions},
)
