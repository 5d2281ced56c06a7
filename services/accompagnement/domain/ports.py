"""What the use cases of accompagnement need from the world."""

from typing import Protocol

from shared.kernel.copies import CopieDeStructure


class Structures(Protocol):
    """The structures of the region, as the directory last told them."""

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def structures(self) -> Structures:
        """Return the copy of the directory."""
