"""What tests stand on: the real Kafka and Postgres, started once, or those that the environment names."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from local.kafka import KafkaServer
from local.postgres import PostgresServer
from shared.settings import ROOT
from tests.platform import Platform, Servers, platform_of

KAFKA, POSTGRES = "MAILLAGE_KAFKA", "MAILLAGE_POSTGRES"
_STARTED = pytest.StashKey[ExitStack]()
# What stays on one worker, longest first: pages share a platform, and chaos shares its plays. Other files go one by one.
_TOGETHER = ("tests/chaos/gens", "tests/chaos", "tests/e2e/test_recit.py", "tests/e2e", "tests/local")


class _Groups(LoadScopeScheduling):
    """Gives a worker a whole group of tests at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Say what belongs together when tests are spread over workers."""
    return _Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is long, so that workers end together."""
    items.sort(key=lambda item: (*_TOGETHER, _group(item.nodeid)).index(_group(item.nodeid)))


def _group(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return next((part for part in _TOGETHER if path.startswith(part)), path)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers once for all the workers of `make test`: their environment names them."""
    if session.config.getoption("numprocesses", None):
        started = session.config.stash[_STARTED] = ExitStack()
        servers = started.enter_context(_servers())
        os.environ |= {KAFKA: servers.kafka, POSTGRES: servers.postgres}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what was started for the workers, once they are gone."""
    session.config.stash.get(_STARTED, ExitStack()).close()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say what a test has to tell even when it passes, such as a seed: no capture and no worker hides it."""
    if report.when == "call":
        for name, value in report.user_properties:
            print(f"\n  {name} : {value}", flush=True)


@contextmanager
def _servers() -> Iterator[Servers]:
    """Give Kafka and Postgres: `MAILLAGE_KAFKA` and `MAILLAGE_POSTGRES`, else embedded ones while the block lasts."""
    kafka, postgres = os.environ.get(KAFKA), os.environ.get(POSTGRES)
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


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Give the real Kafka and Postgres of the session."""
    with _servers() as found:
        yield found


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
