"""Settings: the environment first, then the file of the running platform, else a refusal that names them."""

import json
from pathlib import Path

import pytest

from shared.kernel.errors import Refusal
from shared.settings import ROOT, SettingsMissingError, platform_settings, service_settings, services


@pytest.fixture(autouse=True)
def _sans_environnement(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAFKA", "POSTGRES", "PREFIXE", "ADMINS", "USAGES_POSTGRES", "SAS_POSTGRES", "SESSION_TIMEOUT_MS"):
        monkeypatch.delenv(f"MAILLAGE_{name}", raising=False)


@pytest.fixture
def fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that a running platform leaves behind."""
    path = tmp_path / "environnement"
    lines = ["MAILLAGE_KAFKA=fichier:1", "MAILLAGE_PREFIXE=f-", "MAILLAGE_USAGES_POSTGRES=postgresql://u:p@h:5/b"]
    path.write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("MAILLAGE_ENVIRONNEMENT", str(path))
    return path


def test_le_fichier_de_la_plateforme_suffit(fichier: Path) -> None:
    settings = service_settings("usages")
    assert (settings.kafka, settings.prefixe, settings.service) == ("fichier:1", "f-", "usages")
    assert settings.postgres == "postgresql://u:p@h:5/b"


def test_l_environnement_passe_avant_le_fichier(fichier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_KAFKA", "environnement:2")
    monkeypatch.setenv("MAILLAGE_USAGES_POSTGRES", "postgresql://autre@h/b")
    settings = service_settings("usages")
    assert (settings.kafka, settings.postgres) == ("environnement:2", "postgresql://autre@h/b")
    assert settings.prefixe == "f-"


def test_ce_qui_est_donne_passe_avant_tout(fichier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_KAFKA", "environnement:2")
    monkeypatch.setenv("MAILLAGE_USAGES_POSTGRES", "postgresql://environnement@h/b")
    settings = service_settings("usages", kafka="donne:3", postgres="postgresql://donne@h/b")
    assert (settings.kafka, settings.postgres) == ("donne:3", "postgresql://donne@h/b")


def test_un_reglage_absent_est_nomme() -> None:
    with pytest.raises(SettingsMissingError, match="MAILLAGE_KAFKA, MAILLAGE_SAS_POSTGRES"):
        service_settings("sas")


def test_la_base_d_un_autre_service_ne_sert_pas(fichier: Path) -> None:
    with pytest.raises(SettingsMissingError, match=r": MAILLAGE_SAS_POSTGRES\."):
        service_settings("sas")


def test_les_adresses_d_administration_se_lisent_en_json(fichier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_ADMINS", json.dumps({"usages": ["http://127.0.0.1:1"]}))
    assert platform_settings().admins == {"usages": ["http://127.0.0.1:1"]}


def test_les_services_sont_les_dossiers_qui_ont_un_bootstrap() -> None:
    assert services() == tuple(sorted(p.parent.name for p in (ROOT / "services").glob("*/bootstrap.py")))
    assert {"usages", "accompagnement", "sas"} <= set(services())


def test_une_variable_vide_ne_cache_pas_le_fichier(fichier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_KAFKA", "")
    assert platform_settings().kafka == "fichier:1"


@pytest.mark.parametrize(("variable", "valeur"), [("MAILLAGE_LOT_MAX", "0"), ("MAILLAGE_ADMINS", "{x")])
def test_un_reglage_inutilisable_est_refuse_par_son_nom(
    fichier: Path, monkeypatch: pytest.MonkeyPatch, variable: str, valeur: str
) -> None:
    monkeypatch.setenv(variable, valeur)
    with pytest.raises(Refusal, match=f"(?i){variable.removeprefix('MAILLAGE_')}"):
        platform_settings()
