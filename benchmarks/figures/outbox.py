"""The whole road in bulk, outbox to Kafka to projection, against a raw idempotent produce of the same messages."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from time import perf_counter

import asyncpg
import psutil
from aiokafka import AIOKafkaProducer
from asyncpg.pool import PoolConnectionProxy

from benchmarks.copies import caught_up, passed
from benchmarks.events import EVENT, chunks, digest_of, message, structure
from benchmarks.figure import Figure, First, Measures, Round, Target, back_to_back
from benchmarks.ground import Ground, connected, produce, producer
from benchmarks.measure import Sample, cpu_of, own_cpu
from benchmarks.oracle import require_copy
from benchmarks.workers import worker
from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.bus.topics import create_topics
from shared.contracts.referentiel import StructureV1
from shared.contracts.topics import Topic

TELLER, HOLDER = "referentiel", "usages"
EVENTS, PER_TRANSACTION = 30_000, 1_000


async def raw(to: AIOKafkaProducer, topic: str, told: Sequence[StructureV1]) -> Sample:
    """Produce the messages, made beforehand, with the relay's settings, and wait for every ack."""
    messages = [message(state) for state in told]
    wall, cpu = perf_counter(), own_cpu()
    await produce(to, topic, messages)
    return Sample(len(told), perf_counter() - wall, own_cpu() - cpu)


async def ours(
    source: PoolConnectionProxy,
    copy: asyncpg.Connection,
    workers: Sequence[psutil.Process],
    told: Sequence[StructureV1],
) -> Sample:
    """Write the events to the outbox by bulk transactions, and wait until the copy has applied them all."""
    before = await passed(copy)
    wall, cpu = perf_counter(), own_cpu() + cpu_of(workers)
    for part in chunks(told, PER_TRANSACTION):
        async with source.transaction():
            await outbox.write(source, [Outgoing(state, EVENT, datetime.now(UTC)) for state in part])
    await caught_up([copy], before + len(told))
    return Sample(len(told), perf_counter() - wall, own_cpu() + cpu_of(workers) - cpu)


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Run the two workers; each round tells other structures."""
    events = ground.count(EVENTS)
    turn = count()
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(ground.platform(TELLER, HOLDER))
        beside = f"{platform.prefix}raw-"
        await create_topics(ground.servers.kafka, beside)
        to = await stack.enter_async_context(producer(ground.servers.kafka))
        workers = [await stack.enter_async_context(worker(ground, platform, name)) for name in (TELLER, HOLDER)]
        pool = await stack.enter_async_context(platform.pool(TELLER))
        source = await stack.enter_async_context(pool.acquire())
        copy = await stack.enter_async_context(connected(platform.dsns[HOLDER]))

        async def once(first: First) -> Measures:
            start = next(turn) * events
            told = [structure(n, 1) for n in range(start, start + events)]
            await copy.execute("truncate structures")
            measures = await back_to_back(
                first,
                raw=lambda: raw(to, f"{beside}{Topic.REFERENTIEL_STRUCTURE.nom}", told),
                ours=lambda: ours(source, copy, workers, told),
            )
            await require_copy(copy, digest_of(told), "copy")
            return measures

        yield once


FIGURE = Figure(
    name="outbox",
    title="Outbox → Kafka → projection, in bulk / raw idempotent produce",
    opened=opened,
    targets=(Target(measure="rate ratio", at_least=0.25),),
    settings={"events": EVENTS, "events per transaction": PER_TRANSACTION},
)
