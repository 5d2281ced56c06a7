"""What usages tells: crossings one by one, amounts by sets (storage writes them in SQL, under the names given here)."""

from datetime import date
from typing import assert_never

from services.usages.domain.franchissement import CibleAtteinte, CiblePerdue, Passage
from services.usages.domain.mois import texte_du_mois
from shared.bus.outbox import Outgoing
from shared.contracts.usages import CibleAtteinteV1, CiblePerdueV1, UsageMesureV1

_TYPES = {event.title: UsageMesureV1.type_of(event) for event in UsageMesureV1.types}


def adresse_des_deltas() -> tuple[str, str, str]:
    """Return where UsageMesureV1 is told: its topic, and its types for UsageObserve and UsageCorrige."""
    return UsageMesureV1.topic.nom, _TYPES["UsageObserve"], _TYPES["UsageCorrige"]


def raconter(passage: Passage) -> Outgoing:
    """Return the event that tells a crossing."""
    mois: date = passage.chiffre.mois
    commun = {
        "engagement": passage.engagement,
        "finess": passage.finess,
        "departement": passage.departement,
        "programme": passage.programme,
        "indicateur": passage.indicateur,
        "mois": texte_du_mois(mois),
        "taux": passage.chiffre.taux,
        "cible": float(passage.cible.valeur),
        "rang": passage.rang,
        "constatee_le": passage.constate_le,
    }
    match passage:
        case CibleAtteinte():
            atteinte = CibleAtteinteV1.model_validate({**commun, "dans_le_delai": passage.dans_le_delai})
            return Outgoing(atteinte, "CibleAtteinte", passage.constate_le)
        case CiblePerdue():
            return Outgoing(CiblePerdueV1.model_validate(commun), "CiblePerdue", passage.constate_le)
        case _:
            assert_never(passage)
