"""Telling the digests of a service's sources and copies, as states on `maillage.empreinte`, whenever they moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

import asyncpg

from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.contracts.plateforme import EmpreinteV1
from shared.db.copies import StateTable
from shared.db.queries import Queries
from shared.kernel.clock import Clock

_QUERIES = Queries(__package__, "empreintes.sql")
WHOLE_SECONDS = 60.0


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
        self._pulses: dict[str, tuple[Any, ...]] = {}
        self._last_full = -WHOLE_SECONDS

    async def measure(self) -> list[Measure]:
        """Return the count and digest of each table."""
        return [await self._measure(measured) for measured in self._tables]

    async def _measure(self, measured: Measured) -> Measure:
        async with self._pool.acquire() as connection:
            digest = await measured.table.digest(connection)
        contract = measured.table.contract
        nom = f"{self._service}.{measured.table.table}"
        return Measure(nom, contract.__name__, contract.topic.nom, measured.role, digest.nombre, digest.hexadecimal)

    async def _pulse(self, measured: Measured) -> tuple[Any, ...]:
        async with self._pool.acquire() as connection:
            return await measured.table.pulse(connection)

    async def tell(self) -> int:
        """Tell the digests that differ from those told last; return how many.

        A table that did not move is read whole only once in WHOLE_SECONDS, to see what no version tells.
        """
        started, told = monotonic(), 0
        whole = started - self._last_full >= WHOLE_SECONDS
        for measured in self._tables:
            pulse = await self._pulse(measured)
            if whole or pulse != self._pulses.get(measured.table.table):
                told += await self._tell(await self._measure(measured))
                self._pulses[measured.table.table] = pulse  # only now: what failed is told at the next turn
        if whole:
            self._last_full = started
        return told

    async def _tell(self, measure: Measure) -> bool:
        """Tell a digest, unless it is the one told last."""
        now = self._clock.now()
        async with self._pool.acquire() as connection, connection.transaction():
            version = await connection.fetchval(_QUERIES["noter"], measure.nom, measure.nombre, measure.empreinte, now)
            if version is not None:
                contract = EmpreinteV1(
                    version=version, nom=measure.nom, contrat=measure.contrat, role=measure.role,
                    nombre=measure.nombre, empreinte=measure.empreinte, mesuree_le=now,
                )  # fmt: skip
                await outbox.write(connection, [Outgoing(contract, "EmpreinteMesuree", now)])
        return version is not None
