"""Ports, locks, the environment file, the missing tools, folders that Postgres can reach."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local.account import Account, can_reach
from local.environment import point_current, read_environment, write_environment
from local.errors import DejaEnMarcheError
from local.lock import is_held, region_lock
from local.paths import ROOT
from local.ports import block_of, free_port, is_free
from local.prerequisites import Tool, complaint, needed


def test_a_port_taken_gives_the_next_one() -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not is_free(port)
        assert free_port(port) > port
    assert free_port(port, taken=frozenset({port})) > port
    assert free_port(port) == port


def test_two_platforms_look_for_their_ports_far_apart() -> None:
    first, second = block_of(Path("/srv/maillage/exemple")), block_of(Path("/srv/maillage/national"))
    assert first == block_of(Path("/srv/maillage/exemple"))
    assert abs(first - second) >= 48
    assert 20_000 <= first < 32_000


def test_a_region_runs_once(tmp_path: Path) -> None:
    folder = tmp_path / "exemple"
    assert not is_held(folder)
    with region_lock(folder):
        assert is_held(folder)
        with (
            pytest.raises(DejaEnMarcheError, match=rf"« exemple » tourne déjà \(processus {os.getpid()}\)"),
            region_lock(folder),
        ):
            pass
    assert not is_held(folder)


def test_the_lock_of_a_killed_platform_is_free(tmp_path: Path) -> None:
    code = "import sys, os; from pathlib import Path; from local.lock import region_lock\n"
    code += "with region_lock(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    assert (tmp_path / "verrou").read_text().strip().isdigit()
    with region_lock(tmp_path):
        pass


def test_the_environment_is_ours_alone_and_reads_back(tmp_path: Path) -> None:
    values = {"MAILLAGE_ADMINS": '{"usages": ["http://127.0.0.1:1"]}', "MAILLAGE_POSTGRES": "postgresql://a:b=c@h/d"}
    path = write_environment(tmp_path, values)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_environment(tmp_path) == values
    assert read_environment(tmp_path / "never") == {}


def test_the_current_region_is_the_last_started(tmp_path: Path) -> None:
    for name in ("exemple", "national", "exemple"):
        (tmp_path / name).mkdir(exist_ok=True)
        point_current(tmp_path / "courant", tmp_path / name)
    assert (tmp_path / "courant").readlink() == Path("exemple")


def test_a_missing_tool_is_named_with_its_package() -> None:
    line = complaint(Tool("Outil", "no-such-tool", "le-paquet"))
    assert line == "Outil est introuvable : installez le paquet « le-paquet »."


def test_a_tool_too_old_is_named_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.19.0\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert "version 18 trouvée" in str(complaint(Tool("Node.js ≥ 20", "node", "nodejs", 20)))


def test_java_and_maven_are_not_needed_when_both_servers_are_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILLAGE_KAFKA", "MAILLAGE_POSTGRES"):
        monkeypatch.delenv(name, raising=False)
    assert {"java", "mvn"} <= {tool.command for tool in needed()}
    monkeypatch.setenv("MAILLAGE_KAFKA", "kafka:9092")
    monkeypatch.setenv("MAILLAGE_POSTGRES", "postgresql://x")
    assert {tool.command for tool in needed()} == {"node", "npm"}


def test_a_folder_under_a_closed_parent_is_out_of_reach(tmp_path: Path) -> None:
    stranger = Account("stranger", 64_000, 64_000)
    (tmp_path / "open" / "data").mkdir(parents=True)
    tmp_path.chmod(0o700)
    assert not can_reach(stranger, tmp_path / "open" / "data")
    assert can_reach(None, tmp_path / "open" / "data")
    assert can_reach(Account("us", os.getuid(), os.getgid()), tmp_path / "open" / "data")
    assert can_reach(stranger, Path("/usr/lib/anything"))
