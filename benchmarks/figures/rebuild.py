"""Rebuilding a copy of a million structures, against the consumer's rate, with the worker's memory watched."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Self

import psutil

from benchmarks.copies import caught_up
from benchmarks.events import digest_of, message, states
from benchmarks.figure import Figure, First, Measures, Round, Target, compared
from benchmarks.figures.consumer import prepared
from benchmarks.ground import Ground, connected, produce, producer
from benchmarks.measure import Sample, cpu_of
from benchmarks.oracle import require_copy
from benchmarks.workers import worker
from services.usages.bootstrap import worker_parts
from shared.bus.rebuild import rewind
from shared.contracts.topics import Topic

SERVICE = "usages"
EVENTS = 1_000_000
_MIB = 1 << 20
_SAMPLE_SECONDS = 0.25


class Memory:
    """The resident memory of a process, sampled while the block lasts (MiB)."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._task: asyncio.Task[None] | None = None
        self.start = self.highest = 0.0

    async def __aenter__(self) -> Self:
        self.start = self.highest = self._now()
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()

    def _now(self) -> float:
        return self._process.memory_info().rss / _MIB

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_SAMPLE_SECONDS)
            self.highest = max(self.highest, self._now())


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Fill the topic and let the copy catch up once; each round rewinds it, the worker at work."""
    events = ground.count(EVENTS)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(ground.platform(SERVICE))
        topic = f"{platform.prefix}{Topic.REFERENTIEL_STRUCTURE.nom}"
        async with producer(ground.servers.kafka) as to:
            await produce(to, topic, map(message, states(events)))
        expected = digest_of(states(events))
        reference = await stack.enter_async_context(prepared(ground))
        process = await stack.enter_async_context(worker(ground, platform, SERVICE))
        pool = await stack.enter_async_context(platform.pool(SERVICE))
        copy = await stack.enter_async_context(connected(platform.dsns[SERVICE]))
        await caught_up([copy], events)

        async def rebuild() -> Sample:
            wall, cpu = perf_counter(), cpu_of([process])
            await rewind(pool, platform.settings(SERVICE), worker_parts(pool).inbound, "structures")
            await caught_up([copy], events, poll=_SAMPLE_SECONDS)
            return Sample(events, perf_counter() - wall, cpu_of([process]) - cpu)

        async def once(_: First) -> Measures:
            """The consumer is measured before and after: a rebuild lasts, and the machine may change meanwhile."""
            async with Memory(process) as memory:
                before, rebuilt, after = await reference.ours(), await rebuild(), await reference.ours()
                measures = compared(before + after, rebuilt, name="consumer")
            await require_copy(copy, expected, "rebuilt copy")
            return measures | {"RSS at start, MiB": memory.start, "RSS growth, MiB": memory.highest - memory.start}

        yield once


FIGURE = Figure(
    name="rebuild",
    title="Rebuild of a million events / the consumer of the first figure",
    opened=opened,
    targets=(Target(measure="rate ratio", at_least=0.7), Target(measure="RSS growth, MiB", at_most=100)),
    settings={"events": EVENTS},
    warm_up=False,
)
