"""What a figure is: a ground made once, rounds that measure raw and ours back to back, targets on ratios."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum, auto
from statistics import median

from benchmarks.ground import Ground
from benchmarks.measure import Sample

Measures = dict[str, float]


class First(Enum):
    """Which of the two goes first in a round: the order alternates (ABBA)."""

    RAW = auto()
    OURS = auto()


Round = Callable[[First], Awaitable[Measures]]
"""Measures both once, in the order given."""

Run = Callable[[], Awaitable[Sample]]


class NotMeasuredError(Exception):
    """A figure cannot be measured here, and why."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bound that the median of a measure must keep."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        """Tell whether a median keeps the bound."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the suite."""

    name: str
    title: str
    opened: Callable[[Ground], AbstractAsyncContextManager[Round]]
    targets: Sequence[Target]
    settings: Mapping[str, object] = field(default_factory=dict)
    warm_up: bool = True


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure over the rounds."""

    median: float
    lowest: float
    highest: float


def spread(values: Sequence[float]) -> Spread:
    """Return median, lowest and highest."""
    return Spread(median(values), min(values), max(values))


async def rounds(figure: Figure, ground: Ground, count: int) -> AsyncIterator[Measures]:
    """Yield the measures of so many rounds, after one that is thrown away."""
    async with figure.opened(ground) as once:
        if figure.warm_up:
            await once(First.RAW)
        for rank in range(count):
            yield await once(First.OURS if rank % 2 else First.RAW)


async def back_to_back(first: First, *, raw: Run, ours: Run) -> Measures:
    """Measure both, one after the other, and compare them."""
    if first is First.RAW:
        a, b = await raw(), await ours()
    else:
        b, a = await ours(), await raw()
    return compared(a, b)


def compared(baseline: Sample, ours: Sample, *, name: str = "raw") -> Measures:
    """Return rates, processor time and their ratios; `name` is the baseline's."""
    return {
        f"{name} events/s": baseline.rate,
        "ours events/s": ours.rate,
        f"{name} CPU µs/event": baseline.cpu_us,
        "ours CPU µs/event": ours.cpu_us,
        "rate ratio": ours.rate / baseline.rate,
        "CPU ratio": ours.cpu_us / baseline.cpu_us,
    }
