"""Measuring one run: events, wall time and processor time of the processes that did the work."""

import asyncio
import resource
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import psutil


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured run."""

    events: int
    seconds: float
    cpu_seconds: float

    def __add__(self, other: "Sample") -> "Sample":
        """Both runs, as one."""
        return Sample(self.events + other.events, self.seconds + other.seconds, self.cpu_seconds + other.cpu_seconds)

    @property
    def rate(self) -> float:
        """Events per second."""
        return self.events / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of processor per event."""
        return self.cpu_seconds / self.events * 1e6


def own_cpu() -> float:
    """Return the processor seconds of this process, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def cpu_of(processes: Iterable[psutil.Process]) -> float:
    """Return the processor seconds of other processes."""
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


class Meter:
    """Runs from when there is something to fetch until the expected count is done, in this process."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._done = 0
        self._start: tuple[float, float] | None = None
        self._sample: Sample | None = None
        self._finished = asyncio.Event()

    def begin(self) -> None:
        """Note the time, the first time."""
        self._start = self._start or (perf_counter(), own_cpu())

    def add(self, count: int) -> None:
        """Count events whose effects are committed."""
        self._done += count
        if self._done >= self._expected and self._sample is None:
            assert self._start is not None
            wall, cpu = self._start
            self._sample = Sample(self._done, perf_counter() - wall, own_cpu() - cpu)
            self._finished.set()

    @property
    def finished(self) -> bool:
        """Whether all is done."""
        return self._sample is not None

    async def result(self, seconds: float = 300) -> Sample:
        """Wait for the end. Raises TimeoutError."""
        await asyncio.wait_for(self._finished.wait(), seconds)
        assert self._sample is not None
        return self._sample
