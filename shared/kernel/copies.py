"""What a service answers when asked what its own copy of the directory holds of one structure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CopieDeStructure:
    """One structure as a service holds it."""

    finess: str
    version: int
    etat: str
    nom: str
    recue_le: datetime
