"""The words of the screens: rules, states, reasons, and what each message says."""

from collections.abc import Mapping
from datetime import datetime

from services.notifications.domain.fait import FaitEntendu
from services.notifications.domain.lecture import LivraisonLue, MessageDeStructure, MessageLu
from services.notifications.domain.livraison import OUVERTS, EtatLivraison, Issue, Motif
from services.notifications.domain.regles import Suite, regle
from shared.web.formats import NARROW, PARIS

REGLES: Mapping[str, str] = {
    "accuse_reception": "Accusé de réception",
    "a_qualifier": "Demande à qualifier",
    "nouvelle_affectation": "Nouvelle demande",
    "prise_en_charge": "Prise en charge",
    "reponse": "Réponse",
    "resolue": "Demande résolue",
    "cloturee": "Demande close",
    "refusee": "Demande réorientée",
    "annulee": "Demande annulée",
    "annulee_demandeur": "Demande annulée par la coordination",
    "structure_fermee": "Structure fermée",
    "cible_atteinte": "Cible atteinte",
    "cible_atteinte_equipe": "Cible atteinte",
}

INDICATEURS: Mapping[str, str] = {"dmp": "DMP", "ins": "INS", "mssante": "MSSanté", "emie": "e-MIE"}
"""Short names of the indicators, by the first part of their codes."""

ETATS: Mapping[EtatLivraison, tuple[str, str]] = {
    EtatLivraison.A_ENVOYER: ("aucun", "à envoyer"),
    EtatLivraison.EN_COURS: ("aucun", "en cours d’envoi"),
    EtatLivraison.REPORTEE: ("surveiller", "reporté"),
    EtatLivraison.ENVOYEE: ("bon", "envoyé"),
    EtatLivraison.REFUSEE: ("mauvais", "refusé"),
    EtatLivraison.ABANDONNEE: ("mauvais", "abandonné"),
    EtatLivraison.ANNULEE: ("aucun", "sans objet"),
}
"""Meaning and word of each state."""

VUES: Mapping[str, tuple[str, frozenset[EtatLivraison]]] = {
    "": ("Tous", frozenset()),
    "attente": ("En attente", OUVERTS),
    "echec": ("En échec", frozenset({EtatLivraison.REFUSEE, EtatLivraison.ABANDONNEE})),
    "envoye": ("Envoyés", frozenset({EtatLivraison.ENVOYEE})),
    "sans_objet": ("Sans objet", frozenset({EtatLivraison.ANNULEE})),
}
"""The tabs of the list: word and states of each."""

MOTIFS: Mapping[Motif, str] = {
    Motif.CONTACT_INCONNU: "Le destinataire n’est pas encore connu.",
    Motif.SANS_COURRIEL: "Le destinataire n’a pas laissé d’adresse de courriel.",
    Motif.ADRESSE_INUTILISABLE: "L’adresse du destinataire ne peut pas recevoir de courriel.",
    Motif.PERSONNE_EFFACEE: "Les données du destinataire ont été effacées.",
    Motif.SANS_OBJET: "La demande avait déjà avancé au moment de l’envoi.",
    Motif.REAFFECTEE: "La demande avait été confiée à quelqu’un d’autre.",
    Motif.PERIME: "L’événement datait de plus de sept jours.",
    Motif.REGLE_RETIREE: "Ce message n’existe plus.",
    Motif.REDACTION_IMPOSSIBLE: "Le message n’a pas pu être rédigé.",
}

ISSUES: Mapping[Issue, tuple[str, str]] = {
    Issue.ACCEPTEE: ("bon", "accepté"),
    Issue.DIFFEREE: ("surveiller", "différé par le serveur"),
    Issue.REFUSEE: ("mauvais", "refusé"),
    Issue.COUPEE: ("surveiller", "dialogue interrompu"),
    Issue.INJOIGNABLE: ("surveiller", "serveur injoignable"),
    Issue.INTERROMPUE: ("surveiller", "essai interrompu"),
}


def heure(moment: datetime) -> str:
    """Return the hour of an instant, in Paris."""
    return f"{moment.astimezone(PARIS):%H:%M}"


def libelle_de_regle(code: str) -> str:
    """Return the words of a rule; an unknown one is shown as it is."""
    return REGLES.get(code, code)


def sujet(message: MessageDeStructure) -> str:
    """Return what a message about a structure was about: its rule, then its request or its indicator."""
    code = message.indicateur or ""
    precision = message.numero or INDICATEURS.get(code.split("_")[0], code)
    return " · ".join(mot for mot in (libelle_de_regle(message.regle), precision) if mot)


def pourquoi(livraison: LivraisonLue) -> str:
    """Return the sentence that explains the state of a delivery: its reason, else the server's last words."""
    if livraison.motif is not None:
        return MOTIFS[livraison.motif]
    if livraison.etat is EtatLivraison.ENVOYEE or not livraison.essais:
        return ""
    dernier = livraison.essais[0]
    return f"{dernier.code} {dernier.reponse}" if dernier.code else dernier.reponse


def titre(message: MessageLu) -> str:
    """Return what a message in the application says."""
    numero = message.fait.numero or ""
    titres = {
        "a_qualifier": f"Demande {numero} à qualifier",
        "nouvelle_affectation": f"La demande {numero} vous est confiée",
        "annulee": f"La demande {numero} est annulée",
        "structure_fermee": f"Demande {numero}{NARROW}: la structure a fermé",
        "cible_atteinte_equipe": "Une structure de votre territoire a atteint sa cible",
    }
    return titres.get(message.regle, f"{libelle_de_regle(message.regle)} {numero}".strip())


def est_depasse(message: MessageLu) -> bool:
    """Tell whether what the message asks for was done meanwhile."""
    une = regle(message.regle)
    return une is not None and message.etat_demande in une.sans_objet


def adresse(code: str, fait: FaitEntendu) -> str:
    """Return the page that a message leads to."""
    une = regle(code)
    if une is not None and une.suite is Suite.STRUCTURE and fait.structure:
        return f"/referentiel/structures/{fait.structure}"
    return f"/accompagnement/demandes/{fait.demande}" if fait.demande else "/notifications/"
