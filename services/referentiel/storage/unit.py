"""The unit: the directory's repositories on one connection."""

from functools import cached_property

from asyncpg.pool import PoolConnectionProxy

from services.referentiel.storage.defauts import PostgresDefauts
from services.referentiel.storage.divergences import PostgresDivergences
from services.referentiel.storage.equipements import PostgresEquipements
from services.referentiel.storage.imports import PostgresImports
from services.referentiel.storage.structures import PostgresStructures, Raconter


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: PoolConnectionProxy, raconter: Raconter) -> None:
        self.connection = connection
        self._raconter = raconter

    @cached_property
    def structures(self) -> PostgresStructures:
        """Return the structures."""
        return PostgresStructures(self.connection, self._raconter)

    @cached_property
    def defauts(self) -> PostgresDefauts:
        """Return the defects."""
        return PostgresDefauts(self.connection)

    @cached_property
    def equipements(self) -> PostgresEquipements:
        """Return the deployments."""
        return PostgresEquipements(self.connection)

    @cached_property
    def divergences(self) -> PostgresDivergences:
        """Return the copies that differ."""
        return PostgresDivergences(self.connection)

    @cached_property
    def imports(self) -> PostgresImports:
        """Return the journal of imports."""
        return PostgresImports(self.connection)
