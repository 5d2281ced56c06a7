"""What the use cases of notifications need from the world."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notifications.domain.courriel import Courriel
from services.notifications.domain.envoi import Dossier
from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.lecture import Criteres, Livraisons, MessageDeStructure, MessageLu
from services.notifications.domain.livraison import Essai, EtatLivraison, Livraison, Verdict
from services.notifications.domain.message import Message
from services.notifications.domain.regles import Cercle, RegleDeMessage
from shared.kernel.copies import CopieDeStructure


class Structures(Protocol):
    """The structures of the region, as the directory last told them."""

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""


class Contacts(Protocol):
    """Who can be reached, as the support team told it last."""

    async def du_cercle(self, cercle: Cercle, fait: FaitEntendu) -> Sequence[UUID]:
        """Return the people of a circle; requesters of a structure once for each address not told of the fact yet."""

    async def du_sujet(self, sujet: str) -> Sequence[UUID]:
        """Return the people behind an account: none for those that the support team does not know."""

    async def noter_effacee(self, personne: UUID, maintenant: datetime) -> None:
        """Remember that a person asked to be forgotten."""

    async def noter_connue(self, personne: UUID) -> None:
        """Forget that a person asked to be forgotten: they came back."""


@dataclass(frozen=True, slots=True)
class Annonce:
    """A fact told to whoever becomes known of a circle, while it is young. `depuis`: when it was first heard."""

    fait: FaitEntendu
    regle: str
    depuis: datetime


class Annonces(Protocol):
    """Facts heard, and those still to be told to a circle."""

    async def entendre(self, fait: FaitEntendu) -> bool:
        """Write a fact down; False when it was heard before."""

    async def garder(self, annonce: Annonce, prochain_le: datetime) -> None:
        """Look again at the circle of a rule at that instant."""

    async def dues(self, maintenant: datetime, limite: int) -> Sequence[Annonce]:
        """Return some announcements due, locked until the end of the transaction; others skip them."""

    async def clore(self, annonce: Annonce) -> None:
        """End an announcement."""


class Messages(Protocol):
    """The messages, and for those by mail their deliveries."""

    async def ajouter(self, messages: Sequence[Message]) -> int:
        """Write those that are not there yet, wake the pages of their readers; return how many were new."""

    async def de(self, personnes: Sequence[UUID], limite: int) -> Sequence[MessageLu]:
        """Return the last messages in the application of a person."""

    async def non_lus(self, personnes: Sequence[UUID]) -> int:
        """Count those not read yet."""

    async def lire(self, personnes: Sequence[UUID], message: UUID, maintenant: datetime) -> MessageLu | None:
        """Mark one as read and return it; None when the person has no such message."""

    async def tout_lire(self, personnes: Sequence[UUID], maintenant: datetime) -> int:
        """Mark all of them as read; return how many were not."""

    async def de_structure(self, finess: str, limite: int) -> Sequence[MessageDeStructure]:
        """Return the last messages about a structure."""


class Envois(Protocol):
    """The deliveries as their senders see them."""

    async def prendre(
        self, *, bail: UUID, maintenant: datetime, jusqu_au: datetime, limite: int
    ) -> Sequence[Livraison]:
        """Lease some deliveries due; others skip them. An attempt whose sender vanished is written down."""

    async def commencer(self, livraison: Livraison, maintenant: datetime, jusqu_au: datetime) -> bool:
        """Begin an attempt and keep the delivery for it; False when somebody else took it, or when it has ended."""

    async def rendre(self, livraisons: Sequence[Livraison], maintenant: datetime) -> None:
        """Give back what was taken and not tried."""

    async def dossier(self, message: UUID) -> Dossier:
        """Return what is known of a message about to leave."""

    async def conclure(self, livraison: Livraison, verdict: Verdict, essai: Essai | None, maintenant: datetime) -> bool:
        """Write what became of a delivery, with its attempt; False when the lease was lost.

        An acceptance is written whoever holds the lease: a mail that the server took is never sent again.
        """

    async def annuler_de(self, personne: UUID) -> int:
        """Call off what waits for a person who is forgotten; return how many."""

    async def attente(self) -> tuple[int, datetime | None]:
        """Return how many deliveries are due or wait for another attempt, and since when the oldest one."""


class Suivi(Protocol):
    """The deliveries as people see them."""

    async def livraisons(self, criteres: Criteres, *, limite: int, curseur: str | None) -> Livraisons:
        """Return one page. Raises CurseurDeListeError."""

    async def livraison(self, message: UUID, pour: str | None) -> Livraisons:
        """Return the one delivery asked for, or none."""

    async def verrouiller(self, message: UUID, pour: str | None) -> EtatLivraison | None:
        """Lock a delivery and return its state; None when there is none, or when it does not concern the account."""

    async def renvoyer(self, message: UUID, maintenant: datetime) -> None:
        """Make a delivery due now, its attempts counted anew."""

    async def incoherences(self) -> Sequence[str]:
        """Return what should never be, in French: for the checks of `maillage etat`."""


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def structures(self) -> Structures:
        """Return the copy of the directory."""

    @property
    def contacts(self) -> Contacts:
        """Return the contacts."""

    @property
    def annonces(self) -> Annonces:
        """Return the facts heard."""

    @property
    def messages(self) -> Messages:
        """Return the messages."""

    @property
    def envois(self) -> Envois:
        """Return the deliveries, for senders."""

    @property
    def suivi(self) -> Suivi:
        """Return the deliveries, for people."""


class Unites(Protocol):
    """Opens units."""

    def __call__(self) -> AbstractAsyncContextManager[Unit]:
        """Open a transaction, committed at the end of the block."""


class Redacteur(Protocol):
    """Writes the words of a mail."""

    def rediger(self, message: UUID, regle: RegleDeMessage, dossier: Dossier) -> Courriel:
        """Return the mail of a message. Raises RedactionImpossibleError; ValueError when the contact is not known."""


class SessionDEnvoi(Protocol):
    """One connection to the mail server, opened on first use, opened again when it was lost."""

    async def envoyer(self, courriel: Courriel) -> Essai:
        """Try once, within a bounded time; never raises for what the mail is, nor for what the server does."""


class Expediteur(Protocol):
    """The way out."""

    def session(self) -> AbstractAsyncContextManager[SessionDEnvoi]:
        """Open a session for a round of mails."""
