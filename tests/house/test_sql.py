"""SQL lives in `.sql` files, and every query there is asked by somebody."""

import pytest

from tests.house.conftest import Write
from tests.house.sql import sentences, usage

LOADED = "from shared.db.queries import Queries\nQ = Queries(__package__, 'lieux.sql')\n"


def test_chaque_requete_ecrite_est_employee_et_chaque_requete_employee_est_ecrite() -> None:
    found = usage()
    assert len(found.written) > 20
    assert found.written - found.asked == set(), "written, asked by nobody"
    assert found.asked - found.written == set(), "asked, written nowhere"


def test_une_requete_se_demande_par_son_nom_ecrit_en_toutes_lettres() -> None:
    assert usage().unclear == []


def test_chaque_fichier_sql_est_lu() -> None:
    found = usage()
    assert found.files == found.loaded


def test_une_requete_oubliee_ou_inventee_se_verrait(write: Write) -> None:
    write("services/sas/storage/lieux.sql", "-- name: une\nselect 1;\n-- name: oubliee\nselect 2;\n")
    write("services/sas/storage/seul.sql", "-- name: seule\nselect 1;\n")
    write("services/sas/storage/autre.py", "from services.sas.storage.lieux import Q\nQ['inventee'], Q[nom]\n")
    found = usage(write("services/sas/storage/lieux.py", f"{LOADED}Q['une']\n"))
    assert found.written - found.asked == {
        ("services/sas/storage/lieux.sql", "oubliee"), ("services/sas/storage/seul.sql", "seule"),
    }  # fmt: skip
    assert found.asked - found.written == {("services/sas/storage/lieux.sql", "inventee")}
    assert found.unclear == ["services/sas/storage/autre.py:2"]
    assert found.files - found.loaded == {"services/sas/storage/seul.sql"}


def test_aucun_service_n_ecrit_de_sql_dans_son_python() -> None:
    assert sentences("services") == []


@pytest.mark.parametrize(
    "phrase",
    [
        "select nom from structures", "SELECT 1\n  FROM x", "insert into x values (1)", "update x set a = 1",
        "delete from x", "with a as (select 1) select * from a", "create table x ()", "drop index i",
        "truncate structures", "notify canal", "lock table x",
    ],
)  # fmt: skip
def test_du_sql_dans_un_service_se_verrait(write: Write, phrase: str) -> None:
    text = f'"""select a from b: a docstring."""\nX = {phrase!r}\nY = f{phrase!r}\n'
    root = write("services/sas/storage/x.py", text)
    assert sentences("services", root=root) == ["services/sas/storage/x.py:2", "services/sas/storage/x.py:3"]


def test_du_francais_n_est_pas_du_sql(write: Write) -> None:
    root = write("services/sas/pages/x.py", 'X = ["selectionner", "update", "créer une structure", "with", "select"]\n')
    assert sentences("services", root=root) == []
