"""What the questions answer: read models of pages and API, ready to be shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.usages.domain.engagement import Engagement
from services.usages.domain.importation import CodeSignalement, LigneEcartee, Signalement, Statut
from services.usages.domain.indicateur import Cible, Indicateur
from shared.kernel.copies import CopieDeStructure


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a curve. `taux` is None when the denominator is 0; `corrections`: how often it was corrected."""

    mois: date
    numerateur: int
    denominateur: int
    corrections: int
    connue_le: datetime
    fichier: str
    import_id: UUID

    @property
    def taux(self) -> float | None:
        """Return numerator over denominator; it may exceed 1."""
        return self.numerateur / self.denominateur if self.denominateur else None

    @property
    def depasse_100(self) -> bool:
        """Tell whether the numerator exceeds the denominator: kept, and flagged."""
        return self.numerateur > self.denominateur


@dataclass(frozen=True, slots=True)
class PassageVu:
    """A crossing as told: an odd rank is a target reached, an even one a target lost."""

    rang: int
    mois: date
    taux: float
    dans_le_delai: bool
    constate_le: datetime

    @property
    def est_atteinte(self) -> bool:
        """Tell whether the target was reached, rather than lost."""
        return self.rang % 2 == 1


@dataclass(frozen=True, slots=True)
class Objectif:
    """A target of one engagement on one indicator, and its crossings, oldest first."""

    engagement: UUID
    programme: str
    cible: Cible
    passages: tuple[PassageVu, ...]

    @property
    def est_atteint(self) -> bool:
        """Tell whether the target is reached now."""
        return bool(self.passages) and self.passages[-1].est_atteinte


@dataclass(frozen=True, slots=True)
class Courbe:
    """An indicator at a site: its months, oldest first (those without figure are left out), and its targets."""

    indicateur: Indicateur
    points: tuple[Point, ...]
    objectifs: tuple[Objectif, ...]


@dataclass(frozen=True, slots=True)
class Horloge:
    """The clock of an engagement, as of the day of the question."""

    engagement: Engagement
    programme: str
    mois_en_cours: int
    est_echue: bool

    @property
    def debut(self) -> date:
        """Return the day on which the clock started."""
        return self.engagement.debut

    @property
    def echeance(self) -> date:
        """Return the first day after the length."""
        return self.engagement.echeance

    @property
    def duree_mois(self) -> int:
        """Return the length in months."""
        return self.engagement.duree_mois


@dataclass(frozen=True, slots=True)
class Courbes:
    """All the curves of a site. `site` is None while the directory has not told it; figures may come before."""

    finess: str
    site: CopieDeStructure | None
    departement: str | None
    courbes: tuple[Courbe, ...]
    horloges: tuple[Horloge, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where one target of one engagement stands, as of the day of the question: a row of the overview."""

    finess: str
    nom: str
    commune: str
    departement: str | None
    programme: str
    indicateur: str
    cible: Decimal
    debut: date
    echeance: date
    mois_en_cours: int
    duree_mois: int
    dernier_mois: date | None
    dernier_taux: float | None
    est_atteint: bool
    est_echue: bool


@dataclass(frozen=True, slots=True)
class Agregat:
    """A département, an indicator and a month: sums, and how many sites gave a figure. None: sites not known yet."""

    departement: str | None
    indicateur: str
    mois: date
    numerateur: int
    denominateur: int
    nombre: int

    @property
    def taux(self) -> float | None:
        """Return the sum of the numerators over that of the denominators: rates are never averaged."""
        return self.numerateur / self.denominateur if self.denominateur else None


@dataclass(frozen=True, slots=True)
class CritereAgregats:
    """Which rollups are asked for; an empty criterion lets everything through. Months are first days, included."""

    departements: frozenset[str] | None = None
    indicateur: str | None = None
    depuis: date | None = None
    jusqu_a: date | None = None


@dataclass(frozen=True, slots=True)
class ResumeImport:
    """One import in the list, newest first."""

    id: UUID
    fichier: str
    statut: Statut
    motif: str | None
    lignes: int
    nouvelles: int
    corrigees: int
    inchangees: int
    remplacees: int
    ecartees: int
    en_quarantaine: int
    par: str
    rejeu_de: UUID | None
    debut: datetime
    fin: datetime


@dataclass(frozen=True, slots=True)
class FicheImport:
    """One import: its counts, the first lines in quarantine, and what is worth a look."""

    resume: ResumeImport
    sha256: str | None
    quarantaine: tuple[LigneEcartee, ...]
    signalements: tuple[Signalement, ...]
    nombre_par_signalement: tuple[tuple[CodeSignalement, int], ...]
