"""Where the mails lead: the tracking page for requesters, the application for the team, the directory for all."""

from typing import Protocol
from uuid import UUID


class Signataire(Protocol):
    """Signs a link that opens one thing without an account."""

    def signer(self, usage: str, identifiant: UUID) -> str:
        """Return the token."""


class LiensDesMessages:
    """Makes the addresses, under the public address of the platform."""

    def __init__(self, adresse: str, signataire: Signataire) -> None:
        self._adresse = adresse.rstrip("/")
        self._signataire = signataire

    def suivi(self, demande: UUID) -> str:
        """Return the tracking page of a request: whoever holds it may read it."""
        return f"{self._adresse}/accompagnement/suivi/{self._signataire.signer('suivi', demande)}"

    def demande(self, demande: UUID) -> str:
        """Return the sheet of a request, for the team."""
        return f"{self._adresse}/accompagnement/demandes/{demande}"

    def structure(self, finess: str) -> str:
        """Return the sheet of a structure."""
        return f"{self._adresse}/referentiel/structures/{finess}"
