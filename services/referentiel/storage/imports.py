"""The journal of imports in Postgres, and the lock that lets one import at a time hold the directory."""

import json

from services.referentiel.domain.importation import LigneDuJournal
from services.referentiel.domain.refus import ImportDejaEnCoursError
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "imports.sql")
_VERROU = 7_241_905_201


class PostgresImports:
    """The journal of imports, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def reserver(self) -> None:
        """Hold the directory until the end of the transaction. Raises ImportDejaEnCoursError."""
        if not await self._connection.fetchval(_SQL["reserver"], _VERROU):
            raise ImportDejaEnCoursError
        # The transaction stays idle while the document is checked: longer than a request's may.
        await self._connection.execute(_SQL["laisser_le_temps_de_lire"])

    async def consigner(self, ligne: LigneDuJournal) -> None:
        """Write an import down."""
        await self._connection.execute(
            _SQL["consigner"],
            ligne.id,
            ligne.fichier,
            ligne.sha256,
            ligne.genere_le,
            ligne.statut,
            ligne.motif,
            json.dumps(ligne.evenements),
            json.dumps(ligne.defauts),
            ligne.debut,
            ligne.fin,
        )
