"""What a contract may become without breaking anybody: more optional fields, nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from shared.contracts.schema import breaks

PUBLIE: dict[str, Any] = {
    "$id": "DemandeV1.json",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "numero": {"type": "string", "pattern": "^DA"},
        "etat": {"enum": ["ouverte", "close"], "type": "string"},
        "lieu": {"$ref": "#/$defs/LieuV1"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["numero", "etat", "lieu"],
    "$defs": {"LieuV1": {"type": "object", "properties": {"commune": {"type": "string"}}, "required": ["commune"]}},
}


def change(*chemin: str, valeur: Any = None) -> dict[str, Any]:
    """Return the published schema with one place set, or removed."""
    schema = deepcopy(PUBLIE)
    place = schema
    for part in chemin[:-1]:
        place = place[part]
    if valeur is None:
        del place[chemin[-1]]
    else:
        place[chemin[-1]] = valeur
    return schema


def test_un_contrat_inchange_ne_rompt_rien() -> None:
    assert breaks(PUBLIE, deepcopy(PUBLIE)) == []


def test_un_champ_facultatif_de_plus_est_accepte() -> None:
    assert breaks(PUBLIE, change("properties", "priorite", valeur={"type": "integer", "default": 0})) == []


def test_un_champ_facultatif_de_plus_dans_une_partie_est_accepte() -> None:
    assert breaks(PUBLIE, change("$defs", "LieuV1", "properties", "pays", valeur={"type": "string"})) == []


def test_une_description_peut_changer() -> None:
    assert breaks(PUBLIE, change("properties", "numero", "description", valeur="Le numéro.")) == []


@pytest.mark.parametrize(
    ("rupture", "nouveau"),
    [
        ("champ « note » retiré", change("properties", "note")),
        ("champ « etat » devenu facultatif", change("required", valeur=["numero", "lieu"])),
        ("champ « note » devenu obligatoire", change("required", valeur=["numero", "etat", "lieu", "note"])),
        ("string devient integer", change("properties", "numero", "type", valeur="integer")),
        ("« pattern » retiré", change("properties", "numero", "pattern")),
        ("« maxLength » ajouté", change("properties", "numero", "maxLength", valeur=5)),
        ("devient ['ouverte']", change("properties", "etat", "enum", valeur=["ouverte"])),
        ("devient ['ouverte', 'close', 'x']", change("properties", "etat", "enum", valeur=["ouverte", "close", "x"])),
        ("devient [{'type': 'string'}]", change("properties", "note", "anyOf", valeur=[{"type": "string"}])),
        ("« $ref »", change("properties", "lieu", valeur={"type": "string"})),
        ("champ « commune » retiré", change("$defs", "LieuV1", "properties", "commune")),
        ("champ « commune » devenu facultatif", change("$defs", "LieuV1", "required", valeur=[])),
        ("partie « LieuV1 » retirée", change("$defs", "LieuV1")),
        ("object devient array", change("type", valeur="array")),
    ],
)
def test_toute_autre_difference_est_une_rupture_dite(rupture: str, nouveau: dict[str, Any]) -> None:
    assert any(rupture in dite for dite in breaks(PUBLIE, nouveau)), breaks(PUBLIE, nouveau)


def test_une_nouvelle_partie_obligatoire_est_une_rupture() -> None:
    nouveau = change("required", valeur=["numero", "etat", "lieu", "auteur"])
    nouveau["properties"]["auteur"] = {"type": "string"}
    assert breaks(PUBLIE, nouveau) == ["document : champ « auteur » devenu obligatoire"]
