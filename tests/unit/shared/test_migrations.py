"""Migrations are numbered without a hole and say pre or post."""

from pathlib import Path

import pytest

from shared.db.migrations import Migration, _read, migrations_of


def dossier(base: Path, *noms: str) -> Path:
    for nom in noms:
        (base / nom).write_text("select 1;")
    return base


def test_elles_viennent_dans_l_ordre_sous_le_nom_de_leur_service(tmp_path: Path) -> None:
    dossier(tmp_path, "0002_post_retirer.sql", "0001_pre_structures.sql", "notes.txt")
    lues = list(_read("sas", tmp_path))
    assert [m.name for m in lues] == ["sas/0001_pre_structures.sql", "sas/0002_post_retirer.sql"]


@pytest.mark.parametrize(
    "noms",
    [
        ["0002_pre_a.sql"],
        ["0001_pre_a.sql", "0003_pre_b.sql"],
        ["0001_pre_a.sql", "0001_pre_b.sql"],
        ["0001_a.sql"],
        ["1_pre_a.sql"],
        ["0001_pre_A.sql"],
    ],
)
def test_un_trou_un_doublon_ou_un_nom_faux_sont_refuses(tmp_path: Path, noms: list[str]) -> None:
    with pytest.raises(ValueError, match="expected 000"):
        list(_read("sas", dossier(tmp_path, *noms)))


def test_l_empreinte_suit_le_texte() -> None:
    assert Migration("a", "select 1").sha256 != Migration("a", "select 2").sha256


def test_elles_ne_se_lisent_qu_une_fois() -> None:
    assert migrations_of("sas") is migrations_of("sas")
