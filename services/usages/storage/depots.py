"""Files kept between their check and their import, in Postgres: any server process can confirm."""

from datetime import datetime
from uuid import UUID

from services.usages.domain.fichier_garde import FichierGarde
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "depots.sql")


class PostgresDepots:
    """Files kept, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def garder(self, depot: FichierGarde) -> None:
        """Keep a file."""
        await self._connection.execute(_SQL["garder"], depot.id, depot.nom, depot.contenu, depot.par, depot.depose_le)

    async def find(self, depot: UUID) -> FichierGarde | None:
        """Return a file, None when it is not kept."""
        row = await self._connection.fetchrow(_SQL["par_id"], depot)
        return None if row is None else FichierGarde(*row)

    async def oublier(self, depot: UUID) -> None:
        """Forget a file."""
        await self._connection.execute(_SQL["oublier"], depot)

    async def purger(self, avant: datetime) -> None:
        """Forget the files sent before an instant."""
        await self._connection.execute(_SQL["purger"], avant)
