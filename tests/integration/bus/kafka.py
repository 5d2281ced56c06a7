"""Speaking to the real Kafka from a test: raw messages in, a whole topic out."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import ConsumerRecord, TopicPartition

from shared.bus.broker import make_producer, make_reader
from shared.contracts.base import Contract
from shared.contracts.topics import Topic
from tests.messages import Header, headers_of
from tests.platform import Platform

STRUCTURES = "referentiel.structure"


@dataclass(frozen=True)
class Message:
    """A message to send, good or poison."""

    value: bytes | None
    key: bytes | None = b"310781406"
    headers: Sequence[Header] = ()
    partition: int | None = 0
    topic: str = STRUCTURES


def told(contract: Contract, title: str = "StructureConstatee", **headers: bytes | None) -> Message:
    """Return the message of an event, as its relay would send it; `headers` replace or add some."""
    key, value = contract.key_value().encode(), contract.model_dump_json().encode()
    return Message(value, key, headers_of(contract, title, **headers), None, contract.topic.nom)


async def produce(platform: Platform, messages: Sequence[Message]) -> None:
    """Send the messages, in order, and wait for the acks."""
    producer = make_producer(platform.servers.kafka, client_id="test")
    await producer.start()
    try:
        acks = [
            await producer.send(
                f"{platform.prefix}{m.topic}", value=m.value, key=m.key, headers=list(m.headers), partition=m.partition
            )
            for m in messages
        ]
        for ack in acks:
            await ack
    finally:
        await producer.stop()


async def read(platform: Platform, topic: str = STRUCTURES) -> list[ConsumerRecord[bytes, bytes]]:
    """Return every message of a topic, partition by partition, each in order."""
    reader = make_reader(platform.servers.kafka, client_id="test")
    await reader.start()
    try:
        count = next(t.partitions for t in Topic if t.nom == topic)
        partitions = [TopicPartition(f"{platform.prefix}{topic}", n) for n in range(count)]
        reader.assign(partitions)
        await reader.seek_to_beginning()
        ends = await reader.end_offsets(partitions)
        left = {tp for tp in partitions if ends[tp] > 0}
        records: list[ConsumerRecord[bytes, bytes]] = []
        while left:
            for tp, batch in (await reader.getmany(*left, timeout_ms=200)).items():
                records += batch
                if batch[-1].offset + 1 >= ends[tp]:
                    left.discard(tp)
        return sorted(records, key=lambda r: (r.partition, r.offset))
    finally:
        await reader.stop()
