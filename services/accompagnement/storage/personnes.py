"""People in Postgres: the source of `accompagnement.contact`, and what is told to nobody."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.accompagnement.domain.depot import Contact
from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.intervenant import ContactEfface, ContactEnregistre, Personne
from services.accompagnement.storage.journal import Journal
from services.accompagnement.storage.sources import PERSONNES, Raconter, etat_de
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "personnes.sql")
_TERMINES = ["annulee", "cloturee", "refusee"]
_DEMANDEUR = "demandeur"


class PostgresPersonnes:
    """People, in Postgres."""

    def __init__(self, connection: Connection, journal: Journal, raconter: Raconter) -> None:
        self._connection = connection
        self._journal = journal
        self._raconter = raconter

    async def de_sujet(self, sujet: str) -> Personne | None:
        """Return the person of an account, or None."""
        row = await self._connection.fetchrow(_SQL["de_sujet"], sujet)
        return personne_de(row) if row else None

    async def save(self, personne: Personne, le: datetime, contact: Contact | None = None) -> None:
        """Save a person at their new version; `contact` adds what is told to nobody: function, phone."""
        fait = ContactEnregistre(personne, le)
        if await PERSONNES.upsert(self._connection, [etat_de(self._raconter(fait))]):
            self._journal.raconter(fait)
        if contact is not None:
            await self._connection.execute(_SQL["completer"], personne.id, contact.fonction, contact.telephone)

    async def oublier_avant(self, instant: datetime, *, le: datetime, limite: int) -> int:
        """Forget those whose requests all ended before this instant; return how many."""
        rows = await self._connection.fetch(_SQL["a_oublier"], instant, _TERMINES, limite)
        oublies: list[UUID] = [row["personne"] for row in rows]
        await self._connection.execute(_SQL["oublier"], oublies)
        self._journal.raconter(*(ContactEfface(personne, le) for personne in oublies))
        return len(oublies)


def personne_de(row: asyncpg.Record) -> Personne:
    """Return the person of a row of the table."""
    return Personne(
        id=row["personne"],
        version=row["version"],
        nom=row["nom"],
        courriel=row["courriel"],
        sujet=row["sujet"],
        structure=row["structure"],
        departements=tuple(row["departements"]),
        profil=None if row["profil"] == _DEMANDEUR else Profil(row["profil"]),
    )
