"""Brings Kafka and Postgres by Maven, once, and notices a file that is no longer what was downloaded."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local.account import erase, reachable, unprivileged_account
from local.errors import LocalError, PrerequisiteError
from local.paths import POM, servers_dir
from local.prerequisites import JAVA, MAVEN, complaints
from local.processes import tail

Say = Callable[[str], None]
STAMP = "empreintes.json"


@dataclass(frozen=True)
class Servers:
    """Where the downloaded servers are: Kafka's jars, Postgres's tree."""

    libs: Path
    postgres: Path


@dataclass(frozen=True)
class Stamp:
    """What was downloaded: the digest of the order, the digest of each jar, the weight of the unpacked Postgres."""

    pom: str
    jars: dict[str, str]
    postgres: list[int]

    @classmethod
    def read(cls, path: Path) -> "Stamp | None":
        """The stamp of the last complete download; None when there is none or it cannot be read."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Written last, by a rename: a stamp says that everything before it was finished."""
        draft = path.with_suffix(".tmp")
        draft.write_text(json.dumps(self.__dict__, indent=1), "utf-8")
        draft.replace(path)


def ensure_servers(say: Say = print, *, folder: Path | None = None) -> Servers:
    """Download, repair or unpack what is missing, nothing else. Raises PrerequisiteError, LocalError."""
    folder = folder or servers_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in parallel, and beside a platform
        return _ensure(folder, say)


def _ensure(folder: Path, say: Say) -> Servers:
    libs, tree, stamp_file = folder / "libs", folder / "postgres", folder / STAMP
    pom = _digest(POM)
    stamp = Stamp.read(stamp_file)
    if stamp is None or stamp.pom != pom:
        shutil.rmtree(libs, ignore_errors=True)
        say("Téléchargement de Kafka et de Postgres par Maven (environ 60 Mo)…")
        stamp = Stamp(pom, _download(libs, {}), [])
    elif damaged := [name for name, digest in stamp.jars.items() if _digest(libs / name) != digest]:
        say(f"Fichier abîmé ou manquant, repris : {', '.join(damaged)}.")
        for name in damaged:
            _forget(libs, name, stamp.jars[name])
        stamp = Stamp(pom, _download(libs, stamp.jars), stamp.postgres)
    if not tree.exists() or _weight(tree) != stamp.postgres:
        say("Mise en place de Postgres…")
        stamp = Stamp(stamp.pom, stamp.jars, _unpack(libs, tree))
        stamp.write(stamp_file)
    elif Stamp.read(stamp_file) != stamp:
        stamp.write(stamp_file)
    return Servers(libs, tree.resolve())


def _download(libs: Path, expected: dict[str, str]) -> dict[str, str]:
    """Have Maven copy the jars; a jar that cannot be read whole is asked for once more. The digest of each."""
    if lines := complaints([JAVA, MAVEN]):
        raise PrerequisiteError("\n".join(lines))
    _maven(libs)
    broken = [jar for jar in sorted(libs.glob("*.jar")) if not _is_whole(jar)]
    if broken:
        for jar in broken:
            _forget(libs, jar.name, "")
        _maven(libs)
    digests = {jar.name: _digest(jar) for jar in sorted(libs.glob("*.jar"))}
    wrong = [jar.name for jar in broken if not _is_whole(jar)]
    wrong += [name for name, digest in expected.items() if digests.get(name) != digest]
    if wrong or not digests:
        raise LocalError(f"Téléchargement abîmé, même après une seconde tentative : {', '.join(wrong) or 'aucun jar'}.")
    return digests


def _maven(libs: Path) -> None:
    log = libs.parent / "maven.log"
    options = [
        "-B",
        "-f",
        str(POM),
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
    ]
    with log.open("wb") as output:
        done = subprocess.run(
            [MAVEN.command, *options, f"-DoutputDirectory={libs}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise LocalError(f"Maven n'a pas pu télécharger les serveurs (journal : {log}).\n{tail(log)}")


def _forget(libs: Path, name: str, digest: str) -> None:
    """Remove a bad jar, and Maven's own copy when that one is bad too."""
    (libs / name).unlink(missing_ok=True)
    for copy in _maven_repository().rglob(name):
        if _digest(copy) != digest:
            copy.unlink()


def _maven_repository() -> Path:
    for option in os.environ.get("MAVEN_OPTS", "").split():
        if option.startswith("-Dmaven.repo.local="):
            return Path(option.partition("=")[2])
    return Path.home() / ".m2" / "repository"


def _is_whole(jar: Path) -> bool:
    """Whether every entry of the archive is there and passes its checksum."""
    try:
        with zipfile.ZipFile(jar) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile, EOFError):
        return False


def _unpack(libs: Path, tree: Path) -> list[int]:
    """Unpack the Postgres of this machine where the account that runs it can read it. The weight of the tree."""
    (jar,) = libs.glob("embedded-postgres-binaries-*.jar")
    erase(tree)
    target = reachable(tree, unprivileged_account())
    target.chmod(0o755)
    with zipfile.ZipFile(jar) as archive:
        (name,) = [entry for entry in archive.namelist() if entry.endswith(".txz")]
        with (
            archive.open(name) as packed,
            tarfile.open(fileobj=packed, mode="r|xz") as files,
        ):
            files.extractall(target, filter="tar")
    return _weight(tree)


def _weight(tree: Path) -> list[int]:
    """Number of files and total bytes: enough to notice a tree cut short."""
    sizes = [path.stat().st_size for path in tree.resolve().rglob("*") if path.is_file()]
    return [len(sizes), sum(sizes)]


def _digest(path: Path) -> str:
    """SHA-256 of a file; empty when it is not there."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    ensure_servers()
