"""Children that never outlive us: started in a session of their own, tied to this process, stopped with patience."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from local.account import Account

# The kernel's death signal follows the *thread* that forked. All children come from this one, which lives as long as
# the process: a server may be started from any thread, or from an event loop through `asyncio.to_thread`.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")
_TETHER = Path(__file__).with_name("tether.py")


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How to start a child: what, where, as whom, where it writes, and the signal it gets when we die."""

    command: Sequence[str]
    log: Path
    cwd: Path | None = None
    env: Mapping[str, str] | None = None
    account: Account | None = None
    on_our_death: signal.Signals = signal.SIGKILL


def spawn(launch: Launch) -> subprocess.Popen[bytes]:
    """Start the child in its own session, so that Ctrl-C reaches it only through us."""
    return _SPAWNER.submit(_spawn, launch).result()


def _spawn(launch: Launch) -> subprocess.Popen[bytes]:
    uid, gid = (launch.account.uid, launch.account.gid) if launch.account else (-1, -1)
    tie = [str(os.getpid()), str(int(launch.on_our_death)), str(uid), str(gid)]
    launch.log.parent.mkdir(parents=True, exist_ok=True)
    with launch.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(_TETHER), *tie, *launch.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=launch.cwd,
            env=None if launch.env is None else dict(launch.env),
            start_new_session=True,
        )


def stop(
    process: subprocess.Popen[bytes],
    how: signal.Signals = signal.SIGTERM,
    *,
    patience: float = 15,
) -> bool:
    """Ask the child to stop, kill it and its own children after `patience` seconds. True when it stopped by itself."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        kill(process)
        return False
    return True


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 the child and all that it started, and wait until they are gone."""
    family: list[psutil.Process] = []
    if process.poll() is None:
        try:
            root = psutil.Process(process.pid)
            family = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            family = []
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
    end = time.monotonic() + 10
    while any(map(_lives, family)) and time.monotonic() < end:
        time.sleep(0.01)


def _lives(member: psutil.Process) -> bool:
    """A zombie that init has not yet reaped holds nothing any more."""
    try:
        return member.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def tail(log: Path, lines: int = 5) -> str:
    """The last lines of a log, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
