"""The table of transitions as the service's page prints it is the one that the code walks."""

import re

from services.accompagnement.domain.transitions import TRANSITIONS
from shared.settings import ROOT

LIGNE = re.compile(r"^\| (?!from)([^|]+) → ([a-z_]+) \| ([a-z_]+) \|[^|]*\|[^|]*\| (\w+) \|$", re.MULTILINE)


def test_la_page_du_service_montre_la_table_des_transitions():
    page = (ROOT / "services" / "accompagnement" / "README.md").read_text("utf-8")
    ecrites = {
        (de.strip(), vers, commande, fait)
        for departs, vers, commande, fait in LIGNE.findall(page)
        for de in departs.split(",")
    }
    assert ecrites == {
        (de.value if de else "∅", vers.value, regle.commande, regle.fait.__name__)
        for (de, vers), regle in TRANSITIONS.items()
    }
