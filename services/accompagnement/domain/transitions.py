"""The life of a request as a table: from where to where, by which order, by whom, on what condition, telling what.

To extend it: a row here, a fact, a contract with its example, a line in `events/outbound.py`, a test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from services.accompagnement.domain import faits
from services.accompagnement.domain.auteur import Acteur
from services.accompagnement.domain.etats import Etat
from services.accompagnement.domain.refus import ReponseManquanteError


class Gardee(Protocol):
    """What the conditions look at."""

    @property
    def numero(self) -> str:
        """Return the number that people say."""

    @property
    def reponses(self) -> int:
        """Return how many answers were written to the structure."""


def aucune(_: Gardee) -> None:
    """No condition."""


def reponse_ecrite(demande: Gardee) -> None:
    """At least one answer was written to the structure. Raises ReponseManquanteError."""
    if not demande.reponses:
        raise ReponseManquanteError(numero=demande.numero)


@dataclass(frozen=True, slots=True)
class RegleDeTransition:
    """One row: the order and its words, who may give it, on what condition, and the fact that it makes."""

    commande: str
    libelle: str
    qui: frozenset[Acteur]
    fait: type[faits.FaitDeDemande]
    garde: Callable[[Gardee], None] = aucune


_DEPOSER = RegleDeTransition("deposer", "déposer", frozenset({Acteur.DEMANDEUR}), faits.DemandeDeposee)
_QUALIFIER = RegleDeTransition("qualifier", "qualifier", frozenset({Acteur.SYSTEME}), faits.DemandeAQualifier)
_ROUTER = RegleDeTransition("affecter", "affecter", frozenset({Acteur.SYSTEME}), faits.DemandeAffectee)
_AFFECTER = RegleDeTransition("affecter", "affecter", frozenset({Acteur.COORDINATION}), faits.DemandeAffectee)
_REFUSER = RegleDeTransition(
    "refuser", "refuser", frozenset({Acteur.COORDINATION, Acteur.REFERENT}), faits.DemandeRefusee
)
_REAFFECTER = RegleDeTransition("affecter", "affecter", frozenset({Acteur.RELEVE}), faits.DemandeAffectee)
_PRENDRE = RegleDeTransition(
    "prendre_en_charge",
    "prendre en charge",
    frozenset({Acteur.PRINCIPAL, Acteur.SUPPLEANT}),
    faits.DemandePriseEnCharge,
)
_PRENDRE_SOI_MEME = RegleDeTransition(
    "prendre_en_charge", "prendre en charge", frozenset({Acteur.SUPPLEANT}), faits.DemandePriseEnCharge
)
_RESOUDRE = RegleDeTransition(
    "resoudre", "déclarer résolue", frozenset({Acteur.PRINCIPAL}), faits.DemandeResolue, reponse_ecrite
)
_CLOTURER = RegleDeTransition(
    "cloturer", "clore", frozenset({Acteur.DEMANDEUR, Acteur.PRINCIPAL, Acteur.SYSTEME}), faits.DemandeCloturee
)
_ANNULER = RegleDeTransition(
    "annuler", "annuler", frozenset({Acteur.DEMANDEUR, Acteur.COORDINATION}), faits.DemandeAnnulee
)

TRANSITIONS: Mapping[tuple[Etat | None, Etat], RegleDeTransition] = {
    (None, Etat.DEPOSEE): _DEPOSER,
    (Etat.DEPOSEE, Etat.A_QUALIFIER): _QUALIFIER,
    (Etat.DEPOSEE, Etat.AFFECTEE): _ROUTER,
    (Etat.A_QUALIFIER, Etat.AFFECTEE): _AFFECTER,
    (Etat.A_QUALIFIER, Etat.PRISE_EN_CHARGE): _PRENDRE_SOI_MEME,
    (Etat.A_QUALIFIER, Etat.REFUSEE): _REFUSER,
    (Etat.AFFECTEE, Etat.AFFECTEE): _REAFFECTER,
    (Etat.AFFECTEE, Etat.PRISE_EN_CHARGE): _PRENDRE,
    (Etat.PRISE_EN_CHARGE, Etat.RESOLUE): _RESOUDRE,
    (Etat.RESOLUE, Etat.CLOTUREE): _CLOTURER,
    (Etat.DEPOSEE, Etat.ANNULEE): _ANNULER,
    (Etat.A_QUALIFIER, Etat.ANNULEE): _ANNULER,
    (Etat.AFFECTEE, Etat.ANNULEE): _ANNULER,
    (Etat.PRISE_EN_CHARGE, Etat.ANNULEE): _ANNULER,
}
"""Every step that a request may take."""

ECRITURE: frozenset[Etat] = frozenset({Etat.PRISE_EN_CHARGE, Etat.RESOLUE})
"""States in which the principal may write to the structure."""
