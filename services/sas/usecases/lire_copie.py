"""What does this service hold of a structure of the directory?"""

from services.sas.domain.ports import Unit
from shared.kernel.copies import CopieDeStructure


async def lire_copie(unit: Unit, finess: str) -> CopieDeStructure | None:
    """Return the copy held of a structure, or None when it was never received."""
    return await unit.structures.find(finess)
