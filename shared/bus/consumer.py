"""A watermarked consumer: one subscription, its group, its partitions; what is applied once is never applied again."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import asyncpg
import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaConnectionError, KafkaError
from faststream.kafka import KafkaBroker

from shared.bus.batch import Applied, BatchApplier, Held
from shared.bus.broker import SUBSCRIBER, raw_decoder, raw_parser
from shared.bus.gauges import PartitionGauges
from shared.bus.inbound import Subscription
from shared.bus.journal import JournalEtrangerError, recognise
from shared.bus.positions import Positions
from shared.bus.watched import WatchedConsumer
from shared.db.errors import TRANSIENT
from shared.observability import metrics
from shared.observability.tracing import Trace, continued, within
from shared.settings import ServiceSettings

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0
log = structlog.get_logger()


def group_of(settings: ServiceSettings, subscription: Subscription) -> str:
    """Return the name of the Kafka group of a subscription."""
    return f"{settings.prefixe}{settings.service}.{subscription.name}"


class WatermarkedConsumer(ConsumerRebalanceListener):
    """Consumes one subscription on one topic, as a member of its group."""

    def __init__(
        self,
        *,
        subscription: Subscription,
        settings: ServiceSettings,
        pool: asyncpg.Pool,
        unit_of: Callable[[Any], Any],
    ) -> None:
        self.group = group_of(settings, subscription)
        self.topic = f"{settings.prefixe}{subscription.listened.topic.nom}"
        self.held: dict[int, Held] = {}
        self.paused: set[int] = set()
        self.regressed: set[int] = set()
        self.last_step = monotonic()
        self.joined = False
        self.lost = False
        self.blocked = False
        self._positions = Positions(
            pool=pool, group=self.group, topic=self.topic, partitions=subscription.listened.topic.partitions
        )
        self._gauges = PartitionGauges(self.group, self.topic)
        self._settings = settings
        self._pool = pool
        self._stopping = False
        self._applier = BatchApplier(
            subscription=subscription, group=self.group, topic=self.topic, service=settings.service, unit_of=unit_of
        )
        self._subscriber: Any = None

    def attach(self, broker: KafkaBroker) -> None:
        """Declare the subscription to the broker, before it starts."""
        subscriber: Any = broker.subscriber(
            self.topic,
            group_id=self.group,
            max_records=self._settings.lot_max,
            session_timeout_ms=self._settings.session_timeout_ms,
            heartbeat_interval_ms=min(3_000, self._settings.session_timeout_ms // 3),
            listener=self,
            parser=raw_parser,
            decoder=raw_decoder,
            **SUBSCRIBER,
        )
        subscriber(self._handle)
        self._subscriber = subscriber

    @property
    def client(self) -> WatchedConsumer | None:
        """Return the Kafka client, once started."""
        return self._subscriber.consumer

    def stop_soon(self) -> None:
        """Let the batch at work end, and give up one that only waits for its next attempt."""
        self._stopping = True

    def stuck_for(self) -> float:
        """Return the seconds since the loop last asked for messages or worked at a batch."""
        if not self.joined or self.client is None:  # the worker is still trying to join
            return 0.0
        alive = all(not task.done() for task in self._subscriber.tasks)
        if alive and self.client.polling:  # waiting for Kafka, however long, is no reason to be killed
            return 0.0
        return monotonic() - max(self.client.last_poll, self.last_step) if alive else float("inf")

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Forget the partitions: a batch still at work on them will find itself fenced."""
        for tp in revoked:
            self.held.pop(tp.partition, None)
            self.paused.discard(tp.partition)
            self.regressed.discard(tp.partition)
            self._gauges.forget(tp.partition)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Take the partitions: a new epoch in the database, then go to the watermark."""
        partitions = sorted(tp.partition for tp in assigned)
        if not partitions:
            return
        pause = _FIRST_PAUSE
        while not self._stopping:
            self.last_step = monotonic()
            try:
                await recognise(self._pool, self._settings.kafka)
                rows = await self._positions.claim(partitions)
                break
            except JournalEtrangerError as error:
                log.error("journal_etranger", groupe=self.group, detail=str(error))  # noqa: TRY400
                self.lost = True
                return
            except (*TRANSIENT, KafkaError) as error:
                log.warning("prise_de_partitions_retentee", groupe=self.group, erreur=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
        for row in rows:
            self.held[row["partition"]] = Held(row["epoque"], row["generation"])
            self._seek(row["partition"], row["prochain"])
            if row["ouvert"]:
                self._pause(row["partition"])
        log.info("partitions_prises", groupe=self.group, partitions=partitions)

    async def refresh(self) -> None:
        """Follow what others decided in the database: a rebuild rewinds us, an operator ends a pause."""
        for partition, row in (await self._positions.rows()).items():
            mine = self.held.get(partition)
            if mine is None or row["epoque"] != mine.epoch:
                continue
            if row["generation"] != mine.generation:
                self.held[partition] = Held(mine.epoch, row["generation"])
                self._resume(partition, row["prochain"])
            elif partition in self.paused and row["ouvert_le"] is None:
                self._resume(partition, row["prochain"])

    async def watch_log(self) -> None:
        """Tell Kafka's own tools where we are, and pause a partition whose log ends before what we applied."""
        if not self.joined or self.client is None or not self.held:
            return
        ends = await self._positions.ends(self.client)
        for partition, row in (await self._positions.rows()).items():
            if partition in self.held and ends.get(partition, 0) < row["prochain"] and partition not in self.regressed:
                self.regressed.add(partition)
                self.client.pause(TopicPartition(self.topic, partition))
                self._gauges.regressed(partition, is_shorter=True)
                log.error("journal_recule", groupe=self.group, partition=partition, prochain=row["prochain"])
        try:
            await self.client.commit()
        except KafkaError as error:
            log.info("position_non_dite", groupe=self.group, erreur=type(error).__name__)

    async def lag(self) -> int:
        """Return the offsets not yet passed, over the whole topic. Raises KafkaError."""
        self._require_joined()
        return sum((await self._positions.lags(self.client)).values())

    async def measure(self) -> None:
        """Refresh the gauges of the partitions held here. Raises KafkaError."""
        self._require_joined()
        lags, positions = await self._positions.lags(self.client), await self._positions.rows()
        for partition in self.held:
            self._gauges.lag(partition, lags[partition], positions[partition]["maj_le"])
        metrics.CONSERVATION.labels(self.group).set(sum(row["ecart"] for row in positions.values()))

    def _require_joined(self) -> None:
        if not self.joined:
            raise KafkaConnectionError("the group is not joined yet")

    def not_ready(self) -> list[str]:
        """Return why this subscription is not at work, in French."""
        reasons = [f"{self.group} : partition {p} en pause, trop de rebuts" for p in sorted(self.paused)]
        reasons += [f"{self.group} : le journal de la partition {p} a reculé" for p in sorted(self.regressed)]
        if self.blocked:
            reasons.append(f"{self.group} : un lot ne peut pas être appliqué, voir le journal « lot_impossible »")
        if not self.joined:
            reasons.append(f"{self.group} : Kafka n'a pas encore répondu, le groupe n'est pas rejoint")
        return reasons

    async def _handle(self, records: tuple[ConsumerRecord[bytes, bytes], ...]) -> None:
        """Apply a batch whatever it takes. Only a fenced, stale or abandoned batch leaves without effect."""
        by_partition: dict[int, list[ConsumerRecord[bytes, bytes]]] = defaultdict(list)
        for record in records:
            by_partition[record.partition].append(record)
        held = {p: self.held[p] for p in by_partition if p in self.held}
        current = {p: r for p, r in by_partition.items() if p in held and await self._is_current(r[-1])}
        if not current:
            return
        first = current[min(current)][0]
        with within(_trace_of(first), groupe=self.group, evenement_id=_header(first, "ce_id")):
            applied = await self._apply_until_done(current, {p: held[p] for p in current})
            if applied is not None:
                self.blocked = False
                self._follow_up(applied)
                self._measure(applied, first)

    async def _apply_until_done(
        self, records: dict[int, list[ConsumerRecord[bytes, bytes]]], held: dict[int, Held]
    ) -> Applied | None:
        pause, one_by_one = _FIRST_PAUSE, False
        while True:
            self.last_step = monotonic()
            try:
                async with self._pool.acquire(timeout=10) as connection, connection.transaction():
                    return await self._applier.apply(connection, records, held, one_by_one=one_by_one)
            except TRANSIENT as error:
                metrics.BATCH_RETRIES.labels(self.group).inc()
                log.warning("lot_retente", erreur=type(error).__name__, pause_s=round(pause, 2))
            except Exception as error:
                if one_by_one:
                    self.blocked = True
                    log.exception("lot_impossible")
                else:
                    log.warning("lot_repris_un_a_un", erreur=type(error).__name__)
                    one_by_one = True
                    continue
            if self._stopping:
                return None
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _is_current(self, last: ConsumerRecord[bytes, bytes]) -> bool:
        """Tell whether no seek happened since these records were fetched: else what lies between would be skipped."""
        assert self.client is not None
        try:
            position = await self.client.position(TopicPartition(self.topic, last.partition))
        except (IllegalStateError, KafkaError):
            return False
        return bool(position > last.offset)

    def _follow_up(self, applied: Applied) -> None:
        if applied.fenced:
            metrics.FENCED.labels(self.group).inc()
            log.warning("lot_ecarte", partitions=applied.fenced)
        for progress in applied.progress:
            for record, why in progress.rejected:
                place = f"{record.topic}/{record.partition}/{record.offset}"
                log.warning("rebut", place=place, motif=why.reason, evenement_id=_header(record, "ce_id"))
            if progress.opened:
                log.error("partition_en_pause", partition=progress.partition, motif=progress.opened)
                self._seek(progress.partition, progress.next_offset)
                self._pause(progress.partition)

    def _measure(self, applied: Applied, first: ConsumerRecord[bytes, bytes]) -> None:
        for p in applied.progress:
            counts = {"applique": p.applied, "perime": p.stale, "ignore": p.ignored, "rebut": len(p.rejected)}
            for outcome, count in counts.items():
                if count:
                    metrics.EVENTS.labels(self.group, outcome).inc(count)
        events = sum(len(p.received) for p in applied.progress)
        log.info("lot_applique", evenements=events, appliques=sum(p.applied for p in applied.progress))
        metrics.BATCH_SIZE.labels(self.group).observe(events)
        age = datetime.now(UTC).timestamp() - first.timestamp / 1000
        metrics.EVENT_AGE.labels(self.group).observe(max(age, 0.0))

    def _pause(self, partition: int) -> None:
        assert self.client is not None
        self.paused.add(partition)
        self.client.pause(TopicPartition(self.topic, partition))
        self._gauges.breaker(partition, is_open=True)

    def _resume(self, partition: int, offset: int) -> None:
        assert self.client is not None
        self.paused.discard(partition)
        self.regressed.discard(partition)
        self._seek(partition, offset)
        self.client.resume(TopicPartition(self.topic, partition))
        self._gauges.breaker(partition, is_open=False)
        self._gauges.regressed(partition, is_shorter=False)
        log.info("partition_reprise", groupe=self.group, partition=partition)

    def _seek(self, partition: int, offset: int) -> None:
        assert self.client is not None
        self.client.seek(TopicPartition(self.topic, partition), offset)


def _trace_of(first: ConsumerRecord[bytes, bytes]) -> Trace:
    """Return the trace of a batch: that of its first event, which stands for the others in the logs."""
    return continued(_header(first, "traceparent"), _header(first, "correlation_id"))


def _header(record: ConsumerRecord[bytes, bytes], name: str) -> str | None:
    return next((value.decode("utf-8", "replace") for key, value in record.headers if key == name and value), None)
