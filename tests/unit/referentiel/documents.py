"""FINESS+ documents for tests, in the shape of the live feed of April 2026: no real structure."""

import gzip
import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.samples import finess

Objet = dict[str, Any]
OG = finess(900_000)


def document(*entites: Objet, genere: str = "2026-01-05T02:00:00Z", **changes: Any) -> Objet:
    """Return a document, changed as asked; a key given as None is taken away."""
    entier = {"schemaVersion": "v1.0.0", "generatedAt": genere, "gcc": [], "gco": [], "pmej": list(entites), **changes}
    return {cle: valeur for cle, valeur in entier.items() if valeur is not None}


def entite(*sites: Objet, numero: str = OG, **informations: Any) -> Objet:
    """Return a legal entity with its sites."""
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": "1", "dateCreation": "1990-01-01", "denominationPm": f"OG {numero}",
            "denominationLonguePmSmsse": f"ORGANISME GESTIONNAIRE {numero}", "numFinessPm": numero,
            "statutJuridique": "60", "typePersonneMorale": "01", "siren": "123456789", **informations,
        },
        "adresse": [adresse(usageAdresse="02")], "contact": [], "engagement": [], "evenement": [],
        "ege": deepcopy(list(sites)), "etatObjet": "A", "dateDerniereMaj": "2020-01-01 00:00:00",
    }  # fmt: skip


def site(
    n: int = 1, *, numero: str | None = None, ege: Objet | None = None, lieu: Objet | None = None, **informations: Any
) -> Objet:
    """Return the n-th site; `ege`, `lieu` and the rest change its own keys, its address's, its general ones."""
    return {
        "informationsGeneralesEGE": {
            "egeId": str(n), "dateOuverture": "2001-02-03", "datePremiereAutorisation": "2001-01-01",
            "nomEgeCourt": f"EHPAD {n}", "nomEgeLong": f"EHPAD NUMERO {n}", "numFinessEge": numero or finess(n),
            "siret": "12345678900012", **informations,
        },
        "categorieentiteGeographiqueExercice": "500", "typeBudget": [], "adresse": [adresse(**(lieu or {}))],
        "contact": [telephone("0561000000")], "engagement": [],
        "evenement": [{"evenementId": "1", "codeEvenement": "003"}], "roleEge": [], "etatObjet": "A",
        "dateDerniereMaj": "2020-01-01 00:00:00", **(ege or {}),
    }  # fmt: skip


def adresse(**changes: Any) -> Objet:
    """Return an address in Toulouse; its coordinates are as the live feed has them."""
    return {
        "usageAdresse": "03", "numeroVoie": "1", "typeVoie": "R", "libelleVoie": "DES LILAS", "cogCommune": "31555",
        "ligneAcheminement": "TOULOUSE", "codePostal": "31000", "coordonneesGeographique": coordonnees(), **changes,
    }  # fmt: skip


def coordonnees(**changes: str) -> Objet:
    """Return the coordinates of a street of Toulouse."""
    return {
        "coordonneeX": "6279635.84", "coordonneeY": "574358.49",
        "directionLatitude": "43.604636", "directionLongitude": "1.444210", **changes,
    }  # fmt: skip


def telephone(numero: str) -> Objet:
    """Return a contact."""
    return {"typeContact": {"roleContact": "01"}, "telecom": {"telephone": numero}}


def ecrire(chemin: Path, contenu: Objet | bytes) -> Path:
    """Write a document (or bytes as they are), compressed when the name says so."""
    octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu, ensure_ascii=False).encode()
    chemin.write_bytes(gzip.compress(octets) if chemin.name.endswith(".gz") else octets)
    return chemin


def le(jour: int) -> datetime:
    """Return a day of January 2026."""
    return datetime(2026, 1, jour, 2, tzinfo=UTC)
