"""The unit: the service's repositories on one connection."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from services.notifications.storage.contacts import PostgresContacts
from services.notifications.storage.envois import PostgresEnvois
from services.notifications.storage.faits import PostgresAnnonces
from services.notifications.storage.messages import PostgresMessages
from services.notifications.storage.suivi import PostgresSuivi
from shared.contracts.intervenants import ContactV1
from shared.db.copies import Connection, StateTable
from shared.db.queries import Queries
from shared.db.structures import STRUCTURES, StructuresCopiees
from shared.kernel.clock import Clock

CONTACTS = StateTable(ContactV1, "contacts")
_SQL = Queries(__package__, "demandes.sql")


class PostgresStructures(StructuresCopiees):
    """The copy of the directory, in Postgres."""

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""
        row = await STRUCTURES.find(self._connection, finess)
        return None if row is None else row["departement"]


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: Connection, horloge: Clock) -> None:
        self.connection = connection
        self.horloge = horloge

    @cached_property
    def structures(self) -> PostgresStructures:
        """Return the copy of the directory."""
        return PostgresStructures(self.connection)

    @cached_property
    def contacts(self) -> PostgresContacts:
        """Return the contacts."""
        return PostgresContacts(self.connection)

    @cached_property
    def annonces(self) -> PostgresAnnonces:
        """Return the facts heard."""
        return PostgresAnnonces(self.connection)

    @cached_property
    def messages(self) -> PostgresMessages:
        """Return the messages."""
        return PostgresMessages(self.connection)

    @cached_property
    def envois(self) -> PostgresEnvois:
        """Return the deliveries, for senders."""
        return PostgresEnvois(self.connection)

    @cached_property
    def suivi(self) -> PostgresSuivi:
        """Return the deliveries, for people."""
        return PostgresSuivi(self.connection)

    async def suivre_demandes(self, etapes: Sequence[Any]) -> int:
        """Write the last step of each request; return how many were newer than what was held."""
        status = await self.connection.execute(
            _SQL["suivre"],
            [etape.demande for etape in etapes],
            [etape.version for etape in etapes],
            [etape.etat.value for etape in etapes],
            [etape.intervenant for etape in etapes],
        )
        return int(status.rpartition(" ")[2])
