"""How fresh is the directory, in one line?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.referentiel.usecases.lire_coherence import Coherence, Mesures


@dataclass(frozen=True, slots=True)
class Fraicheur:
    """The state of the data: the date of the file that was read last, and whether the copies follow."""

    fichier_du: datetime | None
    coherence: Coherence


class Fichiers(Protocol):
    """Where the files that were read are remembered."""

    async def dernier_fichier(self) -> datetime | None:
        """Return the date of the last file applied, None before the first."""


class Etat(Fichiers, Mesures, Protocol):
    """Both at once."""


async def lire_fraicheur(etat: Etat) -> Fraicheur:
    """Read the state of the data in one line."""
    return Fraicheur(fichier_du=await etat.dernier_fichier(), coherence=await etat.coherence())
