"""The sprite holds the icons that the pages name, all of them and no other."""

import json
from itertools import chain

from shared.settings import ROOT

TEMPLATES = [*ROOT.glob("shared/web/templates/**/*.html"), *ROOT.glob("services/*/pages/templates/**/*.html")]
SOURCES = [*TEMPLATES, ROOT / "shared/web/navigation.py"]
NAMES = json.loads((ROOT / "shared/web/assets/icones.json").read_text("utf-8"))


def test_chaque_icone_du_jeu_est_nommee_par_une_page() -> None:
    said = "".join(source.read_text("utf-8") for source in SOURCES)
    assert [name for name in NAMES if f'"{name}"' not in said] == []


def test_chaque_icone_nommee_est_dans_le_jeu() -> None:
    calls = (source.read_text("utf-8").split('icone("')[1:] for source in TEMPLATES)
    named = {call.partition('"')[0] for call in chain.from_iterable(calls)}
    assert named <= set(NAMES)


def test_le_jeu_est_range() -> None:
    assert sorted(set(NAMES)) == NAMES
