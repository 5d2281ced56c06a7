"""The deployments in Postgres: a table derived from `accompagnement.deploiement`, one row a deployment."""

from collections.abc import Sequence

from services.referentiel.domain.equipement import Deploiement, Equipement, GenreDeDeploiement
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "equipements.sql")


class PostgresEquipements:
    """The deployments, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def retenir(self, deploiements: Sequence[Deploiement]) -> int:
        """Keep these, each once; return how many were new."""
        if not deploiements:
            return 0
        rows = [
            (d.id, d.finess, d.genre.value, d.editeur, d.logiciel, d.version_logiciel, d.reference_segur, d.deploye_le,
             d.declare_le)
            for d in deploiements
        ]  # fmt: skip
        status = await self._connection.execute(_SQL["retenir"], *(list(column) for column in zip(*rows, strict=True)))
        return int(status.rpartition(" ")[2])

    async def de_la_structure(self, finess: str) -> Equipement:
        """Return the equipment of one site, empty when nothing was declared."""
        rows = await self._connection.fetch(_SQL["de_la_structure"], finess)
        return Equipement.de(
            Deploiement(
                id=row["deploiement"],
                finess=row["finess"],
                genre=GenreDeDeploiement(row["genre"]),
                editeur=row["editeur"],
                logiciel=row["logiciel"],
                version_logiciel=row["version_logiciel"],
                reference_segur=row["reference_segur"],
                deploye_le=row["deploye_le"],
                declare_le=row["declare_le"],
            )
            for row in rows
        )
