"""A file checked on the import desk, kept for a while so that its sender confirms it without sending it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

DUREE_DE_GARDE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FichierGarde:
    """The bytes of a file, as sent by one person."""

    id: UUID
    nom: str
    contenu: bytes
    par: str
    depose_le: datetime

    def est_perime(self, maintenant: datetime) -> bool:
        """Tell whether it was kept long enough."""
        return maintenant - self.depose_le > DUREE_DE_GARDE
