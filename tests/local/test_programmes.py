"""What each process is told: all that it needs, and no other service's database."""

from pathlib import Path

import pytest

from local.programmes import Ports, Region, gateway_programme, identity_programme, mailbox_programme, service_programmes

SERVICES = ("sas", "usages")
BASES = {service: f"postgresql://{service}:secret@127.0.0.1/{service}" for service in SERVICES}


@pytest.fixture
def region(tmp_path: Path) -> Region:
    (tmp_path / "environnement").write_text("MAILLAGE_POSTGRES=postgresql://superuser@127.0.0.1/postgres\n")
    return Region(tmp_path, {"MAILLAGE_ADRESSE": "http://localhost:1"}, Ports.choose(SERVICES, 1, 40_000))


def environments(region: Region) -> dict[str, dict[str, str]]:
    beside = [identity_programme(region), mailbox_programme(region), gateway_programme(region)]
    return {p.name: dict(p.launch.env or {}) for p in [*service_programmes(region, BASES), *beside]}


def test_a_process_knows_its_own_database_only(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILLAGE_POSTGRES", "MAILLAGE_SAS_POSTGRES", "MAILLAGE_REFERENTIEL_POSTGRES"):
        monkeypatch.setenv(name, "postgresql://from-the-shell")
    monkeypatch.setenv("MAILLAGE_ENVIRONNEMENT", str(region.folder / "environnement"))
    for name, environment in environments(region).items():
        known = {key: value for key, value in environment.items() if key.endswith("POSTGRES")}
        service = name.split()[0]
        expected = {f"MAILLAGE_{service.upper()}_POSTGRES": BASES[service]} if service in BASES else {}
        assert known == expected, name
        assert not Path(environment["MAILLAGE_ENVIRONNEMENT"]).exists(), name


def test_processes_of_one_machine_speak_without_a_proxy(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet.invalid")
    for name, environment in environments(region).items():
        for variable in ("NO_PROXY", "no_proxy"):
            assert environment[variable].split(",") == ["intranet.invalid", "127.0.0.1", "localhost"], name
