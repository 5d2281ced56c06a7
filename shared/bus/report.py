"""What a worker says of itself, for probes, metrics and `maillage etat`."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from shared.bus import dead_letters
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.empreintes import DigestTeller
from shared.bus.parts import Controle
from shared.db.errors import TRANSIENT, UNAVAILABLE
from shared.db.migrations import missing
from shared.db.queries import Queries
from shared.observability import metrics
from shared.settings import ServiceSettings

_RELAY = Queries("shared.bus", "relay.sql")
_KAFKA_SECONDS = 3.0
log = structlog.get_logger()


class WorkerReport:
    """Answers for one worker process."""

    def __init__(
        self,
        *,
        settings: ServiceSettings,
        pool: asyncpg.Pool,
        consumers: Sequence[WatermarkedConsumer],
        teller: DigestTeller,
        controles: Sequence[Controle] = (),
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._consumers = consumers
        self._teller = teller
        self._controles = controles

    async def not_ready(self) -> list[str]:
        """Return why the worker cannot do its work, in French."""
        reasons = [reason for consumer in self._consumers for reason in consumer.not_ready()]
        try:
            async with self._pool.acquire(timeout=2) as connection:
                lacking = await missing(connection, self._settings.service)
        except UNAVAILABLE as error:
            return [*reasons, f"Postgres ne répond pas ({type(error).__name__})"]
        return [*reasons, *(f"migration {name} non appliquée" for name in lacking)]

    async def etat(self, with_digests: bool) -> dict[str, Any]:  # noqa: FBT001
        """Return the worker's part of `maillage etat`."""
        body: dict[str, Any] = {"service": self._settings.service, "processus": "worker"}
        try:
            async with self._pool.acquire(timeout=5) as connection:
                outbox = await connection.fetchrow(_RELAY["profondeur"])
                body["rebuts"] = await dead_letters.count(connection)
            body["outbox"] = outbox["nombre"] if outbox else 0
            body["retards"] = [{"groupe": c.group, "topic": c.topic, "retard": await c.lag()} for c in self._consumers]
            if with_digests:
                body["empreintes"] = [asdict(measure) for measure in await self._teller.measure()]
                body["controles"] = {c.name: list(await c.verifier()) for c in self._controles}
        except (*TRANSIENT, KafkaError) as error:
            body["erreur"] = f"{type(error).__name__} : {error}"
        return body

    async def collect(self) -> None:
        """Refresh the gauges before a scrape; what cannot be read keeps its last value."""
        self.measure_pool()
        try:
            async with self._pool.acquire(timeout=2) as connection:
                outbox = await connection.fetchrow(_RELAY["profondeur"])
                letters = await dead_letters.count(connection)
        except TRANSIENT as error:
            log.warning("mesures_incompletes", erreur=type(error).__name__)
            return
        if outbox:
            metrics.OUTBOX_DEPTH.set(outbox["nombre"])
            metrics.OUTBOX_AGE.set(outbox["age"])
        for consumer in self._consumers:
            metrics.DEAD_LETTERS.labels(consumer.group).set(letters.get(consumer.group, 0))
        await asyncio.gather(*(self._measure(consumer) for consumer in self._consumers))

    async def _measure(self, consumer: WatermarkedConsumer) -> None:
        """Refresh a consumer's gauges, unless Kafka is silent: whoever scrapes does not wait for it."""
        try:
            await asyncio.wait_for(consumer.measure(), _KAFKA_SECONDS)
        except (*TRANSIENT, KafkaError) as error:
            log.warning("mesures_incompletes", groupe=consumer.group, erreur=type(error).__name__)

    def measure_pool(self) -> None:
        """Count the pool's connections."""
        idle = self._pool.get_idle_size()
        metrics.POOL.labels("libre").set(idle)
        metrics.POOL.labels("prise").set(self._pool.get_size() - idle)
