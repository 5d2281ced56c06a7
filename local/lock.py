"""One platform per region at a time: a lock that the kernel lets go of when its holder dies, with the holder's pid."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.errors import DejaEnMarcheError

NAME = "verrou"


@contextmanager
def region_lock(folder: Path) -> Iterator[None]:
    """Hold the region. Raises DejaEnMarcheError when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DejaEnMarcheError(
                f"La plateforme « {folder.name} » tourne déjà (processus {_pid(folder)}) : "
                "arrêtez-la d'abord, par Ctrl-C dans son terminal."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def is_held(folder: Path) -> bool:
    """Whether a platform runs on this region now."""
    if not (folder / NAME).exists():
        return False
    with (folder / NAME).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _pid(folder: Path) -> str:
    return (folder / NAME).read_text("ascii").strip() or "inconnu"
