"""The commonest projection: a service holds a state contract of another one, as told, in a table of its own."""

from collections.abc import Sequence
from typing import Any, Protocol

from shared.bus.inbound import Received, Subscription, projection, state
from shared.db.copies import Connection, StateTable


class HasConnection(Protocol):
    """The part of a service's unit that a copy is written through."""

    @property
    def connection(self) -> Connection:
        """Return the connection of the unit's transaction."""


def copy(name: str, table: StateTable) -> Subscription:
    """Declare the projection that keeps `table` equal to the source of its contract."""

    async def hold(unit: HasConnection, events: Sequence[Received[Any]]) -> int:
        gone = [event.key for event in events if event.erased]
        erased = await table.erase(unit.connection, gone) if gone else 0
        return erased + await table.upsert(unit.connection, [event.data for event in events if not event.erased])

    return projection(name, state(table.contract), into=hold, tables=[table.table])
