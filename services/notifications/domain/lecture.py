"""What people read: deliveries with their attempts, messages in the application, messages about a structure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.livraison import RENVOYABLES, EtatLivraison, Issue, Motif
from services.notifications.domain.regles import EtatDeDemande
from shared.kernel.errors import InvalidInput


class CurseurDeListeError(InvalidInput):
    """The cursor of a page was cut or changed."""

    message = "Cette suite de liste n'est pas lisible : reprenez la liste à son début."


@dataclass(frozen=True, slots=True)
class Criteres:
    """Which deliveries to show; no state: all of them.

    `pour` limits them to the requests of one account, and to what is addressed to it.
    """

    etats: frozenset[EtatLivraison] = frozenset()
    regle: str | None = None
    texte: str = ""
    pour: str | None = None


@dataclass(frozen=True, slots=True)
class EssaiLu:
    """One attempt as it is shown."""

    rang: int
    debut: datetime
    duree_ms: int
    issue: Issue
    code: int | None
    reponse: str


@dataclass(frozen=True, slots=True)
class LivraisonLue:
    """One delivery as it is shown. `adresse` is None when the person was erased or is not known yet."""

    message: UUID
    regle: str
    etat: EtatLivraison
    motif: Motif | None
    demande: UUID | None
    numero: str | None
    structure: str | None
    nom_structure: str | None
    nom: str | None
    adresse: str | None
    cree_le: datetime
    prochain_le: datetime | None
    envoyee_le: datetime | None
    essais: tuple[EssaiLu, ...]

    @property
    def est_renvoyable(self) -> bool:
        """Tell whether another attempt may be asked for."""
        return self.etat in RENVOYABLES


@dataclass(frozen=True, slots=True)
class Livraisons:
    """One page of deliveries, newest first; for a list, `comptes` counts every state whatever the page."""

    lignes: tuple[LivraisonLue, ...]
    comptes: dict[EtatLivraison, int]
    suite: str | None


@dataclass(frozen=True, slots=True)
class MessageLu:
    """One message in the application."""

    id: UUID
    regle: str
    fait: FaitEntendu
    nom_structure: str | None
    etat_demande: EtatDeDemande | None
    cree_le: datetime
    lu_le: datetime | None


@dataclass(frozen=True, slots=True)
class MessageDeStructure:
    """One message about a structure, whoever got it. `indicateur` is the code of what it tells, where it tells one."""

    regle: str
    numero: str | None
    demande: UUID | None
    indicateur: str | None
    etat: EtatLivraison | None
    cree_le: datetime


def masquer(adresse: str) -> str:
    """Return an address that says who, not where: `animateur-11-1@maillage.invalid` → `a…@maillage.invalid`."""
    local, _, domaine = adresse.rpartition("@")
    return f"{local[:1]}…@{domaine}" if local else "…"
