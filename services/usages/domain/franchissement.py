"""Crossings: a site's last figure went over its target, or back under it. Each is told once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.usages.domain.engagement import Engagement
from services.usages.domain.indicateur import Cible, Sens


@dataclass(frozen=True, slots=True)
class DernierChiffre:
    """The figure of the latest month that has one, with a denominator above zero."""

    mois: date
    numerateur: int
    denominateur: int

    @property
    def taux(self) -> float:
        """Return numerator over denominator; it may exceed 1."""
        return self.numerateur / self.denominateur


@dataclass(frozen=True, slots=True)
class Poursuite:
    """One target that one engagement runs after: the figure as it stands, and how many crossings were told."""

    engagement: Engagement
    departement: str | None
    cible: Cible
    sens: Sens
    dernier: DernierChiffre | None
    rang: int


@dataclass(frozen=True, slots=True)
class Franchissement:
    """One crossing of one target: an odd rank is a target reached, an even one a target lost."""

    engagement: UUID
    finess: str
    departement: str | None
    programme: str
    cible: Cible
    chiffre: DernierChiffre
    rang: int
    dans_le_delai: bool
    constate_le: datetime

    @property
    def indicateur(self) -> str:
        """Return the code of the indicator."""
        return self.cible.indicateur


@dataclass(frozen=True, slots=True)
class CibleAtteinte(Franchissement):
    """A figure went from under its target to it or above."""


@dataclass(frozen=True, slots=True)
class CiblePerdue(Franchissement):
    """A figure went from its target, or above, to under it."""


Passage = CibleAtteinte | CiblePerdue


def est_atteinte(chiffre: DernierChiffre, cible: Cible, sens: Sens) -> bool:
    """Tell whether a figure keeps a target, exactly: no division."""
    voulu = cible.valeur * chiffre.denominateur
    return chiffre.numerateur >= voulu if sens is Sens.HAUSSE else chiffre.numerateur <= voulu


def franchir(poursuite: Poursuite, maintenant: datetime) -> Passage | None:
    """Return the crossing that the last figure shows, None when nothing crossed since the last one told."""
    chiffre = poursuite.dernier
    if chiffre is None:
        return None
    atteinte, tenue = est_atteinte(chiffre, poursuite.cible, poursuite.sens), poursuite.rang % 2 == 1
    if atteinte == tenue:
        return None
    engagement = poursuite.engagement
    genre = CibleAtteinte if atteinte else CiblePerdue
    return genre(
        engagement=engagement.id,
        finess=engagement.finess,
        departement=poursuite.departement,
        programme=engagement.programme,
        cible=poursuite.cible,
        chiffre=chiffre,
        rang=poursuite.rang + 1,
        dans_le_delai=engagement.couvre(chiffre.mois),
        constate_le=maintenant,
    )
