"""Where each request stands, read from its facts: the last step of each, and who answers for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.notifications.domain.regles import EtatDeDemande
from shared.contracts import accompagnement as demandes
from shared.contracts.base import Contract

_ETATS: Mapping[type[Contract], EtatDeDemande] = {
    demandes.DemandeDeposeeV1: EtatDeDemande.DEPOSEE,
    demandes.DemandeAQualifierV1: EtatDeDemande.A_QUALIFIER,
    demandes.DemandeAffecteeV1: EtatDeDemande.AFFECTEE,
    demandes.DemandePriseEnChargeV1: EtatDeDemande.PRISE_EN_CHARGE,
    demandes.DemandeResolueV1: EtatDeDemande.RESOLUE,
    demandes.DemandeClotureeV1: EtatDeDemande.CLOTUREE,
    demandes.DemandeRefuseeV1: EtatDeDemande.REFUSEE,
    demandes.DemandeAnnuleeV1: EtatDeDemande.ANNULEE,
}
PAS = tuple(_ETATS)
"""The facts that move a request from one state to another."""


@dataclass(frozen=True, slots=True)
class Etape:
    """The last step of a request in a batch; `intervenant` is None where no step of the batch names anybody."""

    demande: UUID
    version: int
    etat: EtatDeDemande
    intervenant: UUID | None


def etapes_des_demandes(faits: Sequence[Any]) -> list[Etape]:
    """Return the last step of each request, in order of requests so that two batches never wait for each other."""
    last: dict[UUID, Etape] = {}
    for fait in sorted(faits, key=lambda f: f.version):
        held = last.get(fait.demande)
        named = getattr(fait, "intervenant", None) or (held.intervenant if held else None)
        last[fait.demande] = Etape(fait.demande, fait.version, _ETATS[type(fait)], named)
    return sorted(last.values(), key=lambda etape: etape.demande)
