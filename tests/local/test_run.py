"""The whole platform of the sample region: started, looked at, hurt, resumed, stopped with nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from local.account import erase
from local.environment import read_environment
from local.paths import ROOT
from local.ports import free_port

MAILLAGE = [sys.executable, "-m", "shared.cli.main"]


class Machine:
    """A machine of its own: a folder, and the command `maillage` run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        away = ("MAILLAGE_KAFKA", "MAILLAGE_POSTGRES", "MAILLAGE_PREFIXE", "MAILLAGE_ENVIRONNEMENT")
        self.env = {key: value for key, value in os.environ.items() if key not in away}
        self.env |= {"MAILLAGE_DOSSIER": str(folder), "PYTHONUNBUFFERED": "1"}
        self.output = folder / "sortie.txt"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> float:
        """Start the platform; the seconds until it said that it is ready."""
        start = time.monotonic()
        command = [*MAILLAGE, "run", "--port", str(self.port)]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.wait_for(lambda: "Maillage est prêt" in self.said(), 120)
        return time.monotonic() - start

    def order(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*MAILLAGE, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)

    def said(self) -> str:
        return self.output.read_text("utf-8")

    def wait_for(self, condition, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def children(self) -> dict[str, psutil.Process]:
        """The processes of the platform, by the end of their command."""
        assert self.process is not None
        return {_last_word(p): p for p in psutil.Process(self.process.pid).children(recursive=True)}


def _last_word(process: psutil.Process) -> str:
    """The module of a process of ours, the settings' file of Kafka; nothing of one that is just leaving."""
    try:
        return "".join(process.cmdline()[-1:])
    except psutil.NoSuchProcess:
        return ""


@pytest.fixture
def machine() -> Iterator[Machine]:
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    made = Machine(Path(tempfile.mkdtemp(prefix="run-", dir=cache)))
    former = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores Ctrl-C
    yield made
    signal.signal(signal.SIGINT, former)
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    erase(made.folder / "exemple" / "postgres")
    shutil.rmtree(made.folder)


def test_the_life_of_a_platform(machine: Machine) -> None:
    machine.run()
    assert httpx.get(f"{machine.address}/referentiel/", trust_env=False).status_code == 200
    mode = (machine.folder / "exemple" / "environnement").stat().st_mode & 0o777
    assert mode == 0o600

    second = machine.order("run")
    assert second.returncode == 1
    assert "tourne déjà" in second.stderr
    refused = machine.order("reset")
    assert refused.returncode == 1
    assert "arrêtez-la d'abord" in refused.stderr

    worker = machine.children()["services.usages.worker"]
    known = worker.environ()
    assert {name for name in known if name.endswith("_POSTGRES")} == {"MAILLAGE_USAGES_POSTGRES"}
    assert not Path(known["MAILLAGE_ENVIRONNEMENT"]).exists()
    worker.kill()
    machine.wait_for(lambda: "« usages worker » s'est arrêté : redémarrage" in machine.said())
    machine.wait_for(lambda: "services.usages.worker" in machine.children())

    server = machine.children()["services.sas.server"]
    server.suspend()  # alive, but silent: the others go on
    assert httpx.get(f"{machine.address}/referentiel/", trust_env=False).status_code == 200
    server.resume()

    everything = list(machine.children().values())
    assert len(everything) > 10
    assert machine.process is not None
    machine.process.send_signal(signal.SIGTERM)
    assert machine.process.wait(40) == 0, machine.said()
    assert [p for p in everything if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []

    again = machine.run()
    assert "Annuaire déjà chargé" in machine.said()
    assert again < 30, "15 s on a machine that does nothing else"
    machine.process.send_signal(signal.SIGINT)
    assert machine.process.wait(40) == 0, machine.said()

    assert read_environment(machine.folder / "exemple")["MAILLAGE_KAFKA"].startswith("127.0.0.1:")
    erased = machine.order("reset")
    assert erased.returncode == 0
    assert not (machine.folder / "exemple").exists()


def test_an_interrupted_start_leaves_nothing(machine: Machine) -> None:
    with machine.output.open("wb") as output:
        machine.process = subprocess.Popen(
            [*MAILLAGE, "run", "--port", str(machine.port)],
            cwd=ROOT,
            env=machine.env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    machine.wait_for(lambda: any(word.endswith("server.properties") for word in machine.children()))
    started = list(machine.children().values())
    machine.process.send_signal(signal.SIGINT)
    assert machine.process.wait(40) == 0
    assert "Démarrage interrompu" in machine.said()
    assert [p for p in started if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
