"""Values for tests, written by us: no real person, no real structure."""

from datetime import UTC, datetime
from typing import Any

from shared.contracts.referentiel import AdresseV1, EntiteJuridiqueV1, PointV1, StructureV1
from shared.kernel.finess import cle_luhn


def finess(n: int, departement: str = "31") -> str:
    """Return the n-th FINESS number of a département, with its key."""
    start = f"{departement}{n:06d}"
    return f"{start}{cle_luhn(start)}"


def structure(n: int = 1, **changes: Any) -> StructureV1:
    """Return the n-th structure of the samples, changed as asked."""
    values: dict[str, Any] = {
        "version": 1,
        "finess": finess(n),
        "nom": f"EHPAD {n}",
        "nom_long": f"EHPAD NUMERO {n}",
        "complement_nom": None,
        "categorie": "500",
        "siret": None,
        "etat": "ouverte",
        "date_ouverture": None,
        "date_autorisation": None,
        "date_fermeture": None,
        "departement": "31",
        "departement_deduit": False,
        "adresse": AdresseV1(
            numero="1", type_voie="R", voie="DES LILAS", complement=None, lieu_dit=None,
            code_postal="31000", code_commune="31555", commune="TOULOUSE",
        ),
        "point": PointV1(latitude=43.6, longitude=1.44),
        "telephones": ("+33561000000",),
        "entite_juridique": EntiteJuridiqueV1(
            finess=finess(999_999), nom="OG", nom_long="ORGANISME GESTIONNAIRE", siren=None, statut_juridique="60"
        ),
        "constate_le": datetime(2026, 1, 5, 2, tzinfo=UTC),
        "changements": (),
    }  # fmt: skip
    return StructureV1(**{**values, **changes})
