"""A mail ready to leave: words written, address known. Never stored."""

from dataclasses import dataclass
from uuid import UUID

from shared.kernel.errors import Refusal


class RedactionImpossibleError(Refusal):
    """The words of a mail cannot be made from what is known: a fault of ours."""

    message = "Le message « {regle} » ne peut pas être rédigé : {detail}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Courriel:
    """One mail to one person. `fil` is the request that it belongs to: mails of one request stay together."""

    message: UUID
    nom: str
    adresse: str
    sujet: str
    texte: str
    html: str
    fil: UUID | None
