"""Loads a region through the real importer, once per file, and looks whether all copies follow."""

import hashlib
import json
import os
import subprocess
import sys
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
        """Import the file unless it was, then wait for the copies. Raises LocalError when it is refused."""
        mark = {"sha256": _digest(file), "ou": self._where()}
        if self._stamp() == mark:
            self.steps.say(f"Annuaire déjà chargé ({file.name}).")
            return
        with self.steps.step(f"Chargement de l'annuaire ({file.name})"):
            report = self._order("import", "finess", str(file), "--json")
        if report.get("statut") not in {"applique", "inchange"}:
            raise LocalError(f"Le fichier {file} est refusé : {report.get('motif') or 'raison inconnue'}")
        (self.folder / STAMP).write_text(json.dumps(mark), "utf-8")
        told = ", ".join(f"{count} {name}" for name, count in sorted(report.get("evenements", {}).items()))
        self.steps.say(
            f"  {told or 'aucun changement'} ; {len(report.get('defauts', []))} défauts réparés ou signalés."
        )
        with self.steps.step("Mise en phase des copies"):
            state = self._order("etat", "--json", "--attendre", str(IN_STEP_SECONDS))
        copies = state.get("copies", [])
        for copy in copies:
            mark_of = "égale" if copy["egales"] else "DIFFÉRENTE"
            self.steps.say(f"  copie {copy['copie']} : {copy['nombre'][1]} lignes, {mark_of}.")

    def _order(self, *words: str) -> dict[str, Any]:
        """Run `maillage …` on this region; its JSON document, whatever its exit code."""
        environment = os.environ | {"MAILLAGE_ENVIRONNEMENT": str(self.folder / NAME)}
        command = [sys.executable, "-m", "shared.cli.main", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        try:
            document: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            said = (done.stderr or done.stdout).strip()
            raise LocalError(f"« maillage {' '.join(words)} » a échoué (code {done.returncode}).\n{said}") from None
        return document

    def _stamp(self) -> dict[str, str] | None:
        path = self.folder / STAMP
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def _where(self) -> str:
        """Which Postgres holds the region: another server, not ours, may have been given since."""
        return os.environ.get("MAILLAGE_POSTGRES", "").rpartition("@")[2]


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
