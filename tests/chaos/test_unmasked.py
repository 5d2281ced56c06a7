"""Proof that the checks can fail: the code broken on purpose, in a copy, turns the named check red for its own reason.

Plays go in the order of the tests: this file comes after those whose plays it needs.
"""

import re
from dataclasses import dataclass

import pytest

from tests.chaos.company import BREAKAGES as FOLDER
from tests.chaos.company import Company, Play, Report, assert_holds, default_seed


@dataclass(frozen=True)
class Breakage:
    """A patch, the scenario that must catch it, the check that must turn red, and what it must say."""

    patch: str
    scenario: str
    check: str
    says: str


BREAKAGES = [
    Breakage(
        "filigrane_avant_les_effets", "worker_tue_en_plein_lot", "decalages_une_fois", r"\d+ passages pour \d+ messages"
    ),
    Breakage("sans_garde_de_version", "trois_fois", "versions_sans_recul", r"tenait la version \d+, a reçu \d+"),
    Breakage("curseur", "sans_panne", "boite_vide", r"referentiel : \d+ événement\(s\) encore dans la boîte"),
    Breakage("deplacer_avant_de_publier", "crash_avant_publication", "rien_de_perdu", r"archivé mais absent de"),
    Breakage("fait_plie", "sans_panne", "faits_une_fois", r"le fait \d+ de \d+ n'est pas appliqué"),
    Breakage("epoque_ignoree", "zombie", "attendus", r"le lot du zombie n'a pas été écarté"),
    Breakage("exception_avalee", "effet_interrompu", "conservation", r"décalage\(s\) sautés"),
    Breakage("rebut_oublie", "poison_dans_le_flot", "rebuts_exacts", r"absent des rebuts"),
]


@pytest.mark.parametrize(
    "breakage",
    [pytest.param(b, id=b.patch, marks=pytest.mark.plays(b.scenario, patch=b.patch)) for b in BREAKAGES],
)
def test_le_code_casse_expres_est_demasque(company: Company, report: Report, breakage: Breakage) -> None:
    assert_holds(company.report(Play(scenario=breakage.scenario, seed=default_seed())))
    found = report["fautes"].get(breakage.check, [])
    assert any(re.search(breakage.says, fault) for fault in found), report["fautes"]


def test_chaque_casse_est_jouee() -> None:
    assert {patch.stem for patch in FOLDER.glob("*.patch")} == {breakage.patch for breakage in BREAKAGES}
