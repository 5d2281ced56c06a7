"""The source: structures that change and facts about them, each told through the outbox in the transaction of the change.

Several writers at once, transactions that commit late, some that are rolled back on purpose, and writers that outlive
their connections: what a directory and its users do to a database on a bad day.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import asyncpg

from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.db.errors import TRANSIENT
from shared.db.pool import connect
from shared.db.queries import Queries
from tests.chaos.contract import MouvementV1
from tests.samples import finess, structure

SERVICE = "referentiel"
TABLE = StateTable(StructureV1, "structures")
WRITERS = 3
_QUERIES = Queries("tests.chaos", "traffic.sql")
_EVENTS = ("StructureRenommee", "StructureFermee", "StructureRouverte", "StructureModifiee")


class Source:
    """Writes structures and facts in the database of the service that owns them."""

    def __init__(self, dsn: str, rng: Random, *, keys: int = 60) -> None:
        self.dsn = dsn
        self.interruptions = 0
        self._keys = [finess(n) for n in range(1, keys + 1)]
        self._late_key = finess(keys + 1)
        self._rng = rng

    async def install(self) -> None:
        """Create the table of the facts; that of the structures is the service's own."""
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(_QUERIES["installer"])
        finally:
            await connection.close()

    async def write(self, transactions: int) -> None:
        """Write so many transactions, shared by the writers, and return when all are over."""
        each = [transactions // WRITERS + (n < transactions % WRITERS) for n in range(WRITERS)]
        await asyncio.gather(*(_Writer(self, self._child()).run(count) for count in each))

    @asynccontextmanager
    async def flowing(self, pause: float = 0.03) -> AsyncIterator[None]:
        """Write while the block lasts, `pause` seconds on average between two transactions of a writer."""
        writers = [_Writer(self, self._child(), pause) for _ in range(WRITERS)]
        tasks = [asyncio.create_task(writer.run()) for writer in writers]
        try:
            yield
        finally:
            for writer in writers:
                writer.over = True
            await asyncio.gather(*tasks)

    @asynccontextmanager
    async def latecomer(self) -> AsyncIterator[None]:
        """Write an event before the block, and commit it after: its place in the outbox is before all that left since."""
        connection = await connect(self.dsn, name="chaos-retardataire")
        try:
            async with connection.transaction():
                await _Writer(self, self._child()).change(connection, [self._late_key])
                yield
        finally:
            connection.terminate()

    def choose(self, rng: Random) -> list[str]:
        """Return some structures to change together."""
        return sorted(rng.sample(self._keys, rng.randint(1, 8)))

    def _child(self) -> Random:
        return Random(self._rng.getrandbits(32))


class _Writer:
    """One of those who write to the source at the same time."""

    def __init__(self, source: Source, rng: Random, pause: float = 0.0) -> None:
        self.over = False
        self._source = source
        self._rng = rng
        self._pause = pause

    async def run(self, count: int | None = None) -> None:
        """Write so many transactions, or until told that it is over; a lost connection is made anew."""
        connection: asyncpg.Connection | None = None
        done = 0
        while not self.over and done != count:
            try:
                if connection is None or connection.is_closed():
                    connection = await connect(self._source.dsn, name="chaos-source")
                await self._transaction(connection)
                done += 1
            except TRANSIENT:
                self._source.interruptions += 1
                if connection:
                    connection.terminate()
                await asyncio.sleep(0.1)
            await asyncio.sleep(self._rng.uniform(0, 2 * self._pause))
        if connection:
            connection.terminate()

    async def _transaction(self, connection: asyncpg.Connection) -> None:
        """Write one transaction; some commit late, some are given up by their author once all is written."""
        transaction = connection.transaction()
        await transaction.start()
        try:
            await self.change(connection, self._source.choose(self._rng))
            if self._rng.random() < 0.3:
                await asyncio.sleep(self._rng.uniform(0, 0.05))
        except BaseException:
            connection.terminate()
            raise
        if self._rng.random() < 0.1:
            await transaction.rollback()
        else:
            await transaction.commit()

    async def change(self, connection: asyncpg.Connection, chosen: list[str]) -> None:
        """Change the structures, note facts about them, and tell all of it, in the caller's transaction."""
        now = datetime.now(UTC)
        await connection.execute(_QUERIES["tenir"], chosen)
        held = {row["finess"]: row for row in await connection.fetch(_QUERIES["lire"], chosen)}
        states, facts, events = [], [], []
        for key in chosen:
            version, number = (held[key]["version"], held[key]["numero"]) if key in held else (0, 0)
            state = self._state(key, version + 1, now)
            states.append(state)
            events.append(Outgoing(state, self._rng.choice(_EVENTS) if version else "StructureConstatee", now))
            for _ in range(self._rng.randint(0, 2)):
                number += 1
                fact = MouvementV1(structure=key, numero=number, montant=self._rng.randint(-100, 100))
                facts.append(fact)
                events.append(Outgoing(fact, "MouvementObserve", now))
        await TABLE.upsert(connection, states)
        arrays = [f.structure for f in facts], [f.numero for f in facts], [f.montant for f in facts]
        await connection.execute(_QUERIES["mouvementer"], *arrays)
        await outbox.write(connection, events)

    def _state(self, key: str, version: int, now: datetime) -> StructureV1:
        telephones = tuple(f"+3356100{self._rng.randrange(10_000):04}" for _ in range(self._rng.randint(0, 2)))
        return structure(
            version=version, finess=key, nom=f"Établissement {key} « {version} »", telephones=telephones,
            etat=self._rng.choice(["ouverte", "fermee"]), constate_le=now, changements=("nom", "telephones"),
        )  # fmt: skip
