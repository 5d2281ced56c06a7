"""The sample region has the shape of the live file, numbers that check, and the known defects."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local.region import write_region
from local.region.communes import PARIS, communes, departements
from local.region.identifiers import is_luhn

PMEJ = {
    "informationsGeneralesPMEJ", "adresse", "contact", "engagement", "evenement", "ege", "etatObjet", "dateDerniereMaj",
}  # fmt: skip
EGE = {
    "informationsGeneralesEGE", "categorieentiteGeographiqueExercice", "typeBudget", "adresse", "contact", "engagement",
    "evenement", "roleEge", "etatObjet", "dateDerniereMaj",
}  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    with gzip.open(path) as file:
        return json.load(file)


def sites_of(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """FINESS number of the site → that of its legal entity, and the site."""
    return {
        site["informationsGeneralesEGE"]["numFinessEge"]: (entity["informationsGeneralesPMEJ"]["numFinessPm"], site)
        for entity in document["pmej"]
        for site in entity["ege"]
    }


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = tmp_path_factory.mktemp("region")
    return read(write_region(folder / "1.json.gz", jour=1)), read(write_region(folder / "2.json.gz", jour=2))


def test_about_three_hundred_sites_in_the_thirteen_departements(days) -> None:
    sites = sites_of(days[0])
    assert 290 <= len(sites) <= 310
    postcodes = {site["adresse"][-1]["codePostal"][:2] for _, site in sites.values()}
    assert postcodes == set(departements())
    assert len(postcodes) == 13


def test_the_keys_are_those_of_the_live_file(days) -> None:
    assert set(days[0]) == {"schemaVersion", "generatedAt", "gcc", "gco", "pmej"}
    for entity in days[0]["pmej"]:
        assert set(entity) == PMEJ
        assert all(set(site) == EGE for site in entity["ege"])


def test_numbers_are_unique_and_carry_their_key(days) -> None:
    entities = days[0]["pmej"]
    sites = [site["informationsGeneralesEGE"] for _, site in sites_of(days[0]).values()]
    finess = [e["informationsGeneralesPMEJ"]["numFinessPm"] for e in entities] + [s["numFinessEge"] for s in sites]
    assert len(set(finess)) == len(finess)
    assert all(len(number) == 9 and is_luhn(number) for number in finess)
    sirets = [site["siret"] for site in sites]
    assert len(set(sirets)) == len(sirets)
    assert all(len(number) == 14 and is_luhn(number) and is_luhn(number[:9]) for number in sirets)


def test_a_few_owners_have_many_sites_and_one_sits_outside_the_region(days) -> None:
    sizes = Counter(len(entity["ege"]) for entity in days[0]["pmej"])
    assert sizes[1] > 50
    assert max(sizes) >= 15
    assert any(entity["adresse"][0]["cogCommune"] == PARIS.insee for entity in days[0]["pmej"])


def test_the_known_defects_are_there(days) -> None:
    sites = [site for _, site in sites_of(days[0]).values()]
    points = [site["adresse"][-1]["coordonneesGeographique"] for site in sites]
    assert sum(float(point["directionLongitude"]) > 40 for point in points) == 3, "swapped"
    assert sum(point["directionLatitude"] == "0" for point in points) == 3, "void"
    assert sum(site["informationsGeneralesEGE"]["nomEgeLong"].endswith(" ") for site in sites) == 3, "padded"
    assert sum("/" in site["contact"][0]["telecom"]["telephone"] for site in sites) == 3, "two telephones"
    assert sum(site["adresse"][0]["cogCommune"] == "99999" for site in sites) == 3, "unknown commune"
    assert sum(len(site["adresse"]) == 2 for site in sites) == 3, "several addresses"
    assert sum(site["etatObjet"] == "I" for site in sites) == 3, "closed"


def test_the_next_day_brings_a_few_changes_of_every_kind(days) -> None:
    before, after = sites_of(days[0]), sites_of(days[1])
    assert set(before) - set(after) == set()
    assert len(set(after) - set(before)) == 1, "opened"

    def name(site: dict[str, Any]) -> str:
        return site["informationsGeneralesEGE"]["nomEgeLong"].strip()

    assert sum(name(before[f][1]) != name(after[f][1]) for f in before) == 3, "renamed"
    assert sum(before[f][0] != after[f][0] for f in before) == 1, "transferred"
    states = Counter((before[f][1]["etatObjet"], after[f][1]["etatObjet"]) for f in before)
    assert (states["A", "I"], states["I", "A"]) == (2, 1), "closed, reopened"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_region(tmp_path / "a.json.gz").read_bytes()
    assert write_region(tmp_path / "b.json.gz").read_bytes() == first
    assert write_region(tmp_path / "c.json.gz", seed=32).read_bytes() != first


def test_the_communes_are_those_of_the_official_table(real_data: Path) -> None:
    official = json.loads((real_data / "geo" / "communes_occitanie_cog2026.json").read_text("utf-8"))
    known = {commune["code"]: commune for commune in official if commune["type"] == "commune-actuelle"}
    for commune in communes():
        assert known[commune.insee]["nom"] == commune.nom
        assert commune.code_postal in known[commune.insee]["codesPostaux"]


def test_the_live_file_has_no_key_that_we_lack(real_data: Path, days) -> None:
    import ijson

    with gzip.open(real_data / "finess" / "finess-structures-journalier-20260105.json.gz") as file:
        real = next(
            entity for entity in ijson.items(file, "pmej.item") if entity["ege"] and entity["ege"][0]["contact"]
        )
    ours = next(entity for entity in days[0]["pmej"] if entity["ege"])
    assert _shape(real) <= _shape(ours)


def _shape(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {f"{path}.{key}" for key in value} | {p for key, v in value.items() for p in _shape(v, f"{path}.{key}")}
    if isinstance(value, list):
        return {p for item in value for p in _shape(item, f"{path}[]")}
    return set()
