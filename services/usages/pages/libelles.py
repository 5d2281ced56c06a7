"""The words of the screens: départements, start rules, states of a target and of an import."""

from services.usages.domain.importation import Statut
from services.usages.domain.indicateur import RegleDepart

DEPARTEMENTS = {
    "09": "Ariège",
    "11": "Aude",
    "12": "Aveyron",
    "30": "Gard",
    "31": "Haute-Garonne",
    "32": "Gers",
    "34": "Hérault",
    "46": "Lot",
    "48": "Lozère",
    "65": "Hautes-Pyrénées",
    "66": "Pyrénées-Orientales",
    "81": "Tarn",
    "82": "Tarn-et-Garonne",
}
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
    return SANS_DEPARTEMENT if code is None else DEPARTEMENTS.get(code, code)
