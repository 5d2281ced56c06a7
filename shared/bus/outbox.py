"""The outbox: events are written in the transaction of the change they tell, never published from a handler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import asyncpg

from shared.contracts.base import Contract, EventType
from shared.db.queries import Queries
from shared.db.signaux import Signal, signaler
from shared.kernel.errors import Refusal
from shared.kernel.ids import uuid7
from shared.observability.tracing import Trace, current

LARGEST = 900_000
"""Bytes of the largest value: under the broker's limit, so that no row can ever block the relay."""

CHANNEL = "maillage_outbox"
_QUERIES = Queries(__package__, "outbox.sql")
_FEW = 20
"""Rows up to which one statement, which also wakes the relay, is quicker than COPY and its round trips."""
_COLUMNS = (
    "event_id", "topic", "cle", "type", "sujet", "survenu_le", "traceparent", "correlation_id", "entetes", "valeur",
)  # fmt: skip


class EvenementTropGrosError(Refusal):
    """The payload is larger than what a topic carries."""

    message = "L'événement {type} de clé {cle} pèse {octets} octets, au-delà des {limite} permis."


class EvenementInconnuError(ValueError):
    """A contract is told under an event that it does not declare: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to tell: the payload, the title of the fact (`StructureRenommee`), when it happened."""

    contract: Contract
    event: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """A state to forget: a null value under its key, told as an event that the contract declares."""

    contract: type[Contract]
    key: str
    event: str
    time: datetime


async def write(
    connection: asyncpg.pool.PoolConnectionProxy, events: Sequence[Outgoing | Erasure], signaux: Sequence[Signal] = ()
) -> list[UUID]:
    """Write the events in the caller's transaction, in order, and wake the relay at commit; return their ids.

    `signaux` leave at commit too, in the same round trip where there are few events.

    The caller holds the lock of the aggregate's row, so that ids of one key commit in order.
    Raises EvenementTropGrosError, EvenementInconnuError.
    """
    if not events:
        await signaler(connection, *signaux)
        return []
    trace = current()
    ids = [uuid7() for _ in events]
    rows = [_row(*pair, trace) for pair in zip(ids, events, strict=True)]
    if len(rows) <= _FEW:
        told = [(CHANNEL, ""), *((signal.canal, signal.charge) for signal in signaux)]
        columns = [*zip(*rows, strict=True), *zip(*told, strict=True)]
        await connection.execute(_QUERIES["ecrire"], *map(list, columns))
    else:
        await connection.copy_records_to_table("outbox", records=rows, columns=_COLUMNS)
        await wake(connection)
        await signaler(connection, *signaux)
    return ids


async def wake(connection: asyncpg.pool.PoolConnectionProxy) -> None:
    """Wake the relay when the caller's transaction commits."""
    await connection.execute(f"notify {CHANNEL}")


def _row(event_id: UUID, event: Outgoing | Erasure, trace: Trace) -> tuple[object, ...]:
    contract, key, value = _told(event)
    full_type = contract.type_of(_declared(contract, event.event))
    if value is not None and len(value) > LARGEST:
        raise EvenementTropGrosError(type=full_type, cle=key, octets=len(value), limite=LARGEST)
    return (
        event_id, contract.topic.nom, key.encode(), full_type, key, event.time,
        trace.traceparent, trace.correlation_id or str(event_id), None, value,
    )  # fmt: skip


def _told(event: Outgoing | Erasure) -> tuple[type[Contract], str, bytes | None]:
    if isinstance(event, Outgoing):
        return type(event.contract), event.contract.key_value(), event.contract.model_dump_json().encode()
    if not event.contract.effacable:
        raise EvenementInconnuError(f"{event.contract.__name__} is never erased")
    return event.contract, event.key, None


@cache
def _declared(contract: type[Contract], title: str) -> EventType:
    for kind in contract.types:
        if kind.title == title:
            return kind
    raise EvenementInconnuError(f"{contract.__name__} is not told as {title}")
