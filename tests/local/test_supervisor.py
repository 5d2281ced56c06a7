"""Processes are kept alive, stopped in order, and never outlive the one that started them."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from local.paths import ROOT
from local.processes import Launch, spawn, stop
from local.supervisor import Programme, Supervisor

SLEEP = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)


def programme(folder: Path, code: str, name: str = "essai", **options: float) -> Programme:
    return Programme(name, Launch(command=[sys.executable, "-c", code], log=folder / f"{name}.log"), **options)


def wait_for(condition, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def test_a_process_that_dies_is_restarted_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, pauses=(0.05,))
    supervisor.start(programme(tmp_path, "print('une vie', flush=True)"), programme(tmp_path, SLEEP, "autre"))
    try:
        supervisor.watch(lambda: len(said) >= 3)
    finally:
        supervisor.stop()
    assert all("« essai » s'est arrêté : redémarrage" in line for line in said)
    assert (tmp_path / "essai.log").read_text().count("une vie") >= 2, "the log goes on in the same file"


def test_restarts_are_spaced_out_more_and_more(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, pauses=(0.1, 0.4))
    supervisor.start(programme(tmp_path, "raise SystemExit(3)"))
    try:
        supervisor.watch(lambda: len(said) >= 3)
    finally:
        supervisor.stop()
    assert [line.rpartition("dans ")[2] for line in said] == ["0,1 s.", "0,4 s.", "0,4 s."]


def test_stop_leaves_nothing_and_kills_the_deaf(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    first, deaf = programme(tmp_path, SLEEP, "premier"), programme(tmp_path, STUBBORN, "sourd", patience=0.3)
    supervisor.start(first)
    supervisor.start(deaf)
    wait_for(lambda: "up" in (tmp_path / "sourd.log").read_text())
    pids = [first.pid, deaf.pid]
    supervisor.stop()
    assert said == ["« sourd » ne s'arrêtait pas : arrêt forcé."]
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert first.pid is None


def test_stages_are_stopped_in_the_reverse_order() -> None:
    order: list[str] = []

    class Fake:
        pid = 1

        def __init__(self, name: str) -> None:
            self.name = name

        def start(self) -> None:
            order.append(f"+{self.name}")

        def stop(self) -> bool:
            order.append(f"-{self.name}")
            return True

    supervisor = Supervisor(order.append)
    supervisor.start(Fake("kafka"))
    supervisor.start(Fake("services"))
    supervisor.stop()
    assert order == ["+kafka", "+services", "-services", "-kafka"]


def test_a_child_has_its_own_session_so_that_ctrl_c_reaches_it_only_through_us(tmp_path: Path) -> None:
    child = spawn(Launch(command=[sys.executable, "-c", SLEEP], log=tmp_path / "log"))
    try:
        wait_for(lambda: psutil.Process(child.pid).cmdline()[-1] == SLEEP)
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        assert int(fields[3]) == child.pid, "leader of its session"
    finally:
        stop(child)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_kill_9_of_the_platform_leaves_no_child(tmp_path: Path) -> None:
    # The child is started from a thread that ends at once: it must live on, and die with the process.
    code = f"""
import asyncio, sys, time
from pathlib import Path
from local.processes import Launch, spawn
launch = Launch(command=[sys.executable, "-c", {SLEEP!r}], log=Path({str(tmp_path)!r}) / "log")
child = asyncio.run(asyncio.to_thread(spawn, launch))
print(child.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.5)
    assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
