"""Loads a region through the real importer, once per file, and looks whether all copies follow."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.environment import NAME
from local.errors import LocalError
from local.paths import ROOT
from local.progress import Steps

STAMP = "charge.json"
IN_STEP_SECONDS = 240


@dataclass(frozen=True)
class Loader:
    """Runs the orders of `maillage` on one region, as an operator would."""

    folder: Path
    steps: Steps

    def load(self, file: Path) -> None:
        """Import the directory unless it was, then wait for the copies. Raises LocalError when it is refused."""
        if self._is_loaded("annuaire", file):
            self.steps.say(f"Annuaire déjà chargé ({file.name}).")
            return
        with self.steps.step(f"Chargement de l'annuaire ({file.name})"):
            report = self._report("import", "finess", str(file), "--json")
        if report.get("statut") not in {"applique", "inchange"}:
            raise LocalError(f"Le fichier {file} est refusé : {report.get('motif') or 'raison inconnue'}")
        self._stamp("annuaire", file)
        told = ", ".join(f"{count} {name}" for name, count in sorted(report.get("evenements", {}).items()))
        self.steps.say(
            f"  {told or 'aucun changement'} ; {len(report.get('defauts', []))} défauts réparés ou signalés."
        )
        with self.steps.step("Mise en phase des copies"):
            state = self._report("etat", "--json", "--attendre", str(IN_STEP_SECONDS))
        copies = state.get("copies", [])
        for copy in copies:
            mark_of = "égale" if copy["egales"] else "DIFFÉRENTE"
            self.steps.say(f"  copie {copy['copie']} : {copy['nombre'][1]} lignes, {mark_of}.")

    def complete(self, what: str, file: Path, *order: str) -> None:
        """Give a file to the order that reads it, unless it was given. Raises LocalError when it is refused."""
        if self._is_loaded(what, file):
            return
        with self.steps.step(f"Chargement : {what} ({file.name})"):
            done = self._run(*order, str(file))
        if done.returncode:
            raise _failed(done, (*order, str(file)))
        self._stamp(what, file)

    def _report(self, *words: str) -> dict[str, Any]:
        """Run `maillage …` on this region; its JSON document, whatever its exit code."""
        done = self._run(*words)
        try:
            document: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise _failed(done, words) from None
        return document

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"MAILLAGE_ENVIRONNEMENT": str(self.folder / NAME)}
        command = [sys.executable, "-m", "shared.cli.main", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def _is_loaded(self, what: str, file: Path) -> bool:
        return self._stamps().get(what) == self._mark(file)

    def _stamp(self, what: str, file: Path) -> None:
        (self.folder / STAMP).write_text(json.dumps(self._stamps() | {what: self._mark(file)}), "utf-8")

    def _stamps(self) -> dict[str, Any]:
        path = self.folder / STAMP
        stamps: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return stamps

    def _mark(self, file: Path) -> dict[str, str]:
        """What was loaded, and into which Postgres: another server, not ours, may have been given since."""
        return {"sha256": _digest(file), "ou": os.environ.get("MAILLAGE_POSTGRES", "").rpartition("@")[2]}


def _failed(done: subprocess.CompletedProcess[str], words: Sequence[str]) -> LocalError:
    said = (done.stderr or done.stdout).strip()
    return LocalError(f"« maillage {' '.join(words)} » a échoué (code {done.returncode}).\n{said}")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
