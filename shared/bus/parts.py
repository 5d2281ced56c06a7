"""What a service's bootstrap hands to its worker: subscriptions, tables to measure, timers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.bus.empreintes import Measured
from shared.bus.inbound import Inbound


@dataclass(frozen=True, kw_only=True)
class Timer:
    """Something done again and again; an error that passes with time is logged and the next turn comes.

    `rest`: a timer rests so many times as long as it worked, so that it never takes more than its part of the process;
    0 for work that only waits for others.
    """

    name: str
    seconds: float
    step: Callable[[], Awaitable[object]]
    rest: int = 10


@dataclass(frozen=True, kw_only=True)
class Controle:
    """A figure kept step by step that must equal a fresh count: `verifier` returns what differs, in French."""

    name: str
    verifier: Callable[[], Awaitable[Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a service's bootstrap hands to its worker."""

    inbound: Inbound
    unit_of: Callable[[Any], Any]
    measured: Sequence[Measured] = ()
    timers: Sequence[Timer] = ()
    controles: Sequence[Controle] = ()
