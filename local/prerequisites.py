"""Checks the tools of the machine before anything is built; runs on a bare Python, before the virtual environment.

Run as a script: one French line per missing tool, exit code 1 when one is missing; `python` looks at Python only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """A program that we need: how it is called, how it tells its version, the Debian package that brings it."""

    name: str
    command: str
    package: str
    least: int = 0
    version_option: str = "--version"


JAVA = Tool("Java (JDK ≥ 17)", "java", "default-jdk-headless", 17, "-version")
MAVEN = Tool("Maven", "mvn", "maven")
NODE = Tool("Node.js ≥ 20", "node", "nodejs", 20)
NPM = Tool("npm", "npm", "npm")


def java_command() -> str:
    """The Java of JAVA_HOME when there is one, else the one of the PATH."""
    home = os.environ.get("JAVA_HOME", "")
    candidate = os.path.join(home, "bin", "java")  # noqa: PTH118 - runs on any Python 3
    return candidate if home and os.access(candidate, os.X_OK) else "java"


def needed() -> list[Tool]:
    """Java and Maven bring our own Kafka and Postgres: not needed when both are elsewhere."""
    ours = not (os.environ.get("MAILLAGE_KAFKA") and os.environ.get("MAILLAGE_POSTGRES"))
    return [*([JAVA, MAVEN] if ours else []), NODE, NPM]


def complaint(tool: Tool) -> str | None:
    """One line when the tool is missing or too old, None when it is fine."""
    command = java_command() if tool is JAVA else tool.command
    if shutil.which(command) is None:
        return f"{tool.name} est introuvable : installez le paquet « {tool.package} »."
    if not tool.least:
        return None
    answer = subprocess.run([command, tool.version_option], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", answer.stdout + answer.stderr)
    if found is None or int(found[1]) < tool.least:
        version = found[1] if found else "inconnue"
        return f"{tool.name} est nécessaire (version {version} trouvée) : installez le paquet « {tool.package} »."
    return None


def python_complaint() -> str | None:
    """One line when this Python cannot make the virtual environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whichever Python the machine has
        return f"Python ≥ 3.11 est nécessaire ({sys.version.split()[0]} trouvé) : installez le paquet « python3 »."
    try:
        import ensurepip  # noqa: F401 - its absence is what Debian's python3-venv repairs
        import venv  # noqa: F401
    except ImportError:
        return "Le module venv de Python est introuvable : installez le paquet « python3-venv »."
    return None


def complaints(tools: list[Tool]) -> list[str]:
    """All that is missing, one line each."""
    return [line for line in map(complaint, tools) if line]


if __name__ == "__main__":
    only_python = sys.argv[1:] == ["python"]
    lines = [line for line in [python_complaint(), *complaints([] if only_python else needed())] if line]
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(1 if lines else 0)
