"""One legal entity and one site in the exact shape of the live file (keys of April 2026), every value a string."""

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyproj import Transformer

from local.region.communes import Commune
from local.region.words import STREETS

Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What distinguishes a record: technical id, FINESS number, name, SIREN or SIRET, date of birth."""

    technique: int
    finess: str
    nom: str
    insee: str
    depuis: str


def legal_entity(identity: Identity, statut: str, adresse: Record) -> Record:
    """A `pmej` without sites."""
    technique = str(identity.technique)
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": technique,
            "dateCreation": identity.depuis,
            "denominationPm": identity.nom[:38],
            "denominationLonguePmSmsse": identity.nom,
            "numFinessPm": identity.finess,
            "statutJuridique": statut,
            "typePersonneMorale": "01",
            "siren": identity.insee,
        },
        "adresse": [adresse | {"usageAdresse": "02"}],
        "contact": [],
        "engagement": [],
        "evenement": [_birth(20_000_000 + identity.technique, identity, "PM", "001")],
        "ege": [],
        "etatObjet": "A",
        "dateDerniereMaj": f"{identity.depuis} 00:00:00",
    }


def site(identity: Identity, categorie: str, adresse: Record, telephone: str) -> Record:
    """An `ege`."""
    return {
        "informationsGeneralesEGE": {
            "egeId": str(identity.technique),
            "dateOuverture": identity.depuis,
            "datePremiereAutorisation": identity.depuis,
            "nomEgeCourt": identity.nom[:38],
            "nomEgeLong": identity.nom,
            "numFinessEge": identity.finess,
            "siret": identity.insee,
        },
        "categorieentiteGeographiqueExercice": categorie,
        "typeBudget": [],
        "adresse": [adresse | {"usageAdresse": "03"}],
        "contact": [{"typeContact": {"roleContact": "01"}, "telecom": {"telephone": telephone}}],
        "engagement": [],
        "evenement": [_birth(10_000_000 + identity.technique, identity, "EG", "003")],
        "roleEge": [],
        "etatObjet": "A",
        "dateDerniereMaj": f"{identity.depuis} 00:00:00",
    }


def address(commune: Commune, chance: random.Random) -> Record:
    """An address of the commune, within two kilometres of its point; use is set by who holds it."""
    street, name = chance.choice(STREETS)
    return {
        "numeroVoie": str(chance.randrange(1, 120)),
        "typeVoie": street,
        "libelleVoie": name,
        "cogCommune": commune.insee,
        "ligneAcheminement": commune.acheminement,
        "codePostal": commune.code_postal,
        "coordonneesGeographique": point(
            commune.latitude + chance.uniform(-0.015, 0.015), commune.longitude + chance.uniform(-0.02, 0.02)
        ),
    }


def point(latitude: float, longitude: float) -> Record:
    """Coordinates as the live feed has them: `coordonneeX` holds the northing, `coordonneeY` the easting."""
    easting, northing = _lambert().transform(longitude, latitude)
    return {
        "coordonneeX": f"{northing:.2f}",
        "coordonneeY": f"{easting:.2f}",
        "directionLatitude": f"{latitude:.6f}",
        "directionLongitude": f"{longitude:.6f}",
    }


@cache
def _lambert() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


def _birth(number: int, identity: Identity, kind: str, code: str) -> Record:
    return {
        "evenementId": str(number),
        "dateEnregistrement": f"{identity.depuis} 00:00:00",
        "dateEvenement": identity.depuis,
        "etatObjet1": code,
        "identifiantObjet1": str(identity.technique),
        "systemeMaitre": "01",
        "typeObjet1": kind,
        "codeEvenement": code,
    }
