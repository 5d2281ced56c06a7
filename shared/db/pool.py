"""Pools of Postgres connections, with the settings that durability and long lives ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

_SESSION = {
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "30s",
    "jit": "off",
    "synchronous_commit": "on",
}


@asynccontextmanager
async def open_pool(dsn: str, *, name: str, size: int = 10) -> AsyncIterator[asyncpg.Pool]:
    """Open a pool that lives as long as the block; `name` is shown by Postgres as the application's.

    It connects on first use: a process may start before its database. Nothing of a session (SET, LISTEN, session
    locks) is ever laid on its connections, so giving one back asks nothing of the server; what is not committed is
    rolled back.
    """
    pool = await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        command_timeout=30,
        timeout=10,
        reset=_leave_as_it_is,
        server_settings={**_SESSION, "application_name": name},
    )
    try:
        yield pool
    finally:
        pool.terminate() if pool.is_closing() else await _close(pool)


async def connect(dsn: str, *, name: str) -> asyncpg.Connection:
    """Open one connection outside any pool, for locks and LISTEN."""
    return await asyncpg.connect(dsn, timeout=10, server_settings={**_SESSION, "application_name": name})


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    """Asyncpg would otherwise reset the session at each release, one round trip more for every transaction."""


async def _close(pool: asyncpg.Pool) -> None:
    try:
        await pool.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        pool.terminate()
