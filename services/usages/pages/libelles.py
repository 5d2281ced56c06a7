"""The words of the screens: départements, start rules, states of a target and of an import."""

from services.usages.domain.importation import Statut
from services.usages.domain.indicateur import RegleDepart
from shared.kernel.territoire import OCCITANIE

REGION = "Occitanie"
SANS_DEPARTEMENT = "Département inconnu"

REGLES = {
    RegleDepart.DEPLOIEMENT_DUI: "le déploiement du DUI",
    RegleDepart.DATE_PROJET: "la date du projet",
    RegleDepart.FIN_FORMATION: "la fin de la formation",
}

STATUTS = {
    Statut.APPLIQUE: ("bon", "importé"),
    Statut.SIMULE: ("aucun", "vérifié"),
    Statut.INCHANGE: ("aucun", "rien de nouveau"),
    Statut.REFUSE: ("mauvais", "refusé"),
}


def departement(code: str | None) -> str:
    """Return the name of a département, its code when it lies elsewhere."""
    return SANS_DEPARTEMENT if code is None else OCCITANIE.get(code, code)
