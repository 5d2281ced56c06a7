"""All the questions that the directory answers: what pages and API ask of the table of contents."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from services.referentiel.usecases.lire_coherence import Coherence
from services.referentiel.usecases.lire_fraicheur import Fraicheur
from services.referentiel.usecases.lire_structure import Fiche
from services.referentiel.usecases.rechercher_structures import LIMITE_PAR_PAGE, Recherche, Resultats


class RechercherStructures(Protocol):
    """Looks for structures."""

    async def __call__(
        self, recherche: Recherche, *, limite: int = LIMITE_PAR_PAGE, curseur: str | None = None
    ) -> Resultats:
        """Return one page of results. Raises CurseurIllisibleError."""


@dataclass(frozen=True, kw_only=True)
class Lectures:
    """The questions."""

    rechercher_structures: RechercherStructures
    lire_structure: Callable[[str], Awaitable[Fiche]]
    est_connue: Callable[[str], Awaitable[bool]]
    compter_deploiements: Callable[[str], Awaitable[int]]
    lire_coherence: Callable[[], Awaitable[Coherence]]
    lire_fraicheur: Callable[[], Awaitable[Fraicheur]]
