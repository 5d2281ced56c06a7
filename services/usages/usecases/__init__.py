"""The table of contents: all that usages can do."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from services.usages.domain.engagement import Engagement
from services.usages.domain.importation import LigneEcartee, Rapport
from services.usages.domain.indicateur import Cible, Indicateur
from services.usages.usecases.importer_usages import Suivi
from services.usages.usecases.lectures import Agregat, Courbes, CritereAgregats, FicheImport, ResumeImport, Situation


class ImporterUsages(Protocol):
    """Import a file of figures in one transaction."""

    def __call__(
        self,
        fichier: Path | BinaryIO,
        *,
        nom: str | None = None,
        par: str,
        simulation: bool = False,
        suivi: Suivi | None = None,
    ) -> Awaitable[Rapport]:
        """Return the report; a refusal is a report too, with its reason. `nom`: as shown, else the file's own."""


class RejouerQuarantaine(Protocol):
    """Read again the lines that an import set aside."""

    def __call__(self, import_id: UUID, *, par: str) -> Awaitable[Rapport]:
        """Return the report; lines still at fault are set aside anew. Raises ImportInconnuError."""


class ClasserQuarantaine(Protocol):
    """Close the lines that an import set aside, repaired in another file or given up."""

    def __call__(self, import_id: UUID, *, par: str) -> Awaitable[int]:
        """Return how many. Raises ImportInconnuError, QuarantaineVideError."""


class DeposerFichier(Protocol):
    """Keep a checked file for an hour."""

    def __call__(self, contenu: bytes, *, nom: str, par: str) -> Awaitable[UUID]:
        """Return what it is kept under."""


class ImporterDepot(Protocol):
    """Import a kept file for good, and forget it unless it was refused: it may then be confirmed again."""

    def __call__(self, depot: UUID, *, par: str) -> Awaitable[Rapport]:
        """Return the report. Raises DepotInconnuError."""


class LireSituations(Protocol):
    """Say where every target followed stands."""

    def __call__(
        self, departements: Collection[str] | None, indicateur: str | None = None
    ) -> Awaitable[tuple[Situation, ...]]:
        """Return a row for each target of each engagement, of these départements (None: all)."""


class OuvrirEngagement(Protocol):
    """Open the follow-up of a programme at a site by hand."""

    def __call__(self, *, finess: str, programme: str, debut: date, par: str) -> Awaitable[Engagement]:
        """Raises FinessInvalideError, ProgrammeInconnuError, EngagementDejaOuvertError."""


class FixerCible(Protocol):
    """Write a new version of a target; engagements already open keep theirs."""

    def __call__(self, *, programme: str, indicateur: str, valeur: Decimal, depuis: date) -> Awaitable[Cible]:
        """Raises ProgrammeInconnuError, IndicateurInconnuError, CibleInvalideError."""


@dataclass(frozen=True, kw_only=True)
class Usages:
    """All that the service can do."""

    importer_usages: ImporterUsages
    deposer_fichier: DeposerFichier
    importer_depot: ImporterDepot
    rejouer_quarantaine: RejouerQuarantaine
    classer_quarantaine: ClasserQuarantaine
    ouvrir_engagement: OuvrirEngagement
    fixer_cible: FixerCible
    lire_courbes: Callable[[str], Awaitable[Courbes]]
    lire_agregats: Callable[[CritereAgregats], Awaitable[tuple[Agregat, ...]]]
    lire_situations: LireSituations
    lister_indicateurs: Callable[[], Awaitable[tuple[Indicateur, ...]]]
    lister_cibles: Callable[[], Awaitable[tuple[Cible, ...]]]
    lister_imports: Callable[[], Awaitable[tuple[ResumeImport, ...]]]
    lire_import: Callable[[UUID], Awaitable[FicheImport]]
    lire_quarantaine: Callable[[UUID], Awaitable[tuple[LigneEcartee, ...]]]
