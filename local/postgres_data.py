"""The data folder of our Postgres: initialised whole or not at all, and freed from a server that is gone."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from local.account import Account
from local.errors import ServerStartError

SUPERUSER = "maillage"
INITDB = [
    *("-N", "-U", SUPERUSER, "-E", "UTF8", "--locale-provider=icu", "--icu-locale=fr-FR", "--locale=C.UTF-8"),
    *("--auth=scram-sha-256", "--set=scram_iterations=64"),
]
LEAVING_SECONDS = 15


def init_data(folder: Path, initdb: str, account: Account | None) -> None:
    """Run initdb beside, then move the result into place. Raises ServerStartError."""
    draft, password = folder / "donnees.neuf", folder / "acces"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(32) + "\n", "utf-8")
    ids = ["-1", "-1"]
    if account:
        ids = [str(account.uid), str(account.gid)]
        os.chown(draft, account.uid, account.gid)
        os.chown(password, account.uid, account.gid)
    tether = [sys.executable, "-I", "-S", str(Path(__file__).with_name("tether.py")), str(os.getpid()), "9", *ids]
    done = subprocess.run(
        [*tether, initdb, *INITDB, f"--pwfile={password}", "-D", str(draft)],
        cwd=folder,
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerStartError(f"Postgres n'a pas pu préparer {folder} : {(done.stderr or done.stdout).strip()}")
    draft.rename(folder / "donnees")


def await_former(data: Path) -> None:
    """Let a server of a killed platform finish leaving; drop the pid file of one that no longer is.

    Raises ServerStartError when a server goes on using the folder.
    """
    pid_file = data / "postmaster.pid"
    end = time.monotonic() + LEAVING_SECONDS
    while pid_file.exists():
        former = _living(pid_file)
        if former is None:
            pid_file.unlink(missing_ok=True)
            return
        if time.monotonic() > end:
            raise ServerStartError(f"Un autre Postgres (processus {former}) tient déjà {data} : arrêtez-le d'abord.")
        time.sleep(0.1)


def bare_environment() -> dict[str, str]:
    """Nothing of ours goes to the server, least of all PGDATA, PGPORT or secrets."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _living(pid_file: Path) -> int | None:
    """The pid written in the file when it is still a Postgres, None when the file is stale."""
    try:
        pid = int(pid_file.read_text("ascii").split()[0])
        return pid if psutil.Process(pid).name().startswith("postgres") else None
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
