"""The copy of the directory, and what the reaction to it saw closed."""

from shared.contracts.referentiel import StructureV1
from shared.db.copies import Connection, StateTable
from shared.db.queries import Queries
from shared.kernel.copies import CopieDeStructure

STRUCTURES = StateTable(StructureV1, "structures")
_SQL = Queries(__package__, "structures.sql")


class PostgresStructures:
    """The copy of the directory, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""
        row = await STRUCTURES.find(self._connection, finess)
        if row is None:
            return None
        return CopieDeStructure(row["finess"], row["version"], row["etat"], row["nom"], row["recue_le"])

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""
        departement: str | None = await self._connection.fetchval(_SQL["departement"], finess)
        return departement

    async def constater_fermeture(self, finess: str, version: int) -> None:
        """Remember that a site closed at this version: it counts until the copy holds a later one."""
        await self._connection.execute(_SQL["retenir_fermeture"], finess, version)
