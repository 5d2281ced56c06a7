"""Logs: one JSON object a line, with the ids of the work, without the values that code was holding."""

import json
import subprocess
import sys
from typing import Any

import pytest

from shared.observability.logs import configure_logs
from shared.settings import ROOT

PROGRAMME = """
import logging, structlog
from shared.observability.logs import configure_logs
from shared.observability.tracing import continued, within
configure_logs(service="usages", process="worker")
log = structlog.get_logger()

def echouer(secret):
    return {"nom": secret}["absent"]

with within(continued("00-" + "a" * 32 + "-" + "b" * 16 + "-01", "c1"), evenement_id="e1"):
    log.info("lot_applique", nombre=3, texte="deux\\nlignes é")
    for journal in (log, logging.getLogger("bibliotheque")):
        try:
            echouer("CANARI")
        except KeyError:
            journal.exception("rupture")
log.debug("tu")
logging.getLogger("bibliotheque").info("tu")
"""


@pytest.fixture(scope="module")
def journal() -> tuple[str, list[dict[str, Any]]]:
    """Give what a process wrote, whole and line by line."""
    done = subprocess.run([sys.executable, "-c", PROGRAMME], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == ""
    return done.stderr, [json.loads(line) for line in done.stderr.splitlines()]


def test_chaque_ligne_est_un_objet_json(journal: tuple[str, list[dict[str, Any]]]) -> None:
    lignes = journal[1]
    assert [ligne["evenement"] for ligne in lignes] == ["lot_applique", "rupture", "rupture"]
    assert (lignes[0]["nombre"], lignes[0]["level"]) == (3, "info")
    assert all(ligne["instant"].endswith("Z") for ligne in lignes)


def test_chaque_ligne_porte_le_service_la_trace_et_l_evenement(journal: tuple[str, list[dict[str, Any]]]) -> None:
    for ligne in journal[1]:
        assert (ligne["service"], ligne["processus"]) == ("usages", "worker")
        assert (ligne["trace_id"], ligne["correlation_id"], ligne["evenement_id"]) == ("a" * 32, "c1", "e1")


def test_une_erreur_dit_ou_elle_est_sans_les_valeurs_locales(journal: tuple[str, list[dict[str, Any]]]) -> None:
    texte, lignes = journal
    for ligne in lignes[1:]:
        assert ligne["exception"][0]["exc_type"] == "KeyError"
        assert "echouer" in {frame["name"] for frame in ligne["exception"][0]["frames"]}
    assert "CANARI" not in texte


def test_un_niveau_inconnu_est_refuse() -> None:
    with pytest.raises(ValueError, match="BAVARD"):
        configure_logs(service="usages", process="worker", level="BAVARD")
