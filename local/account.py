"""The unprivileged account under which Postgres runs when we are root, and folders that it can reach."""

import contextlib
import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from local.errors import LocalError

CANDIDATES = ("postgres", "nobody")
# Used only when we are root and the project lies in a folder closed to others, such as root's home.
REACHABLE = Path("/var/lib/maillage")


@dataclass(frozen=True)
class Account:
    """A system account, by numbers."""

    name: str
    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """None when we are an ordinary user; else the account that Postgres, which refuses root, will run as."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LocalError(
        "Postgres refuse de tourner en root et ni « postgres » ni « nobody » n'existe : créez l'un des deux."
    )


def can_reach(account: Account | None, folder: Path) -> bool:
    """Whether the account may walk down to the folder, whose own rights do not count."""
    if account is None:
        return True
    for parent in folder.absolute().parents:
        if not parent.exists():
            continue
        state = parent.stat()
        bit = 0o100 if state.st_uid == account.uid else 0o010 if state.st_gid == account.gid else 0o001
        if not state.st_mode & bit:
            return False
    return True


def reachable(folder: Path, account: Account | None) -> Path:
    """The folder itself, or the one under REACHABLE that it becomes a link to when the account cannot walk to it.

    The link is what makes the other folder ours: without it, what lies there is a leftover and is erased.
    """
    if folder.is_symlink() and folder.exists():
        return folder.resolve()
    if can_reach(account, folder):
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    target = REACHABLE / hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for opened in (REACHABLE, target):
        opened.chmod(0o755)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(folder)
    folder.symlink_to(target)
    return target


def erase(folder: Path) -> None:
    """Erase a folder, and what it leads to when it is one of our links."""
    if folder.is_symlink():
        target = folder.resolve()
        if target.parent == REACHABLE:
            shutil.rmtree(target, ignore_errors=True)
        folder.unlink()
        with contextlib.suppress(OSError):  # others may still have theirs there
            REACHABLE.rmdir()
    elif folder.exists():
        shutil.rmtree(folder)
