"""What is measured: an indicator, its unit of count, and what the programmes ask of it. All is data, versioned."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Sens(StrEnum):
    """Which way is good: up, or down."""

    HAUSSE = "hausse"
    BAISSE = "baisse"


@dataclass(frozen=True, slots=True)
class Indicateur:
    """One indicator, in the version in force: numerator and denominator count `unite_de_compte`."""

    code: str
    version: int
    libelle: str
    unite_de_compte: str
    sens: Sens
    valable_depuis: date


class RegleDepart(StrEnum):
    """What starts the clock of a programme at a site."""

    DEPLOIEMENT_DUI = "deploiement_dui"
    DATE_PROJET = "date_projet"
    FIN_FORMATION = "fin_formation"


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme that pays for uses: how its clock starts, and how long it runs."""

    code: str
    libelle: str
    regle_depart: RegleDepart
    duree_mois: int


@dataclass(frozen=True, slots=True)
class Cible:
    """The rate that a programme asks of an indicator, in force since a day; `exemple`: to be fixed by the agency.

    Never edited: a new value is a new version, and the engagements opened before keep theirs.
    """

    id: int
    programme: str
    indicateur: str
    valeur: Decimal
    valable_depuis: date
    exemple: bool
