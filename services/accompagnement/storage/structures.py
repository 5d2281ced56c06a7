"""The copy of the directory, and what the reaction to it saw closed."""

from shared.db.queries import Queries
from shared.db.structures import StructuresCopiees

_SQL = Queries(__package__, "structures.sql")


class PostgresStructures(StructuresCopiees):
    """The copy of the directory, in Postgres, with the closings seen before it."""

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""
        departement: str | None = await self._connection.fetchval(_SQL["departement"], finess)
        return departement

    async def constater_fermeture(self, finess: str, version: int) -> None:
        """Remember that a site closed at this version: it counts until the copy holds a later one."""
        await self._connection.execute(_SQL["retenir_fermeture"], finess, version)
