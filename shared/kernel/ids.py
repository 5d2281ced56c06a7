"""Identity is handed in: UUIDv7 (RFC 9562 §5.7), so that identifiers sort by time of birth."""

import os
import time
from typing import Protocol
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62
_RANDOM_MASK = (0xFFF << 64) | ((1 << 62) - 1)


def uuid7() -> UUID:
    """Return a fresh UUIDv7: 48 bits of Unix milliseconds, 74 random bits."""
    random = int.from_bytes(os.urandom(10), "big") & _RANDOM_MASK
    return UUID(int=(time.time_ns() // 1_000_000 << 80) | _VERSION | _VARIANT | random)


class Ids(Protocol):
    """Gives fresh identifiers."""

    def new(self) -> UUID:
        """Return an identifier never given before."""


class RandomIds:
    """Identifiers from the machine's clock and entropy."""

    def new(self) -> UUID:
        """Return a fresh UUIDv7."""
        return uuid7()
