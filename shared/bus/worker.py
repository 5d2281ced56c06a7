"""The worker process of a service: its consumers, its relay, its digests, its timers, and their orderly end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from time import monotonic
from typing import Any

import asyncpg
import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from shared.bus.broker import DRAIN_SECONDS, make_broker, start_broker
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.empreintes import DigestTeller
from shared.bus.journal import JournalEtrangerError, recognise
from shared.bus.memory import settle
from shared.bus.parts import Parts, Timer
from shared.bus.relay import Relay
from shared.bus.report import WorkerReport
from shared.db.errors import TRANSIENT, UNAVAILABLE
from shared.db.pool import open_pool
from shared.kernel.clock import SystemClock
from shared.observability.admin import admin_app
from shared.observability.health import Health
from shared.observability.logs import configure_logs
from shared.observability.serving import served, stop_event
from shared.settings import ServiceSettings

_FOLLOW_SECONDS = 1.0
_WATCH_SECONDS = 10.0
log = structlog.get_logger()


async def run_worker(settings: ServiceSettings, parts_of: Callable[[asyncpg.Pool], Parts]) -> None:
    """Run a service's worker until SIGTERM or SIGINT, then drain: the batch at work ends or rolls back."""
    configure_logs(service=settings.service, process="worker", level=settings.journal)
    stop = stop_event()
    name = f"maillage-{settings.service}-worker"
    async with (
        open_pool(settings.postgres, name=name, size=settings.bassin) as pool,
        _running(settings, pool, parts_of(pool), stop),
    ):
        await stop.wait()
    log.info("arret_termine")


@contextlib.asynccontextmanager
async def _running(
    settings: ServiceSettings, pool: asyncpg.Pool, parts: Parts, stop: asyncio.Event
) -> AsyncIterator[None]:
    consumers = [
        WatermarkedConsumer(subscription=s, settings=settings, pool=pool, unit_of=parts.unit_of)
        for s in parts.inbound.subscriptions
    ]
    broker = make_broker(settings.kafka, client_id=f"{settings.service}-worker")
    for consumer in consumers:
        consumer.attach(broker)
    relay = Relay(settings)
    teller = DigestTeller(service=settings.service, pool=pool, tables=parts.measured, clock=SystemClock())
    timers = _Timers([*parts.timers, Timer(name="empreintes", seconds=settings.empreinte_secondes, step=teller.tell)])
    report = WorkerReport(settings=settings, pool=pool, consumers=consumers, teller=teller, controles=parts.controles)
    health = Health()
    health.watch(lambda: {f"consommateur {c.group}": c.stuck_for() for c in consumers})
    health.watch(lambda: {"relais": monotonic() - relay.last_step, **timers.ages()})
    health.require(report.not_ready)
    app = admin_app(health=health, report=report.etat, collect=report.collect)
    async with served(app, host=settings.admin_hote, port=settings.admin_port, name="admin"):
        tasks = [
            asyncio.create_task(relay.run(), name="relais"),
            asyncio.create_task(_follow(consumers, stop), name="suivi"),
            asyncio.create_task(_watch_logs(consumers, stop), name="veille"),
            *timers.start(stop),
        ]
        for task in tasks:
            task.add_done_callback(lambda done: _end_on_failure(done, stop))
        await _start(broker, settings, pool, stop)
        for consumer in consumers:
            consumer.joined = True
        settle()
        log.info("pret", groupes=[c.group for c in consumers])
        try:
            yield
        finally:
            health.draining = True
            for consumer in consumers:
                consumer.stop_soon()
            relay.stop_soon()
            stop.set()
            await _end(tasks[1:], 2)  # they ask the consumers' clients: these end after them
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(broker.stop(), DRAIN_SECONDS + 2)
            await _end(tasks[:1], 3)
    failed = [task for task in tasks if task.done() and not task.cancelled() and task.exception()]
    if failed or any(consumer.lost for consumer in consumers):
        raise SystemExit(1)


async def _end(tasks: Sequence[asyncio.Task[Any]], seconds: float) -> None:
    """Let tasks that were told to stop end by themselves, and cancel those that do not."""
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def _start(broker: KafkaBroker, settings: ServiceSettings, pool: asyncpg.Pool, stop: asyncio.Event) -> None:
    """Start the consumers, again and again until our own Kafka answers: an outage must not kill the process."""
    pause = 0.2
    while not stop.is_set():
        try:
            await recognise(pool, settings.kafka)
            await _unless(stop, start_broker(broker))
        except (KafkaError, JournalEtrangerError, *UNAVAILABLE) as error:
            log.warning("kafka_indisponible", erreur=type(error).__name__, detail=str(error), pause_s=round(pause, 1))
            await _pause(stop, pause)
            pause = min(pause * 2, 5.0)
        else:
            return


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, but give it up at once when the process must stop. Raises what the work raises."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        await task
        return
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _follow(consumers: Sequence[WatermarkedConsumer], stop: asyncio.Event) -> None:
    """Follow what operators and rebuilds decide in the database, and end when Kafka is no longer ours."""
    while not stop.is_set():
        if any(consumer.lost for consumer in consumers):
            stop.set()
            return
        try:
            for consumer in consumers:
                await consumer.refresh()
        except TRANSIENT as error:
            log.warning("suivi_interrompu", erreur=type(error).__name__)
        await _pause(stop, _FOLLOW_SECONDS)


async def _watch_logs(consumers: Sequence[WatermarkedConsumer], stop: asyncio.Event) -> None:
    """Watch the ends of the logs, which may take Kafka long to tell."""
    while not stop.is_set():
        try:
            for consumer in consumers:
                await consumer.watch_log()
        except (*TRANSIENT, KafkaError) as error:
            log.warning("veille_interrompue", erreur=type(error).__name__)
        await _pause(stop, _WATCH_SECONDS)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _end_on_failure(task: asyncio.Task[Any], stop: asyncio.Event) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("boucle_rompue", boucle=task.get_name(), exc_info=task.exception())
        stop.set()


class _Timers:
    """Runs the timers, each in its own loop."""

    def __init__(self, timers: Sequence[Timer]) -> None:
        self._timers = timers
        self._due = {timer.name: monotonic() for timer in timers}

    def ages(self) -> dict[str, float]:
        """Return for each timer the seconds by which it is overdue."""
        now = monotonic()
        return {f"minuterie {t.name}": max(0.0, now - self._due[t.name]) for t in self._timers}

    def start(self, stop: asyncio.Event) -> list[asyncio.Task[None]]:
        """Start every timer."""
        return [asyncio.create_task(self._run(timer, stop), name=timer.name) for timer in self._timers]

    async def _run(self, timer: Timer, stop: asyncio.Event) -> None:
        while not stop.is_set():
            started = monotonic()
            try:
                await timer.step()
            except TRANSIENT as error:
                log.warning("minuterie_retentee", minuterie=timer.name, erreur=type(error).__name__)
            ended = monotonic()
            pause = max(timer.seconds, (ended - started) * timer.rest)
            self._due[timer.name] = ended + pause
            await _pause(stop, pause)
