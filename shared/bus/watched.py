"""A Kafka consumer that is watched, and that loses nothing when a fetch fails half-way."""

from time import monotonic, time
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

UNREADABLE = "maillage_illisible"
"""Header of the stand-in for a message that the Kafka client itself cannot decode."""

Records = dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]


class WatchedConsumer(AIOKafkaConsumer):
    """Remembers when its loop last asked for messages, and up to where it handed them out.

    The parent's `getmany` may fail at one partition after it drained others, and forgets what it drained: every
    partition then goes back to where it was. A message whose header names are not UTF-8 fails for ever in the parent:
    a stand-in without value takes its place, for the dead letters.
    """

    def __init__(self, *topics: str, **options: Any) -> None:
        super().__init__(*topics, **options)
        self.last_poll = monotonic()
        self.polling = False
        self._handed: dict[TopicPartition, int] = {}

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> Records:
        """Fetch as the parent does. Raises KafkaError."""
        self.polling = True
        try:
            records = await super().getmany(*partitions, timeout_ms=timeout_ms, max_records=max_records)
        except UnicodeDecodeError:
            self._go_back()
            records = await self._one_by_one(max_records)
        except BaseException:
            self._go_back()
            raise
        finally:
            self.polling = False
            self.last_poll = monotonic()
        for tp, batch in records.items():
            self._handed[tp] = batch[-1].offset + 1
        return records

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Go to an offset, and remember it."""
        self._handed[partition] = offset
        super().seek(partition, offset)

    def _go_back(self) -> None:
        for tp in self.assignment():
            if tp in self._handed:
                super().seek(tp, self._handed[tp])

    async def _one_by_one(self, max_records: int | None) -> Records:
        """Fetch partition by partition, so that one that cannot be decoded holds up no other."""
        found: Records = {}
        left = max_records or 1_000
        for tp in self.assignment() - self.paused():
            if left and (records := await self._up_to_unreadable(tp, left)):
                found[tp] = records
                left -= len(records)
        return found

    async def _up_to_unreadable(self, tp: TopicPartition, most: int) -> list[ConsumerRecord[bytes, bytes]]:
        """Fetch messages of a partition; in place of one that cannot be decoded, the last one is its stand-in."""
        records: list[ConsumerRecord[bytes, bytes]] = []
        while len(records) < most:
            try:
                batch = await super().getmany(tp, timeout_ms=0 if records else 500, max_records=1)
            except UnicodeDecodeError:
                offset = records[-1].offset + 1 if records else self._handed.get(tp, await self.position(tp))
                super().seek(tp, offset + 1)
                return [*records, _stand_in(tp, offset)]
            if not batch:
                break
            records += batch[tp]
        return records


def _stand_in(tp: TopicPartition, offset: int) -> ConsumerRecord[bytes, bytes]:
    headers = ((UNREADABLE, b"1"),)
    return ConsumerRecord(tp.topic, tp.partition, offset, int(time() * 1000), 0, None, None, None, -1, -1, headers)
