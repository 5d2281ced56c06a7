"""Every metric is declared once, with its unit and meaning, and used."""

import ast
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from shared.observability import metrics
from shared.settings import ROOT
from tests.house.conftest import Write
from tests.house.source import PRODUCTION, modules

DECLARED = {name: metric for name, metric in vars(metrics).items() if isinstance(metric, MetricWrapperBase)}
AT_HOME = {"shared/observability/metrics.py", "shared/observability/admin.py"}


def strangers(root: Path = ROOT) -> list[str]:
    """Return the modules that speak to prometheus_client though they are not its home."""
    return [
        module.name
        for module in modules(*PRODUCTION, root=root)
        if module.name not in AT_HOME
        and any(name.split(".")[0] == "prometheus_client" for name, _, _ in module.imports())
    ]


def used() -> set[str]:
    """Return the metrics that the code names as `metrics.X`."""
    return {
        node.attr
        for module in modules(*PRODUCTION)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "metrics"
    }


def test_les_mesures_se_declarent_en_un_seul_lieu() -> None:
    assert strangers() == []


def test_une_mesure_declaree_ailleurs_se_verrait(write: Write) -> None:
    root = write("services/sas/api/creneaux.py", "from prometheus_client import Counter\n")
    assert strangers(root) == ["services/sas/api/creneaux.py"]


def test_chaque_mesure_declaree_est_employee() -> None:
    assert len(DECLARED) > 10
    assert set(DECLARED) - used() == set()


def test_chaque_mesure_dit_son_sens() -> None:
    for metric in DECLARED.values():
        [family, *_] = metric.describe()
        assert family.name.startswith("maillage_")
        assert len(family.documentation) > 15
        assert family.documentation.endswith(".")


def test_une_duree_se_dit_en_secondes_dans_son_nom_et_dans_son_sens() -> None:
    for metric in DECLARED.values():
        [family, *_] = metric.describe()
        assert ("seconds" in family.name) == ("seconds" in family.documentation), family.name


def test_aucune_etiquette_ne_porte_une_structure_ni_une_personne() -> None:
    labels = {label for metric in DECLARED.values() for label in metric._labelnames}
    assert labels & {"finess", "nom", "cle", "key", "personne", "email", "structure"} == set()
