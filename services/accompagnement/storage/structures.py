"""The copy of the directory, and what the reaction to it saw closed."""

from collections.abc import Mapping, Sequence

from shared.db.queries import Queries
from shared.db.structures import StructuresCopiees

_SQL = Queries(__package__, "structures.sql")


class PostgresStructures(StructuresCopiees):
    """The copy of the directory, in Postgres, with the closings seen before it."""

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""
        departement: str | None = await self._connection.fetchval(_SQL["departement"], finess)
        return departement

    async def constater_fermetures(self, fermees: Mapping[str, int]) -> Sequence[str]:
        """Remember that sites closed, each at its version, until the copy holds a later one; return what is news."""
        finess = sorted(fermees)
        rows = await self._connection.fetch(_SQL["retenir_fermetures"], finess, [fermees[f] for f in finess])
        return [row["finess"] for row in rows]
