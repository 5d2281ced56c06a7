"""Messages as Kafka hands them over, good ones and poisons, for tests of the reader and of the consumer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from aiokafka import ConsumerRecord

from shared.contracts.base import Contract
from shared.contracts.registry import registry

Header = tuple[str, bytes | None]


def type_of(contract: Contract, title: str) -> str:
    """Return the full CloudEvent type of a contract told under a title."""
    return next(contract.type_of(event) for event in contract.types if event.title == title)


def headers_of(contract: Contract, title: str, **changes: bytes | None) -> list[Header]:
    """Return the envelope of an event; `changes` replace or add headers, by name."""
    envelope = {
        "ce_id": str(uuid4()).encode(),
        "ce_type": type_of(contract, title).encode(),
        "ce_time": datetime.now(UTC).isoformat().encode(),
    }
    return list({**envelope, **changes}.items())


def record(
    value: bytes | None,
    *,
    headers: Sequence[Header],
    key: bytes | None,
    topic: str = "t",
    partition: int = 0,
    offset: int = 0,
) -> ConsumerRecord[bytes, bytes]:
    """Return a message as aiokafka hands it over."""
    return ConsumerRecord(topic, partition, offset, 0, 0, key, value, None, -1, -1, tuple(headers))


def foreign_type(contract: type[Contract]) -> str:
    """Return a registered type that is not this contract's."""
    return next(full for full, entry in registry().items() if entry.contract is not contract)
