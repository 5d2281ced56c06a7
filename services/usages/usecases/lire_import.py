"""What did one import do?"""

from typing import Protocol
from uuid import UUID

from services.usages.domain.refus import ImportInconnuError
from services.usages.usecases.lectures import FicheImport


class Journal(Protocol):
    """Where imports are read."""

    async def fiche_import(self, import_id: UUID) -> FicheImport | None:
        """Return one import, None when unknown."""


async def lire_import(journal: Journal, import_id: UUID) -> FicheImport:
    """Read one import with its quarantine. Raises ImportInconnuError."""
    fiche = await journal.fiche_import(import_id)
    if fiche is None:
        raise ImportInconnuError(import_id=import_id)
    return fiche
