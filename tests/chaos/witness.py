"""Two projections of facts that no production service has yet: one by natural key, one that adds one at each passage.

The first must hold each fact once, whatever is told again. The second has an effect that nothing makes idempotent: its
counts are right only when every offset of the log is applied once and once only.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.bus.copies import HasConnection
from shared.bus.inbound import Received, fact, projection
from shared.db.queries import Queries
from tests.chaos.contract import MouvementV1

SERVICE = "sas"
QUERIES = Queries("tests.chaos", "witness.sql")


async def install(dsn: str, service: str) -> None:
    """Create the audit of versions beside a service's copy, and the witness's tables where it is the witness."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(QUERIES["surveiller"])
        if service == SERVICE:
            await connection.execute(QUERIES["installer"])
    finally:
        await connection.close()


async def _apply(unit: HasConnection, events: Sequence[Received[Any]]) -> int:
    data = [event.data for event in events]
    arrays = [d.structure for d in data], [d.numero for d in data], [d.montant for d in data]
    return int(await unit.connection.fetchval(QUERIES["appliquer"], *arrays))


async def _count(unit: HasConnection, events: Sequence[Received[Any]]) -> int:
    await unit.connection.execute(QUERIES["compter"], [event.data.structure for event in events])
    return len(events)


SUBSCRIPTIONS = (
    projection("mouvements", fact(MouvementV1), into=_apply, tables=["mouvements", "soldes"]),
    projection("passages", fact(MouvementV1), into=_count, tables=["passages"]),
)
