"""The walls between the rooms hold, and each of them can fall."""

import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copytree, ignore_patterns

from shared.settings import ROOT

WALLS = [
    c["name"] for c in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
]
# One forbidden import for each wall, where a hurried hand would write it.
BREACHES = {
    "services/sas/storage/unit.py": "import services.usages.storage.unit",
    "services/usages/bootstrap.py": "import local.ports",
    "services/usages/domain/ports.py": "import asyncpg",
    "services/accompagnement/usecases/lire_copie.py": "import services.accompagnement.storage.unit",
    "shared/kernel/clock.py": "import pydantic",
    "shared/db/pool.py": "import services.sas.domain.ports",
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    words = ["--no-cache", "--no-logo"]
    return subprocess.run([sys.executable, "-c", script, *words], cwd=root, capture_output=True, text=True, check=False)


def test_tous_les_murs_tiennent() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"{wall} KEPT" in done.stdout for wall in WALLS)


def test_une_breche_dans_chaque_mur_est_vue(tmp_path: Path) -> None:
    for folder in ("shared", "services", "local"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("static", "__pycache__", "*.gz"))
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"))
    for name, line in BREACHES.items():
        path = tmp_path / name
        path.write_text(f"{path.read_text('utf-8')}\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert [wall for wall in WALLS if f"{wall} BROKEN" not in done.stdout] == [], done.stdout
