"""What a service listens to, on one screen: projections and reactions, each with its own group."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from shared.contracts.base import Contract, Nature, State
from shared.contracts.topics import Topic
from shared.kernel.errors import NotFound

C = TypeVar("C", bound=Contract)


class Kind(StrEnum):
    """A projection writes only derived tables and may be rebuilt; a reaction decides, and is never replayed."""

    PROJECTION = "projection"
    REACTION = "reaction"


class Received(Generic[C]):
    """An event as read from the log: its valid payload, and its envelope, read from the headers when asked.

    `erased`: a tombstone; whatever is held under `key` must go, and there is no `data`.
    """

    __slots__ = ("_data", "_headers", "key")

    def __init__(self, data: C | None, key: str, headers: Mapping[str, str]) -> None:
        self._data = data
        self.key = key
        self._headers = headers

    @property
    def erased(self) -> bool:
        """Tell whether this is a tombstone: only contracts that say `effacable` have any."""
        return self._data is None

    @property
    def data(self) -> C:
        """Return the payload. Raises ValueError for a tombstone."""
        if self._data is None:
            raise ValueError(f"a tombstone has no payload: {self.key}")
        return self._data

    @property
    def event_id(self) -> str:
        """Return the CloudEvent id: the same however often the event is told."""
        return self._headers["ce_id"]

    @property
    def type(self) -> str:
        """Return the full CloudEvent type."""
        return self._headers["ce_type"]

    @property
    def time(self) -> datetime:
        """Return when it happened. Raises ValueError for a text that is no instant."""
        return datetime.fromisoformat(self._headers["ce_time"])

    @property
    def trace(self) -> tuple[str | None, str | None]:
        """Return traceparent and correlation id, where given."""
        return self._headers.get("traceparent"), self._headers.get("correlation_id")


@dataclass(frozen=True, slots=True)
class Listened:
    """The contracts of one topic that a subscription handles; `folded`: only the highest version of each key."""

    contracts: tuple[type[Contract], ...]
    folded: bool

    @property
    def topic(self) -> Topic:
        """Return the topic they travel on."""
        return self.contracts[0].topic


Handler = Callable[[Any, Sequence[Received[Any]]], Awaitable[int]]
"""Applies a batch within the unit of its transaction; returns how many events had an effect."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One group of the service: what it listens to, what it does, and for a projection which tables it derives."""

    name: str
    kind: Kind
    listened: Listened
    handler: Handler
    tables: tuple[str, ...] = ()


class ProjectionInconnueError(NotFound):
    """The service has no projection of that name."""

    message = "Projection inconnue : « {nom} ». Projections de ce service : {connues}."


class Inbound:
    """The subscriptions of one service."""

    def __init__(self, *subscriptions: Subscription) -> None:
        """Raises ValueError for a name given twice: it names the group."""
        names = [s.name for s in subscriptions]
        if len(set(names)) < len(names):
            raise ValueError(f"a subscription's name is given twice: {names}")
        self.subscriptions = subscriptions

    def projections(self, name: str | None = None) -> tuple[Subscription, ...]:
        """Return the projections, or the one of that name. Raises ProjectionInconnueError."""
        known = tuple(s for s in self.subscriptions if s.kind is Kind.PROJECTION)
        found = tuple(s for s in known if name in (None, s.name))
        if name is not None and not found:
            raise ProjectionInconnueError(nom=name, connues=", ".join(s.name for s in known) or "aucune")
        return found


def state(contract: type[State]) -> Listened:
    """Listen to states: each batch is folded by key to the highest version."""
    return Listened((contract,), folded=True)


def fact(*contracts: type[Contract]) -> Listened:
    """Listen to facts or deltas of one topic: every one is handed over, in order. Raises ValueError for a state."""
    if len({c.topic for c in contracts}) != 1 or any(c.nature is Nature.STATE for c in contracts):
        raise ValueError("facts listened to together share a topic, and none is a state")
    return Listened(contracts, folded=False)


def projection(name: str, listened: Listened, *, into: Handler, tables: Sequence[str]) -> Subscription:
    """Declare a projection; `tables` are all it writes, emptied by a rebuild."""
    if not tables:
        raise ValueError(f"projection {name}: name the tables it derives")
    return Subscription(name, Kind.PROJECTION, listened, into, tuple(tables))


def reaction(name: str, listened: Listened, *, then: Handler) -> Subscription:
    """Declare a reaction: it makes this service decide something, by natural key."""
    return Subscription(name, Kind.REACTION, listened, then)
