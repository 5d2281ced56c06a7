"""The unit: the service's repositories on one connection."""

from functools import cached_property

from asyncpg.pool import PoolConnectionProxy

from services.usages.storage.catalogue import PostgresCatalogue
from services.usages.storage.depots import PostgresDepots
from services.usages.storage.engagements import PostgresEngagements, Raconter
from services.usages.storage.imports import PostgresImports
from services.usages.storage.mesures import Adresse, PostgresMesures
from shared.db.structures import StructuresCopiees


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: PoolConnectionProxy, *, raconter: Raconter, adresse: Adresse) -> None:
        self.connection = connection
        self._raconter = raconter
        self._adresse = adresse

    @cached_property
    def structures(self) -> StructuresCopiees:
        """Return the copy of the directory."""
        return StructuresCopiees(self.connection)

    @cached_property
    def imports(self) -> PostgresImports:
        """Return the journal of imports."""
        return PostgresImports(self.connection)

    @cached_property
    def mesures(self) -> PostgresMesures:
        """Return the figures."""
        return PostgresMesures(self.connection, self.imports, self._adresse)

    @cached_property
    def depots(self) -> PostgresDepots:
        """Return the files kept."""
        return PostgresDepots(self.connection)

    @cached_property
    def engagements(self) -> PostgresEngagements:
        """Return the engagements."""
        return PostgresEngagements(self.connection, self._raconter)

    @cached_property
    def catalogue(self) -> PostgresCatalogue:
        """Return the data that says what is measured and asked."""
        return PostgresCatalogue(self.connection)
