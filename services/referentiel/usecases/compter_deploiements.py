"""How many deployments does a structure have? Enough for an open sheet to know whether it is behind."""

from typing import Protocol

from services.referentiel.usecases.lire_structure import StructureInconnueError


class Equipees(Protocol):
    """Where deployments are counted."""

    async def nombre_de_deploiements(self, finess: str) -> int | None:
        """Return how many deployments a structure has, None when the directory does not hold it."""


async def compter_deploiements(equipees: Equipees, finess: str) -> int:
    """Count the deployments of one structure. Raises StructureInconnueError."""
    nombre = await equipees.nombre_de_deploiements(finess)
    if nombre is None:
        raise StructureInconnueError(finess=finess)
    return nombre
