"""Settings, keys of deposits and declared software, in Postgres."""

from collections.abc import Sequence

from services.accompagnement.domain.deploiement import Deploiement, DuiDeploye
from services.accompagnement.domain.ports import Parametres, Thematique
from services.accompagnement.domain.refus import DuiDejaDeclareError
from services.accompagnement.storage.journal import Journal
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "reglages.sql")


class PostgresReglages:
    """The tables of settings, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._parametres: Parametres | None = None

    def retenir(self, parametres: Parametres) -> None:
        """Keep settings that were read with something else, for the rest of the unit."""
        self._parametres = parametres

    async def parametres(self) -> Parametres:
        """Return the settings, the same ones for the whole unit."""
        if self._parametres is not None:
            return self._parametres
        rows = await self._connection.fetch(_SQL["parametres"])
        return Parametres(**{row["cle"]: row["valeur"] for row in rows})

    async def thematique(self, code: str) -> Thematique | None:
        """Return a topic, or None."""
        row = await self._connection.fetchrow(_SQL["thematique"], code)
        return Thematique(*row) if row else None

    async def codes_des_thematiques(self) -> Sequence[str]:
        """Return the codes of all the topics, in their order."""
        return [row["code"] for row in await self._connection.fetch(_SQL["codes_des_thematiques"])]


class PostgresDeploiements:
    """The DUI in use, in Postgres."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    async def ajouter(self, deploiement: Deploiement) -> None:
        """Save a deployment, and tell it. Raises DuiDejaDeclareError."""
        saisie = deploiement.saisie
        status = await self._connection.execute(
            _SQL["ajouter_deploiement"],
            deploiement.id, saisie.finess, deploiement.departement, saisie.genre, saisie.editeur, saisie.logiciel,
            saisie.version_logiciel, saisie.reference_segur, saisie.deploye_le, deploiement.declare_par,
            saisie.demande, deploiement.declare_le,
        )  # fmt: skip
        if status != "INSERT 0 1":
            raise DuiDejaDeclareError(
                champ="version_logiciel",
                logiciel=saisie.logiciel,
                version_logiciel=saisie.version_logiciel,
                finess=saisie.finess,
                deploye_le=f"{saisie.deploye_le:%d/%m/%Y}",
            )
        self._journal.raconter(DuiDeploye(deploiement))
