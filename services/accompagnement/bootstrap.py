"""The composition root of accompagnement: the only place that builds things."""

import asyncpg

from services.accompagnement.events.inbound import INBOUND
from services.accompagnement.storage.unit import STRUCTURES, PostgresUnit
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.lire_copie import lire_copie
from shared.bus.empreintes import Measured
from shared.bus.parts import Parts
from shared.kernel.copies import CopieDeStructure

SERVICE = "accompagnement"


def build(pool: asyncpg.Pool) -> Accompagnement:
    """Return the table of contents, each use case opening its own unit."""

    async def copie(finess: str) -> CopieDeStructure | None:
        async with pool.acquire() as connection:
            return await lire_copie(PostgresUnit(connection), finess)

    return Accompagnement(lire_copie=copie)


def worker_parts(_: asyncpg.Pool) -> Parts:
    """Return what the worker runs."""
    return Parts(inbound=INBOUND, unit_of=PostgresUnit, measured=[Measured("copie", STRUCTURES)])
