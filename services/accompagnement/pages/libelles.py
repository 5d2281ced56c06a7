"""The words of the screens: states, reasons and roles as people read them."""

from collections.abc import Mapping, Sequence

from services.accompagnement.domain.etats import Etat, Issue, MotifDeRefus, Profil
from services.accompagnement.usecases.lectures import LIGNES_AU_PLUS, LigneDeBoite, Onglet
from shared.web.formats import pluriel

ETATS: Mapping[Etat, tuple[str, str]] = {
    Etat.DEPOSEE: ("surveiller", "déposée"),
    Etat.A_QUALIFIER: ("surveiller", "à qualifier"),
    Etat.AFFECTEE: ("surveiller", "à prendre"),
    Etat.PRISE_EN_CHARGE: ("bon", "en cours"),
    Etat.RESOLUE: ("bon", "résolue"),
    Etat.CLOTUREE: ("aucun", "close"),
    Etat.REFUSEE: ("aucun", "refusée"),
    Etat.ANNULEE: ("aucun", "annulée"),
}

REFUS: Mapping[MotifDeRefus, str] = {
    MotifDeRefus.HORS_PERIMETRE: "Le sujet ne relève pas de la e-santé régionale",
    MotifDeRefus.HORS_REGION: "La structure est dans une autre région",
    MotifDeRefus.GRAND_PUBLIC: "La demande vient d’un particulier",
    MotifDeRefus.DOUBLON: "La même demande existe déjà",
}

ISSUES: Mapping[Issue, str] = {
    Issue.AIDE_APPORTEE: "Aide apportée",
    Issue.ORIENTE_SERVICE: "Orientée vers un service",
    Issue.ORIENTE_PARTENAIRE: "Orientée vers un partenaire",
    Issue.PAS_D_AIDE: "Sans aide possible",
}

AIDES_DES_ISSUES: Mapping[Issue, str] = {
    Issue.AIDE_APPORTEE: "La structure a ce qu’il lui faut.",
    Issue.ORIENTE_SERVICE: "Un service national ou régional prend la suite.",
    Issue.ORIENTE_PARTENAIRE: "Un partenaire prend la suite (Assurance Maladie, ARS, éditeur…).",
    Issue.PAS_D_AIDE: "Rien n’a pu être fait : dites pourquoi dans votre réponse.",
}

GENRES_DE_DUI: Mapping[str, str] = {"deploiement": "Premier déploiement", "montee_de_version": "Montée de version"}

PROFILS: Mapping[Profil, str] = {
    Profil.ANIMATEUR: "Animateur territorial",
    Profil.REFERENT: "Référent expert",
    Profil.COORDINATION: "Coordination",
}

ONGLETS: Mapping[Onglet, str] = {
    Onglet.A_PRENDRE: "À prendre",
    Onglet.EN_COURS: "En cours",
    Onglet.RESOLUES: "Résolues",
    Onglet.TOUTES: "Tout",
}

FAITS: Mapping[str, str] = {
    "prise": "Vous avez pris cette demande en charge. La structure en est prévenue par courriel.",
    "repondue": "Votre réponse est partie. La structure la lit par son lien de suivi.",
    "notee": "Votre note est gardée. Elle ne sort pas de l’équipe.",
    "resolue": "La demande est résolue. La structure peut le confirmer ; sans réponse, elle se clôturera d’elle-même.",
    "close": "La demande est close.",
    "refusee": "La demande est refusée. La structure lit votre orientation par son lien de suivi.",
    "annulee": "La demande est annulée.",
    "affectee": "La demande est affectée.",
    "dui": "Le dossier usager informatisé est déclaré. Il apparaît sur la fiche de la structure dans un instant.",
    "absence": "L’absence est déclarée. Les nouvelles demandes iront ailleurs pendant ce temps.",
    "absence_annulee": "L’absence est annulée.",
}
# What is said instead when no mail can tell the structure.
FAITS_SANS_ADRESSE: Mapping[str, str] = {
    "prise": "Vous avez pris cette demande en charge. La structure n’a pas donné d’adresse électronique : appelez-la.",
    "repondue": (
        "Votre réponse est écrite. La structure n’a pas donné d’adresse électronique : appelez-la, "
        "et dites-lui de la lire par son lien de suivi."
    ),
    "resolue": (
        "La demande est résolue. La structure n’a pas donné d’adresse électronique : appelez-la. "
        "Sans réponse de sa part, la demande se clôturera d’elle-même."
    ),
    "close": "La demande est close. La structure n’a pas donné d’adresse électronique : appelez-la.",
    "refusee": (
        "La demande est refusée. La structure n’a pas donné d’adresse électronique : appelez-la, "
        "et dites-lui vers qui se tourner."
    ),
    "annulee": "La demande est annulée. La structure n’a pas donné d’adresse électronique : appelez-la.",
}


def fait(code: str, *, joignable: bool = True) -> str:
    """Return the sentence about what has just happened; the empty text for an unknown code.

    `joignable`: the structure hears of it by mail.
    """
    return FAITS.get(code, "") if joignable else FAITS_SANS_ADRESSE.get(code, FAITS.get(code, ""))


def combien(lignes: Sequence[LigneDeBoite]) -> str:
    """Tell how many requests a list shows, and that they are the first when it was cut."""
    noms = ("première demande", "premières demandes") if est_coupee(lignes) else ("demande", "demandes")
    return pluriel(len(lignes), *noms)


def est_coupee(lignes: Sequence[LigneDeBoite]) -> bool:
    """Tell whether a list is as long as a list can be: others may come after."""
    return len(lignes) >= LIGNES_AU_PLUS
