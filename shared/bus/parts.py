"""What a service's bootstrap hands to its worker: subscriptions, tables to measure, timers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.bus.empreintes import Measured
from shared.bus.inbound import Inbound


@dataclass(frozen=True, kw_only=True)
class Timer:
    """Something done again and again; an error that passes with time is logged and the next turn comes."""

    name: str
    seconds: float
    step: Callable[[], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a service's bootstrap hands to its worker."""

    inbound: Inbound
    unit_of: Callable[[Any], Any]
    measured: Sequence[Measured] = ()
    timers: Sequence[Timer] = ()
