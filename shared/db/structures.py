"""The copy of the directory that a service keeps: its table, and what every service reads of it."""

from shared.contracts.referentiel import StructureV1
from shared.db.copies import Connection, StateTable
from shared.kernel.copies import CopieDeStructure

STRUCTURES = StateTable(StructureV1, "structures")


class StructuresCopiees:
    """The copy of the directory, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""
        row = await STRUCTURES.find(self._connection, finess)
        if row is None:
            return None
        return CopieDeStructure(row["finess"], row["version"], row["etat"], row["nom"], row["recue_le"])
