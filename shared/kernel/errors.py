"""Refusals: a rule that says no has a name, a French sentence and the fields it speaks of."""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 the base of refusals, which end in Error
    """A rule of the trade says no. Subclasses give `message`, a format string over the named fields.

    `statut` is the HTTP status that the edge answers with (409 by default).
    """

    message: ClassVar[str] = "Demande refusée."
    statut: ClassVar[int] = 409

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message.format(**fields))


class NotFound(Refusal):
    """What was asked for does not exist."""

    message = "Introuvable."
    statut = 404


class InvalidInput(Refusal):
    """A value that was given cannot be used."""

    message = "Valeur invalide."
    statut = 422
