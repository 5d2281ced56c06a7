"""What the pages and the API read of the team: loads, absences, what waits for whom, a structure's support."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.accompagnement.domain.etats import Profil
from services.accompagnement.usecases.lectures import LigneDeBoite, Onglet


@dataclass(frozen=True, slots=True)
class ChargeVue:
    """The load of one person: points against capacity; `taux` is points / capacite (0 when capacity is 0)."""

    personne: UUID
    nom: str
    profil: Profil
    departements: tuple[str, ...]
    present: bool
    absent_jusqu_au: date | None
    ouvertes: int
    points: float
    capacite: float
    taux: float
    mesuree_le: datetime


@dataclass(frozen=True, slots=True)
class ChargeDuDepartement:
    """One département: what is open there, and who is present for it."""

    departement: str
    nom: str
    ouvertes: int
    a_qualifier: int
    intervenants: int
    presents: int
    points: float
    capacite: float
    taux: float
    decouvert: bool
    """Nobody present covers it."""


@dataclass(frozen=True, slots=True)
class Coordination:
    """What waits for the coordination, and how the load stands. `charges` is empty for roles that read aggregates."""

    a_qualifier: tuple[LigneDeBoite, ...]
    signalees: tuple[LigneDeBoite, ...]
    charges: tuple[ChargeVue, ...]
    departements: tuple[ChargeDuDepartement, ...]


@dataclass(frozen=True, slots=True)
class AbsenceVue:
    """One absence, both days included."""

    id: UUID
    personne: UUID
    nom: str
    debut: date
    fin: date
    motif: str
    declaree_le: datetime
    en_cours: bool


@dataclass(frozen=True, slots=True)
class AccueilAnimateur:
    """What an animator sees first: the next action, then the load."""

    nom: str
    nombres: Mapping[Onglet, int]
    a_prendre: tuple[LigneDeBoite, ...]
    signalees: tuple[LigneDeBoite, ...]
    en_cours: tuple[LigneDeBoite, ...]
    charge: ChargeVue
    absences: tuple[AbsenceVue, ...]


@dataclass(frozen=True, slots=True)
class StructureAccompagnee:
    """What this service knows of a structure, for its sheet.

    `demandes` is empty for who may not read them: `ouvertes` still counts. `copie_*` tell the age of our copy.
    """

    finess: str
    connue: bool
    ouvertes: int
    total: int
    demandes: tuple[LigneDeBoite, ...]
    interlocuteur: str | None
    interlocuteur_depuis: datetime | None
    copie_version: int | None
    copie_recue_le: datetime | None


@dataclass(frozen=True, slots=True)
class LogicielVu:
    """A DUI that can be chosen in the list; a free entry is allowed too."""

    editeur: str
    logiciel: str
