"""The follow-up of a programme at one site: when its clock started, how long it runs, where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.usages.domain.indicateur import Cible, Programme, RegleDepart
from services.usages.domain.mois import ajouter_mois, mois_ecoules, premier_jour


@dataclass(frozen=True, slots=True)
class Engagement:
    """One site in one programme: once, whatever is deployed or upgraded later. The length is that of the opening."""

    id: UUID
    finess: str
    programme: str
    regle_depart: RegleDepart
    debut: date
    duree_mois: int
    ouvert_le: datetime
    ouvert_par: str

    @property
    def echeance(self) -> date:
        """Return the first day after the length."""
        return ajouter_mois(self.debut, self.duree_mois)

    @property
    def premier_mois(self) -> date:
        """Return the first month whose figures count."""
        return premier_jour(self.debut)

    def mois_en_cours(self, jour: date) -> int:
        """Return the rank of the month of the clock, from 1 to the length, whatever the day."""
        return min(max(mois_ecoules(self.debut, jour) + 1, 1), self.duree_mois)

    def est_echu(self, jour: date) -> bool:
        """Tell whether the length is over."""
        return jour >= self.echeance

    def couvre(self, mois: date) -> bool:
        """Tell whether a month began within the length."""
        return self.premier_mois <= mois < self.echeance


@dataclass(frozen=True, slots=True)
class Ouverture:
    """An engagement to open, with the targets in force at its start."""

    engagement: Engagement
    cibles: tuple[Cible, ...]


def cibles_en_vigueur(cibles: tuple[Cible, ...], programme: Programme, jour: date) -> tuple[Cible, ...]:
    """Return, for each indicator of a programme, its last target in force on that day; the first one before any was."""
    choisies: dict[str, Cible] = {}
    for cible in sorted(cibles, key=lambda c: (c.valable_depuis, c.id)):
        if cible.programme == programme.code and (cible.valable_depuis <= jour or cible.indicateur not in choisies):
            choisies[cible.indicateur] = cible
    return tuple(choisies[code] for code in sorted(choisies))
