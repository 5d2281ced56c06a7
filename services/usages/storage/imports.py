"""The journal of imports in Postgres, its quarantine, and the lock that lets one import work at a time."""

import json
from collections.abc import AsyncGenerator
from datetime import datetime
from uuid import UUID

import asyncpg

from services.usages.domain.importation import Ordre, Rapport
from services.usages.domain.refus import ImportDejaEnCoursError
from shared.db.copies import Connection
from shared.db.queries import Queries
from shared.observability.tracing import current

_SQL = Queries(__package__, "imports.sql")
_VERROU = 7_241_905_301
_LIGNES = 5_000


class PostgresImports:
    """The journal of imports, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numero: int | None = None

    async def reserver(self) -> None:
        """Be the only import until the end of the transaction. Raises ImportDejaEnCoursError."""
        if not await self._connection.fetchval(_SQL["reserver"], _VERROU):
            raise ImportDejaEnCoursError
        # The transaction stays idle while the file is looked at: longer than a request's may.
        await self._connection.execute(_SQL["laisser_le_temps_de_lire"])

    async def numero(self) -> int:
        """Return the number of the import at work."""
        if self._numero is None:
            self._numero = int(await self._connection.fetchval(_SQL["numero"]))
        return self._numero

    async def deja_applique(self, sha256: str) -> datetime | None:
        """Return when the same bytes were last imported, or None."""
        le: datetime | None = await self._connection.fetchval(_SQL["deja_applique"], sha256)
        return le

    async def sortir_de_quarantaine(self, import_id: UUID, *, par: UUID, le: datetime) -> int:
        """Mark the waiting lines of an import as replayed; return how many."""
        status = await self._connection.execute(_SQL["sortir_de_quarantaine"], import_id, par, le)
        return int(status.rpartition(" ")[2])

    async def classer_la_quarantaine(self, import_id: UUID, *, par: str, le: datetime) -> int:
        """Mark the waiting lines of an import as closed by somebody; return how many."""
        status = await self._connection.execute(_SQL["classer_la_quarantaine"], import_id, par, le)
        return int(status.rpartition(" ")[2])

    async def consigner(self, ordre: Ordre, rapport: Rapport, *, sha256: str | None, fin: datetime) -> None:
        """Write an import down."""
        signalements = {
            "nombres": rapport.nombre_par_signalement,
            "lignes": [[s.code, s.ligne, s.champ, s.valeur] for s in rapport.signalements],
        }
        await self._connection.execute(
            _SQL["consigner"],
            await self.numero(),
            ordre.id,
            rapport.fichier,
            sha256,
            rapport.statut,
            rapport.motif,
            rapport.lignes,
            rapport.nouvelles,
            rapport.corrigees,
            rapport.inchangees,
            rapport.remplacees,
            rapport.ecartees,
            json.dumps(signalements),
            ordre.par,
            ordre.rejeu_de,
            current().traceparent,
            ordre.debut,
            fin,
        )


async def lignes_en_quarantaine(pool: asyncpg.Pool, import_id: UUID) -> AsyncGenerator[list[tuple[int, str]], None]:
    """Yield the waiting lines of an import as received, some at a time, on a connection of its own.

    It is taken at the first line asked for: only the one import at work waits for a second connection, never two.
    """
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        cursor = await connection.cursor(_SQL["attendent_en_quarantaine"], import_id)
        while rows := await cursor.fetch(_LIGNES):
            yield [(row["ligne"], row["brute"]) for row in rows]
