"""Telling the digests of a service's sources and copies, as states on `maillage.empreinte`, whenever they moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import asyncpg

from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.contracts.plateforme import EmpreinteV1
from shared.db.copies import StateTable
from shared.db.queries import Queries
from shared.kernel.clock import Clock

_QUERIES = Queries(__package__, "empreintes.sql")


@dataclass(frozen=True, slots=True)
class Measured:
    """A table that the service answers for: the source of a state contract, or a copy of one."""

    role: Literal["source", "copie"]
    table: StateTable


@dataclass(frozen=True, slots=True)
class Measure:
    """Count and digest of one table, now."""

    nom: str
    contrat: str
    topic: str
    role: Literal["source", "copie"]
    nombre: int
    empreinte: str


class DigestTeller:
    """Measures the service's state tables, and tells what moved."""

    def __init__(self, *, service: str, pool: asyncpg.Pool, tables: Sequence[Measured], clock: Clock) -> None:
        self._service = service
        self._pool = pool
        self._tables = tables
        self._clock = clock

    async def measure(self) -> list[Measure]:
        """Return the count and digest of each table."""
        measures = []
        for measured in self._tables:
            async with self._pool.acquire() as connection:
                digest = await measured.table.digest(connection)
            contract = measured.table.contract
            nom = f"{self._service}.{measured.table.table}"
            measures.append(
                Measure(nom, contract.__name__, contract.topic.nom, measured.role, digest.nombre, digest.hexadecimal)
            )
        return measures

    async def tell(self) -> int:
        """Tell the digests that differ from those told last; return how many."""
        told = 0
        for m in await self.measure():
            now = self._clock.now()
            async with self._pool.acquire() as connection, connection.transaction():
                version = await connection.fetchval(_QUERIES["noter"], m.nom, m.nombre, m.empreinte, now)
                if version is None:
                    continue
                contract = EmpreinteV1(
                    version=version, nom=m.nom, contrat=m.contrat, role=m.role,
                    nombre=m.nombre, empreinte=m.empreinte, mesuree_le=now,
                )  # fmt: skip
                await outbox.write(connection, [Outgoing(contract, "EmpreinteMesuree", now)])
                told += 1
        return told
