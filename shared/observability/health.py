"""Health: live while the loops advance, ready while the work can be done. A broker's outage does not kill."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

LOOP_LIMIT_SECONDS = 60.0
Loops = Callable[[], Mapping[str, float]]
Check = Callable[[], Awaitable[list[str]]]


class Health:
    """What the probes of one process answer from: ages of loops, reasons not to be ready."""

    def __init__(self) -> None:
        self.draining = False
        self._loops: list[Loops] = []
        self._checks: list[Check] = []
        self.started = monotonic()

    def watch(self, loops: Loops) -> None:
        """Add loops: name to seconds since each last advanced."""
        self._loops.append(loops)

    def require(self, check: Check) -> None:
        """Add a check of readiness: it returns French reasons, none when all is well."""
        self._checks.append(check)

    def ages(self) -> dict[str, float]:
        """Return the age of every loop, in seconds."""
        return {name: age for loops in self._loops for name, age in loops().items()}

    def stuck(self) -> list[str]:
        """Return the names of the loops that no longer advance."""
        return [name for name, age in self.ages().items() if age > LOOP_LIMIT_SECONDS]

    async def reasons(self) -> list[str]:
        """Return why the process is not ready, in French; empty when it is."""
        if self.draining:
            return ["arrêt en cours"]
        return [reason for check in self._checks for reason in await check()]
