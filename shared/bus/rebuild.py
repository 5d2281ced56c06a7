"""Rebuilding a projection: its tables are emptied, its watermarks go back to the start, the running worker follows."""

import asyncpg

from shared.bus.consumer import group_of
from shared.bus.inbound import Inbound
from shared.bus.positions import QUERIES
from shared.settings import ServiceSettings


async def rewind(pool: asyncpg.Pool, settings: ServiceSettings, inbound: Inbound, name: str | None) -> list[str]:
    """Empty the projections (all, or the one named) and rewind their groups, each in one transaction.

    A batch at work ends before; the next one is applied on empty tables, from offset 0. Returns the groups rewound.
    Raises ProjectionInconnueError.
    """
    groups = []
    for subscription in inbound.projections(name):
        group = group_of(settings, subscription)
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(QUERIES["verrouiller_groupe"], group)
            await connection.execute(f"truncate {', '.join(subscription.tables)}")
            await connection.execute(QUERIES["rembobiner"], group)
        groups.append(group)
    return groups


async def resume(pool: asyncpg.Pool, groups: list[str], tolerance: int) -> list[tuple[str, int]]:
    """End the breaker's pauses in these groups, tolerating so many more dead letters; return (topic, partition)."""
    rows = await pool.fetch(QUERIES["reprendre"], groups, tolerance)
    return [(row["topic"], row["partition"]) for row in rows]
