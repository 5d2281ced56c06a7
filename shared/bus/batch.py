"""One batch, one transaction: watermarks, effects and dead letters move together or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord

from shared.bus import dead_letters
from shared.bus.breaker import Breaker
from shared.bus.inbound import Kind, Received, Subscription
from shared.bus.positions import QUERIES
from shared.bus.reader import Ignored, Outcome, Reader, Rejected
from shared.contracts.base import Contract, State
from shared.db.errors import TRANSIENT
from shared.observability.tracing import continued, within


@dataclass(frozen=True, slots=True)
class Held:
    """A partition as this process holds it: another epoch in the database means somebody else does."""

    epoch: int
    generation: int


@dataclass(slots=True)
class Progress:
    """What one batch did to one partition."""

    partition: int
    next_offset: int
    breaker: Breaker
    received: list[Received[Any]] = field(default_factory=list)
    rejected: list[tuple[ConsumerRecord, Rejected]] = field(default_factory=list)
    applied: int = 0
    ignored: int = 0
    gaps: int = 0
    opened: str | None = None

    @property
    def stale(self) -> int:
        """Return how many events had no effect: an older version, or a fact already known."""
        return len(self.received) - self.applied


@dataclass(slots=True)
class Applied:
    """What came of a batch: progress by partition, and the partitions that are no longer as we believed."""

    progress: list[Progress] = field(default_factory=list)
    fenced: list[int] = field(default_factory=list)
    rewound: list[int] = field(default_factory=list)


class BatchApplier:
    """Applies batches of one subscription, within the transaction of a given connection."""

    def __init__(self, *, subscription: Subscription, group: str, topic: str, service: str, unit_of: Any) -> None:
        self._subscription = subscription
        self._reader = Reader(subscription.listened)
        self._group = group
        self._topic = topic
        persons = any(contract.effacable for contract in subscription.listened.contracts)
        self._source = dead_letters.Source(group, service, persons=persons)
        self._unit_of = unit_of

    async def apply(
        self,
        connection: asyncpg.pool.PoolConnectionProxy,
        records: Mapping[int, Sequence[ConsumerRecord]],
        held: Mapping[int, Held],
        *,
        one_by_one: bool = False,
    ) -> Applied:
        """Apply the records of each partition. `one_by_one` gives each event its savepoint, to find the one that fails.

        Raises what the handler raises; the caller's transaction is then rolled back and nothing has moved.
        """
        result = Applied()
        rows = await connection.fetch(QUERIES["verrouiller"], self._group, self._topic, sorted(records))
        for row in rows:
            partition, mine = row["partition"], held[row["partition"]]
            if row["epoque"] != mine.epoch:
                result.fenced.append(partition)
            elif row["generation"] != mine.generation:
                result.rewound.append(partition)
            else:
                progress = Progress(partition, row["prochain"], _breaker_of(row))
                fresh = [r for r in records[partition] if r.offset >= row["prochain"]]
                await self._walk(connection, progress, fresh, one_by_one=one_by_one)
                result.progress.append(progress)
        if not one_by_one:
            await self._apply_together(connection, result.progress)
        await self._record(connection, result.progress)
        return result

    async def replay(self, connection: asyncpg.pool.PoolConnectionProxy, record: ConsumerRecord) -> Rejected | None:
        """Apply one dead letter again, outside any watermark; return why it still cannot be applied, or None."""
        outcome, _ = await self._try(connection, self._reader.read(record))
        return outcome if isinstance(outcome, Rejected) else None

    async def _walk(
        self,
        connection: asyncpg.pool.PoolConnectionProxy,
        progress: Progress,
        records: Iterable[ConsumerRecord],
        *,
        one_by_one: bool,
    ) -> None:
        good = 0
        for record in records:
            outcome, effects = self._reader.read(record), 0
            if one_by_one:
                outcome, effects = await self._try(connection, outcome)
            if isinstance(outcome, Rejected):
                breaker = progress.breaker.after_good(good).after_rejected()
                good = 0
                if reason := breaker.why_open():
                    progress.opened = reason
                    return
                progress.breaker = breaker
                progress.rejected.append((record, outcome))
            elif isinstance(outcome, Ignored):
                progress.ignored += 1
                good += 1
            else:
                progress.received.append(outcome)
                good += 1
            progress.applied += effects
            progress.gaps += record.offset - progress.next_offset
            progress.next_offset = record.offset + 1
        progress.breaker = progress.breaker.after_good(good)

    async def _try(self, connection: asyncpg.pool.PoolConnectionProxy, outcome: Outcome) -> tuple[Outcome, int]:
        if not isinstance(outcome, Received):
            return outcome, 0
        try:
            async with connection.transaction():
                return outcome, await self._react(connection, outcome)
        except TRANSIENT:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, it is written down with its name and can be replayed
            return Rejected("echec", _why(error), outcome.type), 0

    async def _apply_together(self, connection: asyncpg.pool.PoolConnectionProxy, progress: Sequence[Progress]) -> None:
        events = [event for one in progress for event in one.received]
        if not events:
            return
        folded = fold(events) if self._subscription.listened.folded else events
        if self._subscription.kind is Kind.REACTION:
            applied = sum([await self._react(connection, event) for event in folded])
        else:
            applied = await self._subscription.handler(self._unit_of(connection), folded)
        # The handler counts for the whole batch; partitions share the count, their sum is exact.
        for one in progress:
            one.applied = min(applied, len(one.received))
            applied -= one.applied

    async def _react(self, connection: asyncpg.pool.PoolConnectionProxy, event: Received[Any]) -> int:
        """Hand one event to a reaction, within its trace: what the service decides goes on under the same ids."""
        with within(continued(*event.trace), evenement_id=event.event_id):
            return await self._subscription.handler(self._unit_of(connection), [event])

    async def _record(self, connection: asyncpg.pool.PoolConnectionProxy, progress: Sequence[Progress]) -> None:
        now = datetime.now(UTC)
        letters = [(record, rejected) for one in progress for record, rejected in one.rejected]
        if letters:
            await dead_letters.write(connection, self._source, letters, now)
        rows = [
            (p.partition, p.next_offset, p.applied, p.stale, p.ignored, len(p.rejected), p.gaps,
             p.breaker.in_a_row, p.breaker.window_read, p.breaker.window_rejected, p.breaker.tolerance, p.opened)
            for p in progress
        ]  # fmt: skip
        if rows:
            arrays = [list(column) for column in zip(*rows, strict=True)]
            await connection.execute(QUERIES["avancer"], self._group, self._topic, *arrays)


def fold(events: Sequence[Received[Contract]]) -> list[Received[Contract]]:
    """Keep the highest version of each key, as compaction would; a tombstone ends all that came before it."""
    newest: dict[str, Received[Contract]] = {}
    for event in events:
        held = newest.get(event.key)
        if held is None or held.erased or event.erased or _version(event) >= _version(held):
            newest[event.key] = event
    return list(newest.values())


def _version(event: Received[Contract]) -> int:
    assert isinstance(event.data, State)
    return event.data.version


def _breaker_of(row: asyncpg.Record) -> Breaker:
    return Breaker(row["rebuts_de_suite"], row["fenetre_lus"], row["fenetre_rebuts"], row["tolerance"])


def _why(error: Exception) -> str:
    """Tell a failure without the row that Postgres, or the client that talks to it, adds to its own."""
    said = str(error)
    if isinstance(error, asyncpg.PostgresError):
        said = f"{error.sqlstate}, {error.message or error.__cause__ or 'valeur refusée avant l’envoi'}"
    return f"{type(error).__name__} : {said}"[:2000]
