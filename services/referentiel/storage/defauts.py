"""The defects of the last file, in Postgres."""

from collections.abc import Sequence
from uuid import UUID

from services.referentiel.domain.defauts import Defaut
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "defauts.sql")
_COLONNES = ("finess", "code", "champ", "valeur", "repare", "import_id")


class PostgresDefauts:
    """The defects of the last file, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def remplacer(self, defauts: Sequence[Defaut], *, import_id: UUID) -> None:
        """Put these in the place of those of the file before."""
        await self._connection.execute(_SQL["effacer"])
        await self._connection.copy_records_to_table(
            "defauts",
            records=[(d.finess, d.code, d.champ, d.valeur, d.repare, import_id) for d in defauts],
            columns=_COLONNES,
        )
