"""Dead letters: kept untouched with their reason, told on the service's dead-letter topic, replayable.

Those about persons are not: see docs/adr/0006.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord

from shared.bus import outbox
from shared.bus.reader import Rejected
from shared.contracts.topics import Topic
from shared.db.queries import Queries
from shared.kernel.ids import uuid7

_QUERIES = Queries(__package__, "dead_letters.sql")
_PAGE = 100
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Letter = tuple[ConsumerRecord, Rejected]


@dataclass(frozen=True, slots=True)
class Source:
    """Who could not apply a message: a group of a service. `persons`: it listens to what is told of persons."""

    group: str
    service: str
    persons: bool = False


async def write(
    connection: asyncpg.pool.PoolConnectionProxy, source: Source, letters: Sequence[Letter], now: datetime
) -> None:
    """Keep the letters and write them to the outbox for `<service>.rebut`, in the caller's transaction.

    Of a letter about a person its place and its reason alone remain: nothing that an erasure would not reach.
    """
    whole = [not (source.persons and record.value) for record, _ in letters]
    shown = [(r if all_of_it else _bare(r), why) for all_of_it, (r, why) in zip(whole, letters, strict=True)]
    kept = [
        (source.group, record.topic, record.partition, record.offset, record.key, record.value,
         _encode(record.headers), _storable(why.type), why.reason, _storable(why.detail), all_of_it)
        for all_of_it, (record, why) in zip(whole, shown, strict=True)
    ]  # fmt: skip
    await connection.execute(_QUERIES["ecrire"], *_columns(kept), now)
    told = [
        (rank, uuid7(), record.key, _encode([*record.headers, *_story(source.group, record, why)]), record.value)
        for rank, (record, why) in enumerate(shown)
    ]
    await connection.execute(_QUERIES["dire"], *_columns(told), now, Topic.rebut_de(source.service).nom)
    await outbox.wake(connection)


async def waiting(connection: Connection) -> AsyncIterator[asyncpg.Record]:
    """Yield the letters not yet replayed, oldest first."""
    last = 0
    while page := await connection.fetch(_QUERIES["a_rejouer"], last, _PAGE):
        for row in page:
            yield row
        last = page[-1]["id"]


async def claim(connection: Connection, letter: int) -> bool:
    """Lock a letter for replay; False when it was replayed meanwhile or somebody else is at it."""
    return await connection.fetchval(_QUERIES["verrouiller"], letter) is not None


async def settle(connection: Connection, letter: int, still: Rejected | None) -> None:
    """Mark a letter as replayed, or note why it still cannot be applied."""
    if still is None:
        await connection.execute(_QUERIES["marquer_rejoue"], letter)
    else:
        await connection.execute(_QUERIES["marquer_refuse"], letter, still.reason, _storable(still.detail))


async def file_away(connection: Connection, letters: Sequence[int]) -> list[int]:
    """Settle letters that nobody will replay; return those that were waiting."""
    return [row["id"] for row in await connection.fetch(_QUERIES["classer"], letters)]


async def count(connection: Connection) -> dict[str, int]:
    """Return how many letters of each group wait for a replay."""
    return {row["groupe"]: row["nombre"] for row in await connection.fetch(_QUERIES["compter"])}


def as_record(row: asyncpg.Record) -> ConsumerRecord[bytes, bytes]:
    """Return a kept letter as the message it was."""
    headers = tuple((name, None if value is None else b64decode(value)) for name, value in json.loads(row["entetes"]))
    return ConsumerRecord(
        row["topic"], row["partition"], row["decalage"], int(row["recu_le"].timestamp() * 1000), 0,
        row["cle"], row["valeur"], None, len(row["cle"] or b""), len(row["valeur"] or b""), headers,
    )  # fmt: skip


def _bare(record: ConsumerRecord) -> ConsumerRecord:
    """Return a message without anything of its content."""
    return replace(record, key=None, value=None, headers=())


def _story(group: str, record: ConsumerRecord, why: Rejected) -> list[tuple[str, bytes]]:
    place = f"{record.topic}/{record.partition}/{record.offset}"
    told = {"groupe": group, "origine": place, "motif": why.reason, "detail": why.detail}
    return [(f"rebut_{name}", text.encode()) for name, text in told.items()]


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _encode(headers: Sequence[tuple[str, bytes | None]]) -> str:
    pairs: list[list[Any]] = [[k, None if v is None else b64encode(v).decode()] for k, v in headers]
    return json.dumps(pairs)


def _storable(text: str | None) -> str | None:
    return None if text is None else text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
