"""The usage figures of the sample region: always the same, about sites of the region, with faults only in the second file."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from local.region.file import SEED
from local.region.usages import HEADER, INDICATEURS, MOIS, SITES, SUIVANT, write_usages
from shared.kernel.finess import est_finess

Lignes = list[list[str]]


def lire(path: Path) -> Lignes:
    header, *lines = path.read_text("utf-8").splitlines()
    assert header == HEADER
    return [line.split(";") for line in lines]


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lignes, Lignes]:
    first, second = write_usages(tmp_path_factory.mktemp("region"))
    return lire(first), lire(second)


def test_la_meme_graine_donne_les_memes_octets(tmp_path: Path) -> None:
    once, again, other = (write_usages(tmp_path / name, seed) for name, seed in (("a", SEED), ("b", SEED), ("c", 7)))
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    assert once[0].read_bytes() != other[0].read_bytes()


def test_quarante_sites_ont_neuf_a_douze_mois_de_quatre_indicateurs(fichiers: tuple[Lignes, Lignes]) -> None:
    mois = defaultdict(list)
    for finess, indicateur, jour, numerateur, denominateur in fichiers[0]:
        assert est_finess(finess)
        assert int(numerateur) >= 0
        assert int(denominateur) > 0
        mois[finess, indicateur].append(jour)
    assert len({finess for finess, _ in mois}) == SITES
    assert {indicateur for _, indicateur in mois} == {one.code for one in INDICATEURS}
    assert all(suite == list(MOIS[-len(suite) :]) and 9 <= len(suite) <= 12 for suite in mois.values())


def test_les_usages_montent_avec_des_accidents(fichiers: tuple[Lignes, Lignes]) -> None:
    taux = defaultdict(list)
    for finess, indicateur, _, numerateur, denominateur in fichiers[0]:
        taux[finess, indicateur].append(int(numerateur) / int(denominateur))
    assert all(suite[-1] > suite[0] - 0.05 for suite in taux.values())
    assert any(b < a for suite in taux.values() for a, b in pairwise(suite))
    hauts = sum(suite[-1] >= 0.6 for suite in taux.values())
    assert 0.6 * len(taux) < hauts < 0.9 * len(taux)


def test_le_second_fichier_continue_corrige_et_se_trompe(fichiers: tuple[Lignes, Lignes]) -> None:
    premiers = {tuple(ligne[:3]): ligne[3:] for ligne in fichiers[0]}
    lignes = fichiers[1][:-6]
    suites = [ligne for ligne in lignes if ligne[2] == SUIVANT]
    corrections = [ligne for ligne in lignes if ligne[2] != SUIVANT]
    assert (len(suites), len(corrections)) == (SITES * len(INDICATEURS), 24)
    assert all(premiers[tuple(ligne[:3])] != ligne[3:] for ligne in corrections)
    fautes = fichiers[1][-6:]
    assert [len(faute) for faute in fautes] == [5, 5, 5, 5, 5, 4]
    assert not est_finess(fautes[0][0])
