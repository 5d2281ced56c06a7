"""Failpoints: named places of the bus where a process kills, freezes or cuts itself at the n-th passage.

They are laid from outside, by replacing a function in the process itself: production code has no switch.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from services.notifications.envois.smtp import SessionSmtp
from shared.bus import outbox
from shared.bus.batch import BatchApplier
from shared.bus.relay import Relay
from shared.db.copies import StateTable


@dataclass(frozen=True, slots=True)
class Place:
    """A function, the class or module that holds it, whether the fault comes before or after its work.

    `group`: only where it works for this subscription.
    """

    owner: object
    function: str
    after: bool
    group: str | None = None

    def concerns(self, arguments: tuple[Any, ...]) -> bool:
        """Tell whether a call counts."""
        return self.group is None or arguments[0]._subscription.name == self.group


PLACES = {
    "lot_recu": Place(BatchApplier, "apply", after=False),
    "avant_effets": Place(StateTable, "upsert", after=False),
    "apres_effets": Place(StateTable, "upsert", after=True),
    "avant_passages": Place(BatchApplier, "_apply_together", after=False, group="passages"),
    "apres_boite": Place(outbox, "write", after=True),
    "avant_publication": Place(Relay, "_send", after=False),
    "apres_publication": Place(Relay, "_send", after=True),
    "avant_courriel": Place(SessionSmtp, "envoyer", after=False),
    "apres_courriel": Place(SessionSmtp, "envoyer", after=True),
}


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _cut() -> None:
    raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


ACTIONS: dict[str, Callable[[], None]] = {"tuer": _kill, "figer": _freeze, "couper": _cut}


def lay(spec: str) -> None:
    """Lay the failpoint `place:n:action`. Raises KeyError for an unknown place or action."""
    name, rank, action = spec.split(":")
    place, act = PLACES[name], ACTIONS[action]
    original: Callable[..., Awaitable[Any]] = getattr(place.owner, place.function)
    passages = 0

    async def reached(*args: Any, **kwargs: Any) -> Any:
        nonlocal passages
        passages += place.concerns(args)
        due = passages == int(rank) and place.concerns(args)
        if due and not place.after:
            act()
        result = await original(*args, **kwargs)
        if due and place.after:
            act()
        return result

    setattr(place.owner, place.function, reached)
