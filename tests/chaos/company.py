"""The company: plays scenarios in processes of their own, on this tree or on a copy broken on purpose.

Two at a time (`CHAOS_ENSEMBLE`), one beside the other tests when they are spread over workers.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.processes import Launch, kill, spawn
from shared.settings import ROOT
from tests.platform import Servers

BREAKAGES = Path(__file__).with_name("breakages")
PARTS = ("shared", "services", "local", "tests")
PATIENCE, PATIENCE_WHEN_BROKEN = 60.0, 12.0
LONGEST = 280.0
Report = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Play:
    """A scenario to play: its seed, the patch that breaks the code first, settings of its own."""

    scenario: str
    seed: int
    patch: str | None = None
    seconds: str | None = None

    @property
    def name(self) -> str:
        """Return what tells this play from the others."""
        return f"{self.scenario}-{self.seed}" + (f"-{self.patch}" if self.patch else "")


class FallenSceneError(Exception):
    """The scene itself fell: nothing was proved."""


@dataclass
class Company:
    """Plays on the servers of the session."""

    servers: Servers
    folder: Path
    _stage: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(int(os.environ.get("CHAOS_ENSEMBLE", _together())), "chaos")
    )
    _plays: dict[Play, "Future[Report]"] = field(default_factory=dict)
    _running: dict[Play, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def announce(self, play: Play) -> None:
        """Put a play on the programme, to be played as soon as there is room."""
        if play not in self._plays:
            self._plays[play] = self._stage.submit(self._perform, play)

    def report(self, play: Play) -> Report:
        """Return what came of a play, waiting for it. Raises FallenSceneError, AssertionError for a stale patch."""
        self.announce(play)
        report = self._plays[play].result()
        print("\n".join(report["deroule"]))
        return report

    def close(self) -> None:
        """Leave nothing running."""
        self._stage.shutdown(wait=False, cancel_futures=True)
        for process in self._running.values():
            kill(process)
        self._stage.shutdown()

    def _perform(self, play: Play) -> Report:
        tree = self._copy_with(play.patch) if play.patch else ROOT
        report, log = self.folder / f"{play.name}.json", self.folder / f"{play.name}.log"
        patience = PATIENCE_WHEN_BROKEN if play.patch else PATIENCE
        arguments = ["--graine", str(play.seed), "--patience", str(patience), "--rapport", str(report)]
        launch = Launch(
            command=[sys.executable, "-m", "tests.chaos.play", play.scenario, *arguments],
            cwd=tree, log=log, env=self._environment(tree, play),
        )  # fmt: skip
        process = self._running[play] = spawn(launch)
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            kill(process)
        del self._running[play]
        if process.returncode or not report.exists():
            raise FallenSceneError(f"{play.name} : code {process.returncode}\n{log.read_text('utf-8')[-5000:]}")
        found: Report = json.loads(report.read_text("utf-8"))
        return found

    def _copy_with(self, patch: str) -> Path:
        """Return a copy of the tree with the patch applied. Raises AssertionError when it no longer applies."""
        copy = self.folder / patch
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
        command = ["git", "apply", "--verbose", str(BREAKAGES / f"{patch}.patch")]
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder)}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{patch}.patch no longer applies: write it again\n{done.stderr}"
        return copy

    def _environment(self, tree: Path, play: Play) -> Mapping[str, str]:
        changes = {
            "PYTHONPATH": str(tree),
            "MAILLAGE_KAFKA": self.servers.kafka,
            "MAILLAGE_POSTGRES": self.servers.postgres,
            "MAILLAGE_ENVIRONNEMENT": str(self.folder / "absent"),
            **({"CHAOS_SECONDES": play.seconds} if play.seconds else {}),
        }
        return {**os.environ, **changes}


def verdict(play: Play, report: Report) -> str:
    """Return the line of a play: its name with its seed, what the oracle said, how much there was."""
    said = "vert" if not report["fautes"] else f"ROUGE ({', '.join(report['fautes'])})"
    return f"{play.name}, {said}, {report['examines']['messages']} messages, {report['secondes']} s"


def _together() -> str:
    return "1" if "PYTEST_XDIST_WORKER" in os.environ else "2"


def default_seed() -> int:
    """Return the seed of the runs: CHAOS_SEED, else 1."""
    return int(os.environ.get("CHAOS_SEED", "1"))


def assert_holds(report: Report) -> None:
    """Every check is green, and had something to look at."""
    faults = "\n".join(f"  {check} :\n    " + "\n    ".join(found) for check, found in report["fautes"].items())
    name, seed = report["scenario"], report["graine"]
    assert not faults, f"{name}, graine {seed} (CHAOS_SEED={seed} le rejoue) :\n{faults}"
    assert report["examines"]["messages"] >= 300, report["examines"]
