"""From the commit of a signal to its event on the animator's open page, against the raw pair: commit, NOTIFY, LISTEN.

Then, without a target, until the inbox that the page asks for at this event is read whole.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from statistics import median, quantiles
from time import perf_counter

import asyncpg
import httpx

from benchmarks.figure import Figure, First, Measures, Round, Target
from benchmarks.ground import Ground, connected
from benchmarks.team import SERVICE, cookie_of, ours, populated
from shared.db.signaux import Signal, signaler

SIGNALS, READ = 300, 50
_PACE = 0.01
_PATIENCE = 5.0
RAW_CHANNEL = "bench_raw"


class Ears:
    """Waits for one signal at a time."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()

    def hear(self, *_: object) -> None:
        """Note that a signal came."""
        self._heard.set()

    async def after(
        self, act: Callable[[], Awaitable[object]], then: Callable[[], Awaitable[object]] | None = None
    ) -> float:
        """Return the milliseconds from the start of a commit until the signal is heard, and `then` done."""
        self._heard.clear()
        start = perf_counter()
        await act()
        await asyncio.wait_for(self._heard.wait(), _PATIENCE)
        if then is not None:
            await then()
        elapsed = (perf_counter() - start) * 1000
        await asyncio.sleep(_PACE)
        return elapsed


async def _raw(writer: asyncpg.Connection, listener: asyncpg.Connection, signals: int) -> list[float]:
    ears = Ears()
    await listener.add_listener(RAW_CHANNEL, ears.hear)
    try:
        return [
            await ears.after(lambda: writer.execute("select pg_notify($1, '')", RAW_CHANNEL)) for _ in range(signals)
        ]
    finally:
        await listener.remove_listener(RAW_CHANNEL, ears.hear)


async def _ours(
    writer: asyncpg.Connection,
    lines: AsyncIterator[str],
    subject: str,
    signals: int,
    then: Callable[[], Awaitable[object]] | None = None,
) -> list[float]:
    ears = Ears()

    async def listen() -> None:
        async for line in lines:
            if line == "event: boite":
                ears.hear()

    async def commit() -> None:
        async with writer.transaction():
            await signaler(writer, Signal.de("boite", subject))

    listening = asyncio.create_task(listen())
    try:
        return [await ears.after(commit, then) for _ in range(signals)]
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """One server; its stream is opened anew at each round, by the session of an animator."""
    async with populated(ground) as platform, ours(ground, platform) as server:
        dsn = platform.dsns[SERVICE]
        async with connected(dsn) as writer, connected(dsn) as listener:
            person = await writer.fetchval("select personne from personnes where sujet = 'animateur-31-1'")
            signals = max(50, int(SIGNALS * ground.scale))

            async def page(signals: int, *, reads: bool) -> list[float]:
                async with (
                    httpx.AsyncClient(cookies=cookie_of("animateur-31-1", "31"), timeout=None) as client,
                    client.stream("GET", f"{server.address}/{SERVICE}/flux") as stream,
                ):
                    lines = stream.raise_for_status().aiter_lines()
                    while await anext(lines) != "event: ouvert":
                        pass
                    inbox = f"{server.address}/{SERVICE}/demandes"
                    then = (lambda: client.get(inbox)) if reads else None
                    return await _ours(writer, lines, f"personne:{person}", signals, then)

            async def once(first: First) -> Measures:
                if first is First.RAW:
                    raw, mine = await _raw(writer, listener, signals), await page(signals, reads=False)
                else:
                    mine, raw = await page(signals, reads=False), await _raw(writer, listener, signals)
                read = await page(READ, reads=True)
                return {**_compared(raw, mine), "inbox read, median ms": median(read)}

            yield once


def _compared(raw: list[float], mine: list[float]) -> Measures:
    raw_p99, mine_p99 = quantiles(raw, n=100)[98], quantiles(mine, n=100)[98]
    return {
        "raw median, ms": median(raw),
        "ours median, ms": median(mine),
        "raw p99, ms": raw_p99,
        "ours p99, ms": mine_p99,
        "p99 ratio": mine_p99 / raw_p99,
    }


FIGURE = Figure(
    name="inbox",
    title="Commit → event on the open page / commit, NOTIFY → LISTEN",
    opened=opened,
    targets=[Target(measure="p99 ratio", at_most=3)],
    settings={"signals": SIGNALS},
)
