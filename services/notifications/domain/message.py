"""A message for one person: made once for each event, rule and person, whatever is told twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.regles import Canal, RegleDeMessage
from shared.kernel.errors import NotFound

ESPACE = UUID("6f1d3f0e-7f0c-5b53-9c53-6a8f0f6b2f4d")
"""Namespace of the messages' identities. Never changes: the Message-ID of a mail comes from it."""


class MessageInconnuError(NotFound):
    """The person has no such message."""

    message = "Ce message n'existe pas, ou il n'est pas pour vous."


def identite_du_message(evenement: UUID, regle: str, destinataire: UUID) -> UUID:
    """Return the identity of a message: the same for the same event, rule and person, for ever."""
    return uuid5(ESPACE, f"{evenement}/{regle}/{destinataire}")


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell one person. Its words are made when it is read or sent, from what is known then."""

    id: UUID
    evenement: UUID
    regle: str
    destinataire: UUID
    canaux: frozenset[Canal]
    cree_le: datetime


def composer(fait: FaitEntendu, regle: RegleDeMessage, destinataire: UUID, maintenant: datetime) -> Message:
    """Return the message of a rule for one person."""
    identite = identite_du_message(fait.evenement, regle.code, destinataire)
    return Message(identite, fait.evenement, regle.code, destinataire, regle.canaux, maintenant)
