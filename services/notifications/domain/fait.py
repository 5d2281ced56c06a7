"""What another service told and somebody must hear of: ids and codes, never words, names or addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class NomDeFait(StrEnum):
    """The facts that a rule may listen to, by their event's title."""

    DEMANDE_DEPOSEE = "DemandeDeposee"
    DEMANDE_A_QUALIFIER = "DemandeAQualifier"
    DEMANDE_AFFECTEE = "DemandeAffectee"
    DEMANDE_PRISE_EN_CHARGE = "DemandePriseEnCharge"
    DEMANDE_REPONDUE = "DemandeRepondue"
    DEMANDE_RESOLUE = "DemandeResolue"
    DEMANDE_CLOTUREE = "DemandeCloturee"
    DEMANDE_REFUSEE = "DemandeRefusee"
    DEMANDE_ANNULEE = "DemandeAnnulee"
    DEMANDE_SIGNALEE = "DemandeSignalee"
    CIBLE_ATTEINTE = "CibleAtteinte"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaitEntendu:
    """One fact as heard. `evenement` is its CloudEvent id: the same however often it is told.

    `details` holds its codes and figures as text (`motif`, `issue`, `taux`…).
    """

    evenement: UUID
    nom: NomDeFait
    survenu_le: datetime
    demande: UUID | None = None
    numero: str | None = None
    structure: str | None = None
    departement: str | None = None
    demandeur: UUID | None = None
    intervenant: UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)
