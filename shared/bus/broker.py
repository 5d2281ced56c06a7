"""Kafka clients with every default that loses data set to what keeps it. The only place that makes them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER

from shared.bus.watched import WatchedConsumer

LARGEST_REQUEST = 4 * 1024 * 1024
DRAIN_SECONDS = 7.0
BATCH_TIMEOUT_MS = 20

PRODUCER: Mapping[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 5,
    "max_batch_size": 256 * 1024,
    "max_request_size": LARGEST_REQUEST,
    "request_timeout_ms": 10_000,
    "retry_backoff_ms": 100,
}
CONSUMER: Mapping[str, Any] = {
    "auto_offset_reset": "earliest",
    "isolation_level": "read_committed",
    "max_poll_interval_ms": 600_000,
    "fetch_max_wait_ms": 250,
    "max_partition_fetch_bytes": LARGEST_REQUEST,
}
SUBSCRIBER: Mapping[str, Any] = {
    "ack_policy": AckPolicy.MANUAL,
    "batch": True,
    "batch_timeout_ms": BATCH_TIMEOUT_MS,
    "no_reply": True,
    **CONSUMER,
}
BROKER: Mapping[str, Any] = {
    "allow_auto_create_topics": False,
    "graceful_timeout": DRAIN_SECONDS,
    "logger": None,
    "apply_types": False,
    "retry_backoff_ms": 500,
}


def make_broker(bootstrap: str, *, client_id: str) -> KafkaBroker:
    """Return a FastStream broker with our settings, to be started by `start_broker`."""
    return KafkaBroker(bootstrap.split(","), client_id=client_id, **BROKER)


async def start_broker(broker: KafkaBroker) -> None:
    """Start the broker's consumers as watched ones; what was started before a failure is stopped. Raises KafkaError."""
    try:
        await broker.connect()
        options: Any = broker.config.broker_config
        options.builder = partial(WatchedConsumer, **options.builder.keywords)
        await broker.start()
    except BaseException:
        await broker.stop()
        raise


def make_producer(bootstrap: str, *, client_id: str) -> AIOKafkaProducer:
    """Return an idempotent producer that waits for all replicas."""
    return AIOKafkaProducer(bootstrap_servers=bootstrap.split(","), client_id=client_id, **PRODUCER)


def make_reader(bootstrap: str, *, client_id: str) -> AIOKafkaConsumer:
    """Return a consumer without group, to ask a topic for its offsets or to read it from the start."""
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap.split(","), client_id=client_id, group_id=None, enable_auto_commit=False, **CONSUMER
    )


async def raw_parser(records: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaMessage:
    """Wrap a batch without looking into it: a header that is not text must reach our reader, not break the loop."""
    return KafkaMessage(
        raw_message=records, body=b"", headers={}, message_id="", correlation_id="", consumer=FAKE_CONSUMER
    )


async def raw_decoder(message: KafkaMessage) -> Any:
    """Hand the records over as they came."""
    return message.raw_message
