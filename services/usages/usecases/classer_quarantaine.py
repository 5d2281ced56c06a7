"""Close the lines that an import set aside: repaired in another file, or given up. They stay readable."""

from datetime import datetime
from uuid import UUID

from services.usages.domain.ports import Unit
from services.usages.domain.refus import QuarantaineVideError


async def classer_quarantaine(unit: Unit, import_id: UUID, *, par: str, le: datetime) -> int:
    """Close the waiting lines of an import; return how many. Raises QuarantaineVideError."""
    nombre = await unit.imports.classer_la_quarantaine(import_id, par=par, le=le)
    if not nombre:
        raise QuarantaineVideError
    return nombre
