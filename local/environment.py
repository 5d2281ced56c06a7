"""The environment file of a region: what the command `maillage` must know, readable by us alone."""

import os
from collections.abc import Mapping
from pathlib import Path

NAME = "environnement"


def read_environment(folder: Path) -> dict[str, str]:
    """The variables of a region; empty when it never ran."""
    path = folder / NAME
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def write_environment(folder: Path, values: Mapping[str, str]) -> Path:
    """Replace the file at once, with rights 0600."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{NAME}"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in values.items()), "utf-8")
    return draft.replace(folder / NAME)


def point_current(link: Path, folder: Path) -> None:
    """Make the link lead to the region started last."""
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(folder.name)
    draft.replace(link)
