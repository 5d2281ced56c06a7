"""The unit: the service's repositories on one connection."""

from functools import cached_property

from shared.contracts.referentiel import StructureV1
from shared.db.copies import Connection, StateTable
from shared.kernel.copies import CopieDeStructure

STRUCTURES = StateTable(StructureV1, "structures")


class PostgresStructures:
    """The copy of the directory, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""
        row = await STRUCTURES.find(self._connection, finess)
        if row is None:
            return None
        return CopieDeStructure(row["finess"], row["version"], row["etat"], row["nom"], row["recue_le"])


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def structures(self) -> PostgresStructures:
        """Return the copy of the directory."""
        return PostgresStructures(self.connection)
