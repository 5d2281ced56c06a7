"""Who can be reached, in Postgres: circles of people, accounts, and the memory of those who asked to be forgotten."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.regles import Cercle
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "contacts.sql")


class PostgresContacts:
    """The copy of the contacts, and the erased."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def du_cercle(self, cercle: Cercle, fait: FaitEntendu) -> Sequence[UUID]:
        """Return the people of a circle; requesters of a structure once for each address not told of the fact yet."""
        match cercle:
            case Cercle.COORDINATION:
                rows = await self._connection.fetch(_SQL["coordination"])
            case Cercle.DEMANDEURS_DE_LA_STRUCTURE:
                rows = await self._connection.fetch(_SQL["demandeurs_de_la_structure"], fait.structure, fait.evenement)
            case Cercle.ANIMATEURS_DU_DEPARTEMENT:
                rows = await self._connection.fetch(_SQL["animateurs_du_departement"], fait.departement)
        return [row["personne"] for row in rows]

    async def du_sujet(self, sujet: str) -> Sequence[UUID]:
        """Return the people behind an account: none for those that the support team does not know."""
        return [row["personne"] for row in await self._connection.fetch(_SQL["du_sujet"], sujet)]

    async def noter_effacee(self, personne: UUID, maintenant: datetime) -> None:
        """Remember that a person asked to be forgotten."""
        await self._connection.execute(_SQL["noter_effacee"], personne, maintenant)

    async def noter_connue(self, personne: UUID) -> None:
        """Forget that a person asked to be forgotten: they came back."""
        await self._connection.execute(_SQL["noter_connue"], personne)
