"""The composition root of sas: the only place that builds things."""

import asyncpg

from services.sas.events.inbound import INBOUND
from services.sas.storage.unit import PostgresUnit
from services.sas.usecases import Sas
from services.sas.usecases.lire_copie import lire_copie
from shared.bus.empreintes import Measured
from shared.bus.parts import Parts
from shared.db.structures import STRUCTURES
from shared.kernel.copies import CopieDeStructure

SERVICE = "sas"


def build(pool: asyncpg.Pool) -> Sas:
    """Return the table of contents, each use case opening its own unit."""

    async def copie(finess: str) -> CopieDeStructure | None:
        async with pool.acquire() as connection:
            return await lire_copie(PostgresUnit(connection), finess)

    return Sas(lire_copie=copie)


def worker_parts(_: asyncpg.Pool) -> Parts:
    """Return what the worker runs."""
    return Parts(inbound=INBOUND, unit_of=PostgresUnit, measured=[Measured("copie", STRUCTURES)])
