"""What tests stand on: the real Kafka and Postgres, started once, or those that the environment names."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from local.kafka import KafkaServer
from local.postgres import PostgresServer
from shared.settings import ROOT
from tests.platform import Platform, Servers, platform_of


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Give Kafka and Postgres: `MAILLAGE_KAFKA` and `MAILLAGE_POSTGRES`, else embedded ones for this session."""
    kafka, postgres = os.environ.get("MAILLAGE_KAFKA"), os.environ.get("MAILLAGE_POSTGRES")
    if kafka and postgres:
        yield Servers(kafka, postgres)
        return
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="tests-", dir=cache))
    postgres_server = PostgresServer(folder / "postgres", durable=False)
    try:
        with KafkaServer(folder / "kafka") as kafka_server, postgres_server:
            yield Servers(kafka_server.bootstrap, postgres_server.dsn)
    finally:
        postgres_server.erase()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def platform(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform of all the services, with its own prefix."""
    async with platform_of(servers) as made:
        yield made


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of real input; the test is skipped, saying so, where it is absent."""
    folder = Path(os.environ.get("MAILLAGE_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "finess").is_dir():
        pytest.skip(f"no real data in {folder}: set MAILLAGE_DATA")
    return folder


@pytest.fixture(autouse=True)
def _no_local_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep tests from reading the settings of a platform that runs on this machine."""
    monkeypatch.setenv("MAILLAGE_ENVIRONNEMENT", str(tmp_path / "absent"))
