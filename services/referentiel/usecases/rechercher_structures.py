"""Which structures answer to a name, a town, a legal entity or a number?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from services.referentiel.domain.structure import Etat
from shared.kernel.errors import InvalidInput

LIMITE_PAR_PAGE = 50


class CurseurIllisibleError(InvalidInput):
    """A cursor that this service did not give."""

    message = "Le repère de page est illisible : reprenez au début de la liste."


class ManqueDeDui(StrEnum):
    """What is to be done about the DUI of a medico-social site."""

    SANS_DUI = "sans_dui"
    NON_REFERENCE = "non_reference"


@dataclass(frozen=True, slots=True)
class DuiEnService:
    """The DUI in use at a site."""

    logiciel: str
    version_logiciel: str
    reference_segur: bool


@dataclass(frozen=True, slots=True)
class Recherche:
    """What is looked for; an empty criterion lets everything through."""

    texte: str = ""
    departement: str | None = None
    etat: Etat | None = None
    dui: ManqueDeDui | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """One structure as a row of results."""

    finess: str
    nom: str
    categorie: str
    libelle_categorie: str | None
    code_postal: str
    commune: str
    departement: str
    etat: Etat
    date_fermeture: date | None
    entite_juridique: str
    dui: DuiEnService | None


@dataclass(frozen=True, slots=True)
class Resultats:
    """One page of results: open structures first, by name; `suite` is the cursor of the next page."""

    structures: tuple[Resume, ...]
    total: int
    suite: str | None


class Annuaire(Protocol):
    """Where structures are looked for."""

    async def rechercher(self, recherche: Recherche, *, limite: int, curseur: str | None) -> Resultats:
        """Return one page of results. Raises CurseurIllisibleError."""


async def rechercher_structures(
    annuaire: Annuaire, recherche: Recherche, *, limite: int = LIMITE_PAR_PAGE, curseur: str | None = None
) -> Resultats:
    """Look for structures. Raises CurseurIllisibleError."""
    return await annuaire.rechercher(recherche, limite=limite, curseur=curseur)
