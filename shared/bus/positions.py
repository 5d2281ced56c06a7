"""Where a group stands in its topic: the rows of `positions`, and the two ends of the log."""

from collections.abc import Sequence

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from shared.db.queries import Queries

QUERIES = Queries("shared.bus", "positions.sql")


class Positions:
    """The watermarks of one group on one topic."""

    def __init__(self, *, pool: asyncpg.Pool, group: str, topic: str, partitions: int) -> None:
        self._pool = pool
        self._group = group
        self._topic = topic
        self._partitions = [TopicPartition(topic, n) for n in range(partitions)]

    async def claim(self, partitions: Sequence[int]) -> list[asyncpg.Record]:
        """Take partitions by a new epoch; return where each stands."""
        return await self._pool.fetch(QUERIES["reclamer"], self._group, self._topic, partitions)

    async def rows(self) -> dict[int, asyncpg.Record]:
        """Return the row of every partition ever claimed."""
        rows = await self._pool.fetch(QUERIES["lire"], self._group, self._topic)
        return {row["partition"]: row for row in rows}

    async def ends(self, client: AIOKafkaConsumer | None) -> dict[int, int]:
        """Return the next offset of every partition of the log. Raises KafkaError."""
        if client is None:
            raise KafkaConnectionError("not started yet")
        return {tp.partition: offset for tp, offset in (await client.end_offsets(self._partitions)).items()}

    async def lags(self, client: AIOKafkaConsumer | None) -> dict[int, int]:
        """Return the offsets not yet passed, by partition of the whole topic. Raises KafkaError."""
        rows, ends = await self.rows(), await self.ends(client)
        assert client is not None
        starts = {tp.partition: n for tp, n in (await client.beginning_offsets(self._partitions)).items()}
        return {p: end - max(rows[p]["prochain"] if p in rows else 0, starts[p]) for p, end in ends.items()}
