"""Dead letters: kept untouched with their reason, told on the service's dead-letter topic, replayable."""

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord

from shared.bus import outbox
from shared.bus.reader import Rejected
from shared.contracts.topics import Topic
from shared.db.queries import Queries

_QUERIES = Queries(__package__, "dead_letters.sql")
_PAGE = 100
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


async def write(
    connection: asyncpg.pool.PoolConnectionProxy,
    group: str,
    service: str,
    letters: Sequence[tuple[ConsumerRecord, Rejected]],
    now: datetime,
) -> None:
    """Keep the letters and write them to the outbox for `<service>.rebut`, in the caller's transaction."""
    rows = [
        (group, record.topic, record.partition, record.offset, record.key, record.value, _encode(record.headers),
         _storable(why.type), why.reason, _storable(why.detail), now)
        for record, why in letters
    ]  # fmt: skip
    await connection.execute(_QUERIES["ecrire"], *(list(column) for column in zip(*rows, strict=True)))
    topic = Topic.rebut_de(service).nom
    for record, why in letters:
        place = f"{record.topic}/{record.partition}/{record.offset}"
        headers = (
            *record.headers,
            ("rebut_groupe", group.encode()),
            ("rebut_origine", place.encode()),
            ("rebut_motif", why.reason.encode()),
            ("rebut_detail", why.detail.encode()),
        )
        await outbox.write_dead_letter(
            connection, topic=topic, key=record.key, value=record.value, headers=headers, time=now
        )
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


def _encode(headers: Sequence[tuple[str, bytes | None]]) -> str:
    pairs: list[list[Any]] = [[k, None if v is None else b64encode(v).decode()] for k, v in headers]
    return json.dumps(pairs)


def _storable(text: str | None) -> str | None:
    return None if text is None else text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
