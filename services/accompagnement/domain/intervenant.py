"""People: those who ask, those who help, when they are away, and how much they carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.refus import AbsenceInvalideError

HORIZON = 20
"""Working days ahead over which the time present makes the capacity."""
_SAMEDI = 5
_ABSENCE_MAX = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Periode:
    """Days away, both included."""

    debut: date
    fin: date

    def couvre(self, jour: date) -> bool:
        """Tell whether this day is one of them."""
        return self.debut <= jour <= self.fin


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away; `motif` is a code or a few words that only the team reads."""

    id: UUID
    personne: UUID
    periode: Periode
    motif: str
    declaree_par: str
    declaree_le: datetime


@dataclass(frozen=True, slots=True)
class Personne:
    """One person and how to reach them: somebody who asks, or somebody of the team (who has a `sujet`)."""

    id: UUID
    version: int
    nom: str
    courriel: str | None
    sujet: str | None = None
    structure: str | None = None
    departements: tuple[str, ...] = ()
    profil: Profil | None = None
    """None for somebody who asks."""


@dataclass(frozen=True, slots=True)
class ContactEnregistre:
    """How to reach a person changed, or is known for the first time."""

    personne: Personne
    le: datetime


@dataclass(frozen=True, slots=True)
class ContactEfface:
    """A person is forgotten."""

    personne: UUID
    le: datetime


@dataclass(frozen=True, slots=True)
class Intervenant:
    """Somebody of the team, with the part of full time (0 < etp ≤ 1) given to support."""

    personne: Personne
    etp: float
    actif: bool
    absences: tuple[Periode, ...] = ()

    def est_present(self, jour: date) -> bool:
        """Tell whether the person is active and not away on this day."""
        return self.actif and not any(periode.couvre(jour) for periode in self.absences)

    def absent_jusqu_au(self, jour: date) -> date | None:
        """Return the last day of the absence that covers this day, if any."""
        return max((p.fin for p in self.absences if p.couvre(jour)), default=None)

    def capacite(self, jour: date, points_par_etp: float) -> float:
        """Return the points that the person can carry: those of their part-time, for the share of days present.

        The share is that of the next 20 week days; public holidays are left in, being everybody's.
        """
        if not self.actif:
            return 0.0
        jours = _jours_de_semaine(jour)
        absents = sum(any(periode.couvre(j) for periode in self.absences) for j in jours) if self.absences else 0
        return round(self.etp * points_par_etp * (len(jours) - absents) / len(jours), 2)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one person answers for, against what they can carry, in points."""

    intervenant: UUID
    version: int
    profil: Profil
    departements: tuple[str, ...]
    ouvertes: int
    points: float
    capacite: float
    mesuree_le: datetime


@dataclass(frozen=True, slots=True)
class ChargeMesuree:
    """The load of one person moved."""

    charge: Charge


def exiger_periode(debut: date, fin: date, aujourd_hui: date) -> Periode:
    """Return the days of an absence to come or under way. Raises AbsenceInvalideError."""
    if fin < debut:
        raise AbsenceInvalideError(champ="fin", valeur=f"{fin:%d/%m/%Y}", raison="la fin précède le début")
    if fin < aujourd_hui:
        raise AbsenceInvalideError(champ="fin", valeur=f"{fin:%d/%m/%Y}", raison="cette absence est déjà passée")
    if fin - debut > _ABSENCE_MAX:
        raise AbsenceInvalideError(champ="fin", valeur=f"{fin:%d/%m/%Y}", raison="une absence dure trois ans au plus")
    return Periode(debut, fin)


@lru_cache(maxsize=8)
def _jours_de_semaine(depuis: date) -> Sequence[date]:
    jours = (depuis + timedelta(days=n) for n in range(2 * HORIZON))
    return tuple(jour for jour in jours if jour.weekday() < _SAMEDI)[:HORIZON]
