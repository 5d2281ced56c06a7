"""Where things lie on this machine: everything that the platform writes is under `.maillage/` of the project."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Elsewhere for a test that runs a whole platform beside the one of the person at the keyboard.
MAILLAGE = Path(os.environ.get("MAILLAGE_DOSSIER", ROOT / ".maillage"))
POM = ROOT / "local" / "pom.xml"


def servers_dir() -> Path:
    """Folder of the downloaded servers, shared by all regions and by the tests."""
    return ROOT / ".maillage" / "serveurs"


def region_dir(region: str) -> Path:
    """Folder of one region: its Kafka, its Postgres, its logs, its environment."""
    return MAILLAGE / region


def current_link() -> Path:
    """The link to the folder of the region started last, read by the command `maillage`."""
    return MAILLAGE / "courant"
