"""The unit: the service's repositories on one connection."""

from functools import cached_property

from shared.db.copies import Connection
from shared.db.structures import StructuresCopiees


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def structures(self) -> StructuresCopiees:
        """Return the copy of the directory."""
        return StructuresCopiees(self.connection)
