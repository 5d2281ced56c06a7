"""What do we know of one structure: its state, what happened to it, what was repaired and why?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.referentiel.domain.defauts import Defaut
from services.referentiel.domain.structure import Structure
from shared.kernel.errors import NotFound


class StructureInconnueError(NotFound):
    """No structure of the directory has this number."""

    message = "Aucune structure de l’annuaire ne porte le numéro FINESS {finess}."


@dataclass(frozen=True, slots=True)
class Evenement:
    """What happened to a structure at one version; `champs` are the fields that differed."""

    nom: str
    version: int
    constate_le: datetime
    champs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fiche:
    """One structure, with the words of its codes, its history (newest first) and the defects of its source."""

    structure: Structure
    libelle_categorie: str | None
    libelle_statut: str | None
    histoire: tuple[Evenement, ...]
    defauts: tuple[Defaut, ...]

    def defauts_du_champ(self, champ: str) -> tuple[Defaut, ...]:
        """Return the defects of one field and of its parts (`adresse` for `adresse.voie`)."""
        return tuple(d for d in self.defauts if d.champ == champ or d.champ.startswith(f"{champ}."))


class Fiches(Protocol):
    """Where sheets are read."""

    async def fiche(self, finess: str) -> Fiche | None:
        """Return one structure, None when the directory does not hold it."""


async def lire_structure(fiches: Fiches, finess: str) -> Fiche:
    """Read one structure with its history and defects. Raises StructureInconnueError."""
    fiche = await fiches.fiche(finess)
    if fiche is None:
        raise StructureInconnueError(finess=finess)
    return fiche
