"""What may happen to a request: facts are values, told once, each with the version that it makes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.accompagnement.domain.auteur import Acteur, Auteur
from services.accompagnement.domain.etats import (
    Canal,
    CauseDAffectation,
    CauseDeCloture,
    CodeDExplication,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What never changes of a request, and every fact tells."""

    demande: UUID
    numero: str
    structure: str | None
    departement: str
    thematique: str
    demandeur: UUID


@dataclass(frozen=True, slots=True)
class FaitDeDemande:
    """Something happened to a request."""

    de: Reference
    version: int
    le: datetime
    par: Auteur

    @property
    def nom(self) -> str:
        """Return the name of the fact, such as `DemandeAffectee`."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class DemandeDeposee(FaitDeDemande):
    """A request came in."""

    canal: Canal


@dataclass(frozen=True, slots=True)
class DemandeAQualifier(FaitDeDemande):
    """No rule could assign it: the coordination looks."""

    motifs: tuple[MotifDeQualification, ...]


@dataclass(frozen=True, slots=True)
class DemandeAffectee(FaitDeDemande):
    """One person is asked to answer for the request; `points` is its weight in their load."""

    affectation: UUID
    intervenant: UUID
    cause: CauseDAffectation
    explication: CodeDExplication
    points: float


@dataclass(frozen=True, slots=True)
class DemandePriseEnCharge(FaitDeDemande):
    """The principal took the request: the clock of the first answer stops here."""

    intervenant: UUID


@dataclass(frozen=True, slots=True)
class DemandeRepondue(FaitDeDemande):
    """The principal wrote to the structure."""

    intervenant: UUID
    message: UUID


@dataclass(frozen=True, slots=True)
class DemandeResolue(FaitDeDemande):
    """The principal says what the request came to."""

    intervenant: UUID
    issue: Issue


@dataclass(frozen=True, slots=True)
class DemandeCloturee(FaitDeDemande):
    """A resolved request is over."""

    intervenant: UUID
    cause: CauseDeCloture


@dataclass(frozen=True, slots=True)
class DemandeRefusee(FaitDeDemande):
    """The request is not ours; where to go is said to the structure."""

    motif: MotifDeRefus


@dataclass(frozen=True, slots=True)
class DemandeAnnulee(FaitDeDemande):
    """The request is withdrawn."""

    intervenant: UUID | None
    acteur: Acteur


@dataclass(frozen=True, slots=True)
class DemandeSignalee(FaitDeDemande):
    """The structure of an open request closed."""

    structure: str
    intervenant: UUID | None


Fait = (
    DemandeDeposee
    | DemandeAQualifier
    | DemandeAffectee
    | DemandePriseEnCharge
    | DemandeRepondue
    | DemandeResolue
    | DemandeCloturee
    | DemandeRefusee
    | DemandeAnnulee
    | DemandeSignalee
)
"""Every fact of a request."""
