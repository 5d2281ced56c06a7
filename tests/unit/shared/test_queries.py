"""Named queries: SQL beside the module, each block by its name."""

import importlib
import sys
from pathlib import Path

import pytest

from shared.db.queries import Queries


@pytest.fixture
def paquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an importable package `requetes` without SQL."""
    folder = tmp_path / "requetes"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "requetes", raising=False)
    importlib.invalidate_caches()
    return folder


def test_chaque_bloc_se_lit_par_son_nom(paquet: Path) -> None:
    (paquet / "q.sql").write_text("-- In front.\n-- name: une\nselect 1;\n\n-- name: deux\n-- Why.\nselect\n  2;\n")
    queries = Queries("requetes", "q.sql")
    assert (queries["une"], queries["deux"]) == ("select 1;", "-- Why.\nselect\n  2;")


def test_un_nom_ecrit_deux_fois_est_refuse(paquet: Path) -> None:
    (paquet / "q.sql").write_text("-- name: une\nselect 1;\n-- name: une\nselect 2;\n")
    with pytest.raises(ValueError, match="une is written twice"):
        Queries("requetes", "q.sql")


def test_une_requete_ou_un_fichier_absents_se_voient(paquet: Path) -> None:
    (paquet / "q.sql").write_text("-- name: une\nselect 1;\n")
    with pytest.raises(KeyError):
        Queries("requetes", "q.sql")["autre"]
    with pytest.raises(FileNotFoundError):
        Queries("requetes", "autre.sql")
