"""Who is told of what, by which channels, and when it is no longer worth telling: one row a rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.fait import FaitEntendu, NomDeFait

PEREMPTION = timedelta(days=7)
"""Age from which a fact is not announced any more, such as those of a service that starts late on a long log."""


class Canal(StrEnum):
    """How a person is told."""

    COURRIEL = "courriel"
    APPLICATION = "application"


class EtatDeDemande(StrEnum):
    """Where a request stands, as its facts tell."""

    DEPOSEE = "deposee"
    A_QUALIFIER = "a_qualifier"
    AFFECTEE = "affectee"
    PRISE_EN_CHARGE = "prise_en_charge"
    RESOLUE = "resolue"
    CLOTUREE = "cloturee"
    REFUSEE = "refusee"
    ANNULEE = "annulee"


class Cercle(StrEnum):
    """Groups of people who are known by the copy of the contacts only, when the message is made."""

    COORDINATION = "coordination"
    DEMANDEURS_DE_LA_STRUCTURE = "demandeurs_de_la_structure"
    ANIMATEURS_DU_DEPARTEMENT = "animateurs_du_departement"


class Suite(StrEnum):
    """Where a message leads."""

    SUIVI = "suivi"
    DEMANDE = "demande"
    STRUCTURE = "structure"


Designe = Callable[[FaitEntendu], UUID | None]


def le_demandeur(fait: FaitEntendu) -> UUID | None:
    """Return who asked for support."""
    return fait.demandeur


def le_demandeur_que_la_coordination_previent(fait: FaitEntendu) -> UUID | None:
    """Return who asked for support, None when they withdrew their request themselves."""
    return fait.demandeur if fait.details.get("par") == "coordination" else None


def l_intervenant(fait: FaitEntendu) -> UUID | None:
    """Return who answers for the request, None while nobody does."""
    return fait.intervenant


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleDeMessage:
    """One row of the catalogue. `a` names one person from the fact itself, or a circle.

    The mail is called off when the request is in one of the states `sans_objet`; with `si_toujours_affectee`, also when
    it went to somebody else.
    """

    code: str
    fait: NomDeFait
    a: Designe | Cercle
    canaux: frozenset[Canal]
    suite: Suite
    sans_objet: frozenset[EtatDeDemande] = frozenset()
    si_toujours_affectee: bool = False


_MAIL = frozenset({Canal.COURRIEL})
_IN_APP = frozenset({Canal.APPLICATION})
_BOTH = _MAIL | _IN_APP
_OVER = frozenset({EtatDeDemande.CLOTUREE, EtatDeDemande.REFUSEE, EtatDeDemande.ANNULEE})
_TAKEN = _OVER | {EtatDeDemande.PRISE_EN_CHARGE, EtatDeDemande.RESOLUE}

REGLES: tuple[RegleDeMessage, ...] = (
    RegleDeMessage(
        code="accuse_reception", fait=NomDeFait.DEMANDE_DEPOSEE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
        sans_objet=frozenset({EtatDeDemande.ANNULEE}),
    ),
    RegleDeMessage(
        code="a_qualifier", fait=NomDeFait.DEMANDE_A_QUALIFIER, a=Cercle.COORDINATION, canaux=_BOTH,
        suite=Suite.DEMANDE, sans_objet=_TAKEN | {EtatDeDemande.AFFECTEE},
    ),
    RegleDeMessage(
        code="nouvelle_affectation", fait=NomDeFait.DEMANDE_AFFECTEE, a=l_intervenant, canaux=_BOTH,
        suite=Suite.DEMANDE, sans_objet=_TAKEN, si_toujours_affectee=True,
    ),
    RegleDeMessage(
        code="prise_en_charge", fait=NomDeFait.DEMANDE_PRISE_EN_CHARGE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
        sans_objet=_OVER,
    ),
    RegleDeMessage(
        code="reponse", fait=NomDeFait.DEMANDE_REPONDUE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
        sans_objet=frozenset({EtatDeDemande.ANNULEE}),
    ),
    RegleDeMessage(
        code="resolue", fait=NomDeFait.DEMANDE_RESOLUE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
        sans_objet=_OVER,
    ),
    RegleDeMessage(
        code="cloturee", fait=NomDeFait.DEMANDE_CLOTUREE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
    ),
    RegleDeMessage(
        code="refusee", fait=NomDeFait.DEMANDE_REFUSEE, a=le_demandeur, canaux=_MAIL, suite=Suite.SUIVI,
    ),
    RegleDeMessage(
        code="annulee", fait=NomDeFait.DEMANDE_ANNULEE, a=l_intervenant, canaux=_BOTH, suite=Suite.DEMANDE,
    ),
    RegleDeMessage(
        code="annulee_demandeur", fait=NomDeFait.DEMANDE_ANNULEE, a=le_demandeur_que_la_coordination_previent,
        canaux=_MAIL, suite=Suite.SUIVI,
    ),
    RegleDeMessage(
        code="structure_fermee", fait=NomDeFait.DEMANDE_SIGNALEE, a=l_intervenant, canaux=_BOTH, suite=Suite.DEMANDE,
        sans_objet=_OVER,
    ),
    RegleDeMessage(
        code="cible_atteinte", fait=NomDeFait.CIBLE_ATTEINTE, a=Cercle.DEMANDEURS_DE_LA_STRUCTURE, canaux=_MAIL,
        suite=Suite.STRUCTURE,
    ),
    RegleDeMessage(
        code="cible_atteinte_equipe", fait=NomDeFait.CIBLE_ATTEINTE, a=Cercle.ANIMATEURS_DU_DEPARTEMENT,
        canaux=_IN_APP, suite=Suite.STRUCTURE,
    ),
)  # fmt: skip

_PAR_CODE = {regle.code: regle for regle in REGLES}


def regle(code: str) -> RegleDeMessage | None:
    """Return the rule of that code, None when there is none any more."""
    return _PAR_CODE.get(code)


def regles_de(fait: NomDeFait) -> tuple[RegleDeMessage, ...]:
    """Return the rules that listen to a fact."""
    return tuple(r for r in REGLES if r.fait is fait)
