"""Since when copies differ from their source, in Postgres."""

from collections.abc import Mapping
from datetime import datetime

from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "divergences.sql")


class PostgresDivergences:
    """The copies that differ, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def retenir(self, depuis: Mapping[str, datetime]) -> None:
        """Keep these copies alone; one that differed already keeps its first moment."""
        await self._connection.execute(_SQL["oublier_les_autres"], list(depuis))
        await self._connection.execute(_SQL["retenir"], list(depuis), list(depuis.values()))
