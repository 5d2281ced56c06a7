"""Which database errors pass with time, and which never will."""

import asyncio

import asyncpg

TRANSIENT: tuple[type[Exception], ...] = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""Errors worth the same attempt again: server away, restarting or short of means, deadlock, lost connection."""

UNAVAILABLE: tuple[type[Exception], ...] = (*TRANSIENT, asyncpg.UndefinedTableError)
"""Errors of a database that cannot serve now: not reachable, or not migrated yet."""
