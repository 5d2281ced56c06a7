"""What every figure stands on: a Kafka and a durable Postgres of our own, in a folder that is erased at the end."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from aiokafka import AIOKafkaProducer

from benchmarks.events import Message, chunks
from local.kafka import KafkaServer
from local.postgres import PostgresServer
from shared.bus.broker import make_producer
from shared.db.pool import connect
from shared.settings import ROOT
from tests.platform import Platform, Servers, platform_of

_IN_FLIGHT = 1_000


@dataclass(frozen=True)
class Ground:
    """The servers, and the factor by which counts are multiplied."""

    servers: Servers
    folder: Path
    scale: float

    def count(self, events: int) -> int:
        """Return a count at the scale of this run."""
        return max(1_000, int(events * self.scale))

    @asynccontextmanager
    async def platform(self, *services: str) -> AsyncIterator[Platform]:
        """Make databases and topics of a fresh prefix for these services."""
        async with platform_of(self.servers, services) as made:
            yield made


@asynccontextmanager
async def ground(scale: float) -> AsyncIterator[Ground]:
    """Start the servers; stop them and erase their folder at the end."""
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=cache))
    kafka, postgres = KafkaServer(folder / "kafka"), PostgresServer(folder / "postgres", durable=True)
    try:
        await asyncio.to_thread(kafka.start)
        await asyncio.to_thread(postgres.start)
        yield Ground(Servers(kafka.bootstrap, postgres.dsn), folder, scale)
    finally:
        await asyncio.to_thread(kafka.stop)
        await asyncio.to_thread(postgres.erase)
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Open one connection while the block lasts."""
    connection = await connect(dsn, name="bench")
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    """Start a producer with the platform's settings: idempotent, acks=all."""
    made = make_producer(bootstrap, client_id="bench")
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def produce(to: AIOKafkaProducer, topic: str, messages: Iterable[Message]) -> int:
    """Send the messages, at most so many in flight, and return how many were acknowledged."""
    sent = 0
    for part in chunks(messages, _IN_FLIGHT):
        for ack in [await to.send(topic, value=m.value, key=m.key, headers=m.headers) for m in part]:
            await ack
        sent += len(part)
    return sent
