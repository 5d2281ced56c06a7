"""The relay: one per service, it carries the outbox to Kafka in order, and moves a row only after the broker's ack."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from functools import cache
from time import monotonic

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.bus import archive
from shared.bus.broker import PRODUCER, make_producer
from shared.bus.journal import JournalEtrangerError, recognise
from shared.bus.outbox import CHANNEL
from shared.contracts.registry import registry
from shared.db.errors import TRANSIENT
from shared.db.pool import connect
from shared.db.queries import Queries
from shared.observability import metrics
from shared.settings import ServiceSettings

_QUERIES = Queries(__package__, "relay.sql")
_BATCH = 1_000
_POLL_SECONDS = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_LOCK_CLASS = 1
_LATE = timedelta(milliseconds=PRODUCER["request_timeout_ms"]) + timedelta(seconds=5)
"""How long a message given to a producer may still leave, and a margin."""
log = structlog.get_logger()


class Relay:
    """Carries one service's outbox to Kafka. Any number may run: the holder of the lock works, the others wait."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.last_step = monotonic()
        self.active = False
        self._settings = settings
        self._stopping = asyncio.Event()
        self._woken = asyncio.Event()
        self._late_since: datetime | None = None

    def stop_soon(self) -> None:
        """End after the batch at work."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Relay until stopped; a failure drops connection, lock and producer, and starts over after a pause."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            started = monotonic()
            try:
                await self._session()
            except (*TRANSIENT, KafkaError, JournalEtrangerError) as error:
                metrics.RELAY_ERRORS.labels(type(error).__name__).inc()
                log.warning("relais_interrompu", erreur=type(error).__name__, pause_s=round(pause, 2))
            self._set_active(active=False)
            pause = _FIRST_PAUSE if monotonic() - started > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            await self._wait(self._stopping, pause)

    async def _session(self) -> None:
        connection = await connect(self._settings.postgres, name=f"maillage-{self._settings.service}-relais")
        try:
            if self._late_since is not None:
                await connection.execute(_QUERIES["avouer"], self._late_since, _LATE)
                self._late_since = None
            await self._take_lock(connection)
            if self._stopping.is_set():
                return
            await recognise(connection, self._settings.kafka)
            await connection.execute(_QUERIES["borner_l_attente"])
            self._late_since = await connection.fetchval(_QUERIES["ouvrir_session"], _LATE)
            await connection.add_listener(CHANNEL, lambda *_: self._woken.set())
            producer = make_producer(self._settings.kafka, client_id=f"{self._settings.service}-relais")
            try:
                await producer.start()
                self._set_active(active=True)
                await self._carry(connection, producer)
            finally:
                stopped = await _stop_producer(producer)
            if stopped:
                await connection.execute(_QUERIES["clore_session"])
                self._late_since = None
        finally:
            connection.terminate()

    async def _take_lock(self, connection: asyncpg.Connection) -> None:
        while not self._stopping.is_set():
            self.last_step = monotonic()
            if await connection.fetchval(_QUERIES["prendre_verrou"], _LOCK_CLASS):
                return
            await self._wait(self._stopping, _POLL_SECONDS)

    async def _carry(self, connection: asyncpg.Connection, producer: AIOKafkaProducer) -> None:
        next_housekeeping = next_look = 0.0
        while not self._stopping.is_set():
            self.last_step = monotonic()
            if self.last_step >= next_housekeeping:
                await archive.keep(connection)
                next_housekeeping = self.last_step + 3600
            if self.last_step >= next_look:
                await _tell_last_words(connection)
                next_look = self.last_step + _POLL_SECONDS
            self._woken.clear()
            rows = await connection.fetch(_QUERIES["a_envoyer"], _BATCH, timeout=30)
            if rows:
                await self._send(producer, rows)
                await connection.execute(_QUERIES["deplacer"], [row["id"] for row in rows], timeout=30)
                metrics.RELAYED.inc(len(rows))
            if len(rows) < _BATCH:
                await self._wait(self._woken, _POLL_SECONDS)

    async def _send(self, producer: AIOKafkaProducer, rows: Sequence[asyncpg.Record]) -> None:
        prefix = self._settings.prefixe
        acks: list[Awaitable[object]] = []
        try:
            for row in rows:
                ack = await producer.send(
                    prefix + row["topic"],
                    value=_sendable(row),
                    key=row["cle"],
                    headers=headers_of(row, self._settings.service),
                    timestamp_ms=int(row["survenu_le"].timestamp() * 1000),
                )
                acks.append(ack)
            for ack in acks:  # in turn: a callback for each, as gather adds, costs a fifth of the relay's time
                await ack
        except BaseException:
            await asyncio.gather(*acks, return_exceptions=True)  # every failure is looked at
            raise

    def _set_active(self, *, active: bool) -> None:
        self.active = active
        metrics.RELAY_ACTIVE.set(active)

    @staticmethod
    async def _wait(event: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return


def headers_of(row: asyncpg.Record, service: str) -> list[tuple[str, bytes | None]]:
    """Return the headers of an outbox row: CloudEvents 1.0 in binary mode, or those of a dead letter as they came."""
    if row["entetes"] is not None:
        pairs = json.loads(row["entetes"])
        return [(name, None if value is None else b64decode(value)) for name, value in pairs]
    headers: list[tuple[str, bytes | None]] = [
        *_constant(row["type"], service),
        ("ce_id", str(row["event_id"]).encode()),
        ("ce_time", row["survenu_le"].isoformat().encode()),
        ("ce_subject", row["sujet"].encode()),
        ("correlation_id", row["correlation_id"].encode()),
    ]
    if row["traceparent"]:
        headers.append(("traceparent", row["traceparent"].encode()))
    return headers


@cache
def _constant(event_type: str, service: str) -> tuple[tuple[str, bytes], ...]:
    """Return the headers that are the same for every event of a type."""
    known = registry().get(event_type)  # an archived event may outlive its contract
    schema = f"/{service}/schemas/{known.contract.__name__ if known else event_type}.json"
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", f"/{service}".encode()),
        ("ce_type", event_type.encode()),
        ("ce_dataschema", schema.encode()),
        ("content-type", b"application/json"),
    )


def _sendable(row: asyncpg.Record) -> bytes | None:
    """Return the value; the client refuses a message with neither key nor value: an empty one is the nearest."""
    return b"" if row["cle"] is None and row["valeur"] is None else row["valeur"]


async def _tell_last_words(connection: asyncpg.Connection) -> None:
    """Tell again the states sent while a relay that ended badly may still have been heard: the newest comes last."""
    async with connection.transaction():
        since = await connection.fetchval(_QUERIES["a_redire"])
        if since is not None:
            told = await archive.tell_again(connection, since, states_only=True)
            await connection.execute(_QUERIES["redit"])
            log.info("derniers_mots_redits", nombre=told)


async def _stop_producer(producer: AIOKafkaProducer) -> bool:
    """Stop a producer; False when it would not, and may go on sending until its messages expire."""
    try:
        await asyncio.wait_for(producer.stop(), 5)
    except (KafkaError, TimeoutError, OSError) as error:
        log.warning("producteur_abandonne", erreur=type(error).__name__)
        return False
    return True
