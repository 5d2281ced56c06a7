"""What do we know of one structure: its state, its equipment, what happened to it, what was repaired and why?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.referentiel.domain.defauts import Defaut
from services.referentiel.domain.equipement import Deploiement, Equipement
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

    @property
    def jour(self) -> date:
        """Return the day under which history tells it."""
        return self.constate_le.date()


@dataclass(frozen=True, slots=True)
class Fiche:
    """One structure, with the words of its codes, its equipment, its history (newest first), its source's defects."""

    structure: Structure
    libelle_categorie: str | None
    libelle_statut: str | None
    equipement: Equipement
    histoire: tuple[Evenement, ...]
    defauts: tuple[Defaut, ...]

    @property
    def chronologie(self) -> tuple[Evenement | Deploiement, ...]:
        """Return what the register and the animators told, in one story, newest first."""
        return tuple(sorted([*self.histoire, *self.equipement.deploiements], key=lambda one: one.jour, reverse=True))

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
