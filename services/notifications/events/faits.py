"""Contracts to facts heard: ids stay ids, codes and figures become text for the words to come."""

from typing import Any
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu, NomDeFait
from shared.bus.inbound import Received

_DETAILS = (
    "thematique", "motif", "motifs", "issue", "cause", "par",
    "indicateur", "programme", "mois", "taux", "cible", "rang", "dans_le_delai",
)  # fmt: skip


def fait_entendu(event: Received[Any]) -> FaitEntendu:
    """Return the fact that an event tells. Raises ValueError for an event id that is no UUID."""
    data = event.data
    return FaitEntendu(
        evenement=UUID(event.event_id),
        nom=NomDeFait(type(data).types[0].title),
        survenu_le=event.time,
        demande=getattr(data, "demande", None),
        numero=getattr(data, "numero", None),
        structure=getattr(data, "structure", getattr(data, "finess", None)),
        departement=getattr(data, "departement", None),
        demandeur=getattr(data, "demandeur", None),
        intervenant=getattr(data, "intervenant", None),
        details={name: _texte(getattr(data, name)) for name in _DETAILS if hasattr(data, name)},
    )


def _texte(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
