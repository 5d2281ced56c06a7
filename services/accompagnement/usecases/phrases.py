"""The steps of a request in French sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.accompagnement.domain.auteur import Acteur
from services.accompagnement.domain.etats import CauseDeCloture, Issue, MotifDeQualification, MotifDeRefus
from services.accompagnement.usecases.lectures import EvenementVu

MOTIFS_DE_QUALIFICATION: Mapping[MotifDeQualification, str] = {
    MotifDeQualification.STRUCTURE_INCONNUE: "structure absente de l’annuaire",
    MotifDeQualification.HORS_REGION: "hors de la région",
    MotifDeQualification.THEMATIQUE_AUTRE: "sujet à préciser",
    MotifDeQualification.AUCUN_CANDIDAT: "personne de présent pour ce département",
    MotifDeQualification.DOUBLON_SUSPECTE: "la même personne a déjà une demande ouverte sur ce sujet",
}
MOTIFS_DE_REFUS: Mapping[MotifDeRefus, str] = {
    MotifDeRefus.HORS_PERIMETRE: "hors du périmètre de l’équipe",
    MotifDeRefus.HORS_REGION: "hors de la région",
    MotifDeRefus.GRAND_PUBLIC: "demande d’un particulier",
    MotifDeRefus.DOUBLON: "déjà demandé",
}
ISSUES: Mapping[Issue, str] = {
    Issue.AIDE_APPORTEE: "aide apportée",
    Issue.ORIENTE_SERVICE: "orientation vers un service",
    Issue.ORIENTE_PARTENAIRE: "orientation vers un partenaire",
    Issue.PAS_D_AIDE: "pas d’aide possible",
}
_CLOTURES: Mapping[CauseDeCloture, str] = {
    CauseDeCloture.CONFIRMEE: "confirmée par la structure",
    CauseDeCloture.PRINCIPAL: "par la personne qui la suivait",
    CauseDeCloture.SILENCE: "sans nouvelle de la structure",
}
_SIGNATURES: Mapping[Acteur, str] = {
    Acteur.DEMANDEUR: "La structure",
    Acteur.PRINCIPAL: "L’équipe",
    Acteur.INTERVENANT: "L’équipe",
    Acteur.REFERENT: "Un référent",
    Acteur.COORDINATION: "La coordination",
    Acteur.SYSTEME: "Maillage",
}
_SIGNALEMENTS: Mapping[bool, str] = {
    True: "La structure était déjà fermée dans l’annuaire quand cette demande a été déposée.",
    False: "La structure a fermé pendant que cette demande était ouverte.",
}


@dataclass(frozen=True, slots=True)
class EvenementLu:
    """One line of the history; `choisi` is who it was assigned to, `au_depot`: it happened with the deposit itself."""

    fait: str
    precision: str | None
    choisi: str | None
    le: datetime
    par: str
    au_depot: bool


def signer(nom: str | None, acteur: Acteur) -> str:
    """Return the name of who acted, or the part they played."""
    return nom or _SIGNATURES[acteur]


def signalement(*, au_depot: bool) -> str:
    """Return what a flag says: its structure was closed when the request came (`au_depot`), or closed since."""
    return _SIGNALEMENTS[au_depot]


def raconter_evenement(lu: EvenementLu) -> EvenementVu:
    """Return one line of the history as people read it."""
    return EvenementVu(lu.fait, _PHRASES[lu.fait](lu), lu.le, lu.par)


def _a_qualifier(lu: EvenementLu) -> str:
    motifs = (MotifDeQualification(motif) for motif in (lu.precision or "").split(", "))
    return f"Mise à qualifier : {', '.join(MOTIFS_DE_QUALIFICATION[motif] for motif in motifs)}"


_PHRASES: Mapping[str, Callable[[EvenementLu], str]] = {
    "DemandeDeposee": lambda _: "Demande déposée",
    "DemandeAQualifier": _a_qualifier,
    "DemandeAffectee": lambda lu: f"Affectée à {lu.choisi or 'une personne de l’équipe'}",
    "DemandePriseEnCharge": lambda _: "Prise en charge",
    "DemandeRepondue": lambda _: "Réponse écrite à la structure",
    "DemandeResolue": lambda lu: f"Résolue : {ISSUES[Issue(lu.precision or '')]}",
    "DemandeCloturee": lambda lu: f"Close, {_CLOTURES[CauseDeCloture(lu.precision or '')]}",
    "DemandeRefusee": lambda lu: f"Refusée : {MOTIFS_DE_REFUS[MotifDeRefus(lu.precision or '')]}",
    "DemandeAnnulee": lambda _: "Annulée",
    "DemandeSignalee": lambda lu: signalement(au_depot=lu.au_depot),
}
