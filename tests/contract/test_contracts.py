"""Every promise: its example, its committed schema, its release, its page. The registry says what there is."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from shared.contracts import schema
from shared.contracts.documentation import evenements
from shared.contracts.registry import Registered, registry
from shared.contracts.schema import EXAMPLES, RELEASE, SCHEMAS, RuptureDeContratError, as_text, check_release, contracts
from shared.settings import ROOT

EVENEMENTS = [pytest.param(entry, id=entry.example) for entry in registry().values()]
CONTRATS = sorted(contracts())


def exemple(entry: Registered) -> Any:
    return json.loads((EXAMPLES / entry.example).read_text("utf-8"))


def publie(nom: str) -> Draft202012Validator:
    """Return the validator of a committed schema; dates are checked."""
    document = json.loads((SCHEMAS / f"{nom}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("entry", EVENEMENTS)
def test_l_exemple_de_chaque_evenement_suit_le_schema_publie(entry: Registered) -> None:
    publie(entry.contract.__name__).validate(exemple(entry))


@pytest.mark.parametrize("entry", EVENEMENTS)
def test_l_exemple_de_chaque_evenement_se_lit_et_se_redit_a_l_identique(entry: Registered) -> None:
    lu = entry.contract.model_validate_json(json.dumps(exemple(entry)))
    assert json.loads(lu.model_dump_json()) == exemple(entry)


@pytest.mark.parametrize("entry", EVENEMENTS)
def test_un_exemple_auquel_il_manque_un_champ_ou_qui_en_invente_un_est_refuse(entry: Registered) -> None:
    validateur = publie(entry.contract.__name__)
    for champ in schema.schema_of(entry.contract)["required"]:
        with pytest.raises(ValidationError):
            validateur.validate({k: v for k, v in exemple(entry).items() if k != champ})
    with pytest.raises(ValidationError):
        validateur.validate({**exemple(entry), "invente": 1})


@pytest.mark.parametrize("nom", CONTRATS)
def test_le_schema_publie_est_celui_du_contrat(nom: str) -> None:
    attendu = as_text(schema.schema_of(contracts()[nom]))
    assert (SCHEMAS / f"{nom}.json").read_text("utf-8") == attendu, "run `make contrats`"


@pytest.mark.parametrize(("dossier", "attendus"), [(SCHEMAS, set(CONTRATS)), (RELEASE, set(CONTRATS))])
def test_aucun_schema_ne_survit_a_son_contrat(dossier: Path, attendus: set[str]) -> None:
    assert {path.stem for path in dossier.iterdir()} <= attendus


def test_aucun_exemple_ne_survit_a_son_evenement() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {entry.example for entry in registry().values()}


def test_la_page_des_evenements_est_a_jour() -> None:
    assert (ROOT / "docs" / "evenements.md").read_text("utf-8") == evenements(), "run `make contrats`"


def test_les_contrats_du_jour_tiennent_la_derniere_version_publiee() -> None:
    check_release()


@pytest.mark.parametrize("nom", sorted(path.stem for path in RELEASE.iterdir()))
def test_une_rupture_avec_la_version_publiee_est_refusee(
    nom: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publies = copytree(RELEASE, tmp_path / "releases")
    path = publies / f"{nom}.json"
    document = json.loads(path.read_text("utf-8"))
    document["properties"]["ancien"] = {"type": "string"}
    path.write_text(json.dumps(document))
    monkeypatch.setattr(schema, "RELEASE", publies)
    with pytest.raises(RuptureDeContratError, match=f"{nom} : document : champ « ancien » retiré"):
        check_release()


def test_un_contrat_publie_ne_disparait_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "LieuV1.json").write_text(json.dumps({"properties": {}}))
    monkeypatch.setattr(schema, "RELEASE", tmp_path)
    with pytest.raises(RuptureDeContratError, match="LieuV1 : le contrat a disparu"):
        check_release()
