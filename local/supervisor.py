"""Keeps the processes alive: starts them stage by stage, restarts one that dies, stops all in the reverse order."""

import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from local.errors import LocalError
from local.processes import Launch, spawn, stop

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
# A process that lived this long was well: its next restart is quick again.
WELL_SECONDS = 30.0
POLL_SECONDS = 0.1


class Running(Protocol):
    """Something that runs: a server of ours or a program."""

    @property
    def name(self) -> str:
        """How it is called in what we say."""

    @property
    def pid(self) -> int | None:
        """Its process, None when it does not run."""

    def start(self) -> object:
        """Start it, or start it again."""

    def stop(self) -> bool:
        """Stop it; False when it had to be killed."""


class Programme:
    """One process of the platform."""

    def __init__(self, name: str, launch: Launch, *, patience: float = 15.0) -> None:
        """Start nothing yet; `patience`: seconds between SIGTERM and SIGKILL."""
        self.name = name
        self.launch = launch
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process; its log goes on in the same file."""
        self._process = spawn(self.launch)

    def stop(self) -> bool:
        """SIGTERM, then SIGKILL; False when it had to be killed."""
        return self._process is None or stop(self._process, patience=self._patience)


@dataclass
class _Watched:
    running: Running
    started: float
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """Watches what it started. Used from one thread."""

    def __init__(self, say: Callable[[str], None], *, pauses: Sequence[float] = PAUSES) -> None:
        """`say` receives one French line per event."""
        self._say = say
        self._pauses = pauses
        self._stages: list[list[_Watched]] = []

    def start(self, *stage: Running) -> None:
        """Start one more stage: its members are started together and will be stopped together."""
        watched = [_Watched(running, time.monotonic()) for running in stage]
        self._stages.append(watched)  # before the start: what is half started must be stopped too
        with ThreadPoolExecutor(max_workers=len(stage)) as pool:
            for done in [pool.submit(member.running.start) for member in watched]:
                done.result()

    def watch(self, until: Callable[[], bool]) -> None:
        """Restart what dies, until asked to stop."""
        while not until():
            for stage in self._stages:
                for member in stage:
                    self._look_after(member)
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop all, the last stage first; the members of a stage at the same time."""
        while self._stages:
            stage = self._stages[-1]
            with ThreadPoolExecutor(max_workers=len(stage)) as pool:
                answers = list(pool.map(lambda member: member.running.stop(), stage))
            for member, gently in zip(stage, answers, strict=True):
                if not gently:
                    self._say(f"« {member.running.name} » ne s'arrêtait pas : arrêt forcé.")
            self._stages.pop()

    def _look_after(self, member: _Watched) -> None:
        now = time.monotonic()
        if member.running.pid is not None:
            return
        if member.again_at is None:
            if now - member.started > WELL_SECONDS:
                member.deaths = 0
            pause = self._pauses[min(member.deaths, len(self._pauses) - 1)]
            member.deaths += 1
            member.again_at = now + pause
            told = f"{pause:g}".replace(".", ",")
            self._say(f"« {member.running.name} » s'est arrêté : redémarrage dans {told} s.")
        elif now >= member.again_at:
            member.again_at = None
            member.started = time.monotonic()
            try:
                member.running.start()
            except LocalError as error:
                self._say(str(error))
