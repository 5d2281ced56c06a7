"""The oracle itself: a sound reading back passes, and each check sees the one thing that is its own."""

from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.oracle import CHECKS, judge
from tests.chaos.poison import Injected
from tests.chaos.readback import Copy, Message, Readback, Sent

STATE, FACT = "referentiel.structure", "chaos.mouvement"
COLUMNS = ("version", "finess")


def _position(**changes: Any) -> dict[str, Any]:
    sound = {
        "groupe": "usages.structures", "topic": STATE, "partition": 0, "prochain": 3,
        "appliques": 1, "perimes": 1, "ignores": 0, "rebuts": 1, "trous": 0,
    }  # fmt: skip
    return {**sound, **changes}


def _message(topic: str, offset: int, ident: str, rang: int) -> Message:
    return Message(topic, 0, offset, "A", ident, rang, "")


def _copy(service: str, version: int = 2) -> Copy:
    return Copy(service, f"empreinte {version}", {"A": (version, "A")}, COLUMNS)


SOUND = Readback(
    sent=[Sent("referentiel", STATE, "A", "e1"), Sent("referentiel", STATE, "A", "e2"),
          Sent("referentiel", FACT, "A", "f1"), Sent("referentiel", FACT, "A", "f2")],
    log=[_message(STATE, 0, "e1", 1), _message(STATE, 1, "e2", 2), _message(STATE, 2, "", 0),
         _message(FACT, 0, "f1", 1), _message(FACT, 1, "f2", 2)],
    ends={(STATE, 0): 3, (FACT, 0): 2},
    positions=[_position()],
    letters=[{"groupe": "usages.structures", "topic": STATE, "partition": 0, "decalage": 2, "sha256": "p"}],
    source=_copy("referentiel"),
    copies=[_copy("usages")],
    told=[("A", 1, 10), ("A", 2, -3)],
    applied=[("A", 1, 10), ("A", 2, -3)],
    totals={"A": 7},
    passages={"A": 2},
    injected=[Injected("octets", STATE, 0, 2, "p", rejected=True)],
)  # fmt: skip


def _swapped() -> list[Message]:
    return [_message(STATE, 0, "e2", 2), _message(STATE, 1, "e1", 1), *SOUND.log[2:]]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("boite_vide", {"waiting": [Sent("referentiel", STATE, "A", "e3")]}),
    ("rien_de_perdu", {"sent": [*SOUND.sent, Sent("referentiel", STATE, "A", "e3")]}),
    ("rien_d_invente", {"log": [*SOUND.log, _message(STATE, 3, "fantôme", 3)]}),
    ("ordre_par_cle", {"log": _swapped()}),
    ("ordre_par_cle", {"log": [_message(STATE, 0, "e1", 1), _message(STATE, 1, "e2", 3), *SOUND.log[2:]]}),
    ("dernier_mot", {"log": [*SOUND.log, _message(STATE, 3, "e1", 1)]}),
    ("conservation", {"positions": [_position(appliques=2)]}),
    ("conservation", {"positions": [_position(perimes=0, trous=1)]}),
    ("conservation", {"positions": [_position(prochain=2, appliques=0)]}),
    ("copies_egales", {"copies": [_copy("usages", 1)]}),
    ("copies_egales", {"copies": [Copy("usages", "vide", {}, COLUMNS)]}),
    ("versions_sans_recul", {"setbacks": [("usages", "A", 2, 1)]}),
    ("rebuts_exacts", {"letters": []}),
    ("rebuts_exacts", {"letters": [*SOUND.letters, {**SOUND.letters[0], "decalage": 1}]}),
    ("rebuts_exacts", {"letters": [{**SOUND.letters[0], "sha256": "autre"}]}),
    ("faits_une_fois", {"applied": SOUND.applied[:1]}),
    ("faits_une_fois", {"totals": {"A": 17}}),
    ("faits_dans_l_ordre", {"applied": SOUND.applied[::-1]}),
    ("decalages_une_fois", {"passages": {"A": 3}}),
    ("decalages_une_fois", {"passages": {}}),
]


def test_une_plateforme_saine_passe() -> None:
    assert judge(SOUND) == {}


@pytest.mark.parametrize(("check", "changes"), WRONG, ids=[check for check, _ in WRONG])
def test_chaque_defaut_est_vu_par_son_controle(check: str, changes: dict[str, Any]) -> None:
    assert check in judge(replace(SOUND, **changes))


def test_chaque_controle_a_son_contre_exemple() -> None:
    assert {check for check, _ in WRONG} == set(CHECKS)
