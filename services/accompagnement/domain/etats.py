"""The words of a request's life: its states, how it may end, and why it waits."""

from enum import StrEnum


class Etat(StrEnum):
    """Where a request stands."""

    DEPOSEE = "deposee"
    A_QUALIFIER = "a_qualifier"
    AFFECTEE = "affectee"
    PRISE_EN_CHARGE = "prise_en_charge"
    RESOLUE = "resolue"
    CLOTUREE = "cloturee"
    REFUSEE = "refusee"
    ANNULEE = "annulee"

    @property
    def est_ouvert(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self in OUVERTS

    @property
    def libelle(self) -> str:
        """Return the state as people read it."""
        return _LIBELLES[self]


OUVERTS = frozenset({Etat.DEPOSEE, Etat.A_QUALIFIER, Etat.AFFECTEE, Etat.PRISE_EN_CHARGE})
"""States of an open request; `resolue` only waits for the structure's word."""

_LIBELLES = {
    Etat.DEPOSEE: "déposée",
    Etat.A_QUALIFIER: "à qualifier",
    Etat.AFFECTEE: "affectée",
    Etat.PRISE_EN_CHARGE: "prise en charge",
    Etat.RESOLUE: "résolue",
    Etat.CLOTUREE: "close",
    Etat.REFUSEE: "refusée",
    Etat.ANNULEE: "annulée",
}


class Canal(StrEnum):
    """How a request came."""

    FORMULAIRE = "formulaire"
    API = "api"


class MotifDeQualification(StrEnum):
    """Why no rule could assign a request."""

    STRUCTURE_INCONNUE = "structure_inconnue"
    HORS_REGION = "hors_region"
    THEMATIQUE_AUTRE = "thematique_autre"
    AUCUN_CANDIDAT = "aucun_candidat"
    DOUBLON_SUSPECTE = "doublon_suspecte"


class MotifDeRefus(StrEnum):
    """Why a request is not ours."""

    HORS_PERIMETRE = "hors_perimetre"
    HORS_REGION = "hors_region"
    GRAND_PUBLIC = "grand_public"
    DOUBLON = "doublon"


class Issue(StrEnum):
    """What a request came to."""

    AIDE_APPORTEE = "aide_apportee"
    ORIENTE_SERVICE = "oriente_service"
    ORIENTE_PARTENAIRE = "oriente_partenaire"
    PAS_D_AIDE = "pas_d_aide"


class CauseDAffectation(StrEnum):
    """Who chose the principal."""

    AUTOMATIQUE = "automatique"
    MANUELLE = "manuelle"


class CodeDExplication(StrEnum):
    """Why this person, by a code."""

    INTERLOCUTEUR_HABITUEL = "interlocuteur_habituel"
    MOINS_CHARGE = "moins_charge"
    SEUL_PRESENT = "seul_present"
    CHOIX_DE_LA_COORDINATION = "choix_de_la_coordination"
    INITIATIVE = "initiative"
    RELEVE = "releve"


class CauseDeCloture(StrEnum):
    """Who said that it is over."""

    CONFIRMEE = "confirmee"
    PRINCIPAL = "principal"
    SILENCE = "silence"


class Profil(StrEnum):
    """What an intervenant does."""

    ANIMATEUR = "animateur"
    REFERENT = "referent"
    COORDINATION = "coordination"
