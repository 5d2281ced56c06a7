"""Reading everything back: outboxes, archives, the whole log, positions, dead letters, copies. Facts for the oracle."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.contracts.colonnes import names
from shared.contracts.referentiel import StructureV1
from shared.db.queries import Queries
from tests.chaos.poison import Injected, sha256

_QUERIES = Queries("tests.chaos", "readback.sql")
Row = Mapping[str, Any]
Place = tuple[str, int]
"""Topic, without the platform's prefix, and partition."""
Record: TypeAlias = "ConsumerRecord[bytes, bytes]"


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of a service's outbox, or of its archive: acknowledged, says the relay. `ident`: what the log shows of it."""

    service: str
    topic: str
    cle: str
    ident: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the log. `rang`: the version of a state, the rank of a fact; 0 when it cannot be read."""

    topic: str
    partition: int
    offset: int
    cle: str
    ident: str
    rang: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The digest and the rows of a table that holds StructureV1."""

    service: str
    digest: str
    rows: Mapping[str, tuple[Any, ...]]
    columns: Sequence[str] = names(StructureV1)


@dataclass(frozen=True, kw_only=True)
class Readback:
    """All that the platform holds once quiet, and what the scenario put into the log by itself."""

    waiting: Sequence[Sent] = ()
    sent: Sequence[Sent] = ()
    log: Sequence[Message] = ()
    ends: Mapping[Place, int] = field(default_factory=dict)
    positions: Sequence[Row] = ()
    letters: Sequence[Row] = ()
    source: Copy
    copies: Sequence[Copy] = ()
    setbacks: Sequence[tuple[str, str, int, int]] = ()
    told: Sequence[tuple[str, int, int]] = ()
    applied: Sequence[tuple[str, int, int]] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    passages: Mapping[str, int] = field(default_factory=dict)
    injected: Sequence[Injected] = ()


@asynccontextmanager
async def open_reader(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer of no group, that reads what it is told to."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 << 20,
    )  # fmt: skip
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def read_log(reader: AIOKafkaConsumer, prefix: str, ends: Mapping[Place, int]) -> list[Record]:
    """Return every record from the first offset of the partitions to their ends."""
    records: list[Record] = []
    for (topic, partition), end in ends.items():
        records += await _read_partition(reader, TopicPartition(prefix + topic, partition), end)
    return records


async def read_ends(reader: AIOKafkaConsumer, prefix: str, topics: Mapping[str, int]) -> dict[Place, int]:
    """Return the next offset of every partition of the topics (name to count of partitions)."""
    partitions = [TopicPartition(prefix + topic, n) for topic, count in topics.items() for n in range(count)]
    ends = await reader.end_offsets(partitions)
    return {(tp.topic.removeprefix(prefix), tp.partition): end for tp, end in ends.items()}


async def read_positions(dsn: str, prefix: str) -> list[Row]:
    """Return the positions of a service's groups."""
    connection = await asyncpg.connect(dsn)
    try:
        return [dict(row) for row in await connection.fetch(_QUERIES["positions"], prefix)]
    finally:
        await connection.close()


async def _read_partition(consumer: AIOKafkaConsumer, tp: TopicPartition, end: int) -> list[Record]:
    """Read one message at a time: one that the client cannot decode gets a stand-in, and must not hide the others."""
    records: list[Record] = []
    consumer.assign([tp])
    consumer.seek(tp, 0)
    while (at := await consumer.position(tp)) < end:
        try:
            batches = await consumer.getmany(tp, timeout_ms=1000, max_records=1)
        except UnicodeDecodeError:
            records.append(ConsumerRecord(tp.topic, tp.partition, at, 0, 0, None, None, None, -1, -1, ()))
            consumer.seek(tp, at + 1)
        else:
            records += batches.get(tp, [])
    return records


def as_message(record: Record, prefix: str) -> Message:
    """Return a record of the log as the oracle sees it; nothing in it is trusted."""
    headers = dict(record.headers)
    topic = record.topic.removeprefix(prefix)
    digest = sha256(record.value)
    ident = _letter_ident(headers, record.value) if topic.endswith(".rebut") else _text(headers.get("ce_id"))
    return Message(topic, record.partition, record.offset, _text(record.key), ident, _rank(record.value), digest)


async def read_service(dsn: str, service: str, prefix: str) -> dict[str, Any]:
    """Return what a service's database holds: waiting, sent, positions, letters, rows, setbacks, witness's tables."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            "waiting": [_sent(service, row) for row in await connection.fetch(_QUERIES["en_attente"])],
            "sent": [_sent(service, row) for row in await connection.fetch(_QUERIES["archives"])],
            "positions": [dict(row) for row in await connection.fetch(_QUERIES["positions"], prefix)],
            "letters": [
                {**row, "sha256": sha256(row["valeur"])} for row in await connection.fetch(_QUERIES["rebuts"], prefix)
            ],
            "setbacks": [(service, *row) for row in await _maybe(connection, "reculs")],
            "told": [tuple(row) for row in await _maybe(connection, "source_mouvements")],
            "applied": [tuple(row) for row in await _maybe(connection, "mouvements")],
            "totals": dict(tuple(row) for row in await _maybe(connection, "soldes")),
            "passages": dict(tuple(row) for row in await _maybe(connection, "passages")),
        }
    finally:
        await connection.close()


async def _maybe(connection: asyncpg.Connection, table: str) -> list[asyncpg.Record]:
    if await connection.fetchval("select to_regclass($1)", table) is None:
        return []
    return await connection.fetch(_QUERIES[table])


def _sent(service: str, row: asyncpg.Record) -> Sent:
    ident = str(row["event_id"])
    if row["entetes"] is not None:
        headers = {k: None if v is None else b64decode(v) for k, v in json.loads(row["entetes"])}
        ident = _letter_ident(headers, row["valeur"])
    return Sent(service, row["topic"], _text(row["cle"]), ident)


def _letter_ident(headers: Mapping[str, bytes | None], value: bytes | None) -> str:
    """Name a dead letter by who put it aside, where it lay and what it holds; Kafka takes an empty value for null."""
    return "/".join((_text(headers.get("rebut_groupe")), _text(headers.get("rebut_origine")), sha256(value or b"")))


def _rank(value: bytes | None) -> int:
    try:
        document = json.loads(value or b"")
        return int(document.get("version") or document.get("numero") or 0)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return 0


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode("utf-8", "replace")
