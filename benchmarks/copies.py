"""Waiting for copies: how far their groups are, asked of the watermarks."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

import asyncpg

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 600

_PASSED = "select coalesce(sum(prochain), 0)::bigint from positions where topic like '%referentiel.structure'"


class LateError(Exception):
    """The copies did not catch up in time."""


async def passed(connection: asyncpg.Connection) -> int:
    """Return the offsets that a service's copy of the directory has passed."""
    return int(await connection.fetchval(_PASSED))


async def caught_up(connections: Sequence[asyncpg.Connection], offsets: int, *, poll: float = POLL_SECONDS) -> None:
    """Wait until every copy passed so many offsets. Raises LateError."""
    deadline = perf_counter() + PATIENCE_SECONDS
    for connection in connections:
        while await passed(connection) < offsets:
            if perf_counter() > deadline:
                raise LateError(f"{await passed(connection)} offsets of {offsets} after {PATIENCE_SECONDS} s")
            await asyncio.sleep(poll)
