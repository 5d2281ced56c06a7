"""The table of contents: all that notifications can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.notifications.domain.lecture import Criteres, Livraisons, MessageLu
from services.notifications.usecases.boite import Boite
from services.notifications.usecases.lire_structure import VueDeStructure
from services.notifications.usecases.livraisons import PAR_PAGE
from shared.kernel.identite import Identite


class LireStructure(Protocol):
    """Reads what is held of a structure, and the messages about it."""

    async def __call__(self, qui: Identite, finess: str) -> VueDeStructure:
        """Return what the person may see."""


class LireBoite(Protocol):
    """Reads the messages of an account."""

    async def __call__(self, sujet: str) -> Boite:
        """Return the last ones, newest first."""


class CompterNonLus(Protocol):
    """Counts the messages that an account did not read yet."""

    async def __call__(self, sujet: str) -> int:
        """Return how many."""


class PersonnesDuCompte(Protocol):
    """Tells who stands behind an account."""

    async def __call__(self, sujet: str) -> Sequence[UUID]:
        """Return the people, none for an account that the support team does not know."""


class OuvrirMessage(Protocol):
    """Marks one message as read."""

    async def __call__(self, sujet: str, message: UUID) -> MessageLu:
        """Return it. Raises MessageInconnuError."""


class ToutLire(Protocol):
    """Marks every message of an account as read."""

    async def __call__(self, sujet: str) -> int:
        """Return how many were not."""


class LireLivraisons(Protocol):
    """Reads the deliveries that a person may see."""

    async def __call__(
        self, qui: Identite, criteres: Criteres, *, limite: int = PAR_PAGE, curseur: str | None = None
    ) -> Livraisons:
        """Return one page. Raises CurseurDeListeError."""


class LireLivraison(Protocol):
    """Reads one delivery."""

    async def __call__(self, qui: Identite, message: UUID) -> Livraisons:
        """Return a page of one. Raises LivraisonInconnueError."""


class RenvoyerLivraison(Protocol):
    """Asks for another attempt now."""

    async def __call__(self, qui: Identite, message: UUID) -> None:
        """Raises LivraisonInconnueError, LivraisonDejaPartieError, LivraisonNonRenvoyableError."""


@dataclass(frozen=True, kw_only=True)
class Notifications:
    """All that the service can do."""

    lire_structure: LireStructure
    lire_boite: LireBoite
    compter_non_lus: CompterNonLus
    personnes_du_compte: PersonnesDuCompte
    ouvrir_message: OuvrirMessage
    tout_lire: ToutLire
    lire_livraisons: LireLivraisons
    lire_livraison: LireLivraison
    renvoyer_livraison: RenvoyerLivraison
