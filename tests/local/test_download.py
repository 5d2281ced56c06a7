"""The servers are downloaded once, and a damaged file is noticed and replaced; Maven is a stand-in here."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from local.account import erase
from local.download import ensure_servers
from local.errors import LocalError

MAVEN = """#!/bin/sh
# Copies what the "repository" holds; refills the repository from "the network" where a file is missing.
for option in "$@"; do case $option in -DoutputDirectory=*) out=${option#*=};; esac; done
echo run >> "$ROOM/runs"
mkdir -p "$out" "$ROOM/m2/g/a"
for jar in "$ROOM"/network/*.jar; do
  name=$(basename "$jar")
  [ -e "$ROOM/m2/g/a/$name" ] || cp "$jar" "$ROOM/m2/g/a/$name"
  [ -e "$out/$name" ] || cp "$ROOM/m2/g/a/$name" "$out/$name"
done
"""


class Room:
    """A machine with a fake Maven."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers = folder / "serveurs"
        self.said: list[str] = []

    @property
    def runs(self) -> int:
        path = self.folder / "runs"
        return len(path.read_text().split()) if path.exists() else 0

    def ensure(self) -> None:
        ensure_servers(self.said.append, folder=self.servers)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "bin").mkdir()
    maven = tmp_path / "bin" / "mvn"
    maven.write_text(MAVEN)
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("ROOM", str(tmp_path))
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={tmp_path / 'm2'}")
    network = tmp_path / "network"
    network.mkdir()
    _jar(network / "kafka-1.jar", "code", b"x" * 5_000)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        member = tarfile.TarInfo("bin/postgres")
        member.size, member.mode = 4, 0o755
        archive.addfile(member, io.BytesIO(b"real"))
    _jar(network / "embedded-postgres-binaries-here-1.jar", "postgres.txz", packed.getvalue())
    made = Room(tmp_path)
    yield made
    erase(made.servers / "postgres")


def _jar(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)


def test_nothing_is_done_twice(room: Room) -> None:
    room.ensure()
    assert (room.servers / "postgres" / "bin" / "postgres").read_bytes() == b"real"
    assert len(room.said) == 2
    room.ensure()
    assert room.runs == 1
    assert len(room.said) == 2


def test_a_truncated_jar_is_noticed_and_taken_again(room: Room) -> None:
    room.ensure()
    jar = room.servers / "libs" / "kafka-1.jar"
    os.truncate(jar, 100)
    room.ensure()
    assert jar.read_bytes() == (room.folder / "network" / "kafka-1.jar").read_bytes()
    assert "kafka-1.jar" in room.said[-1]


def test_a_damaged_jar_is_noticed_even_in_maven_s_own_folder(room: Room) -> None:
    room.ensure()
    for jar in (room.servers / "libs" / "kafka-1.jar", room.folder / "m2" / "g" / "a" / "kafka-1.jar"):
        content = bytearray(jar.read_bytes())
        content[60] ^= 0xFF
        jar.write_bytes(content)
    room.ensure()
    good = (room.folder / "network" / "kafka-1.jar").read_bytes()
    assert (room.servers / "libs" / "kafka-1.jar").read_bytes() == good


def test_a_jar_broken_from_the_first_day_is_asked_for_once_more(room: Room) -> None:
    broken = room.folder / "m2" / "g" / "a" / "kafka-1.jar"
    broken.parent.mkdir(parents=True)
    broken.write_bytes((room.folder / "network" / "kafka-1.jar").read_bytes()[:300])
    room.ensure()
    assert room.runs == 2
    assert zipfile.is_zipfile(room.servers / "libs" / "kafka-1.jar")


def test_a_jar_that_stays_broken_is_refused(room: Room) -> None:
    (room.folder / "network" / "kafka-1.jar").write_bytes(b"an error page")
    with pytest.raises(LocalError, match=r"kafka-1\.jar"):
        room.ensure()
    with pytest.raises(LocalError, match=r"kafka-1\.jar"):
        room.ensure()


def test_a_postgres_cut_short_is_unpacked_again(room: Room) -> None:
    room.ensure()
    (room.servers / "postgres" / "bin" / "postgres").unlink()
    room.ensure()
    assert (room.servers / "postgres" / "bin" / "postgres").read_bytes() == b"real"
    assert room.runs == 1


def test_a_download_cut_short_is_taken_up_again(room: Room) -> None:
    libs = room.servers / "libs"
    libs.mkdir(parents=True)
    (libs / "kafka-1.jar").write_bytes(b"half")
    room.ensure()
    assert zipfile.is_zipfile(libs / "kafka-1.jar")


def test_maven_s_failure_is_told_with_its_last_words(room: Room) -> None:
    maven = room.folder / "bin" / "mvn"
    maven.write_text("#!/bin/sh\necho no network\nexit 1\n")
    with pytest.raises(LocalError, match="no network"):
        room.ensure()
