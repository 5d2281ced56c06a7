"""The repository as the house tests read it; a root other than ours lets a test show its rule failing."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shared.settings import ROOT

PRODUCTION = ("shared", "services", "local")


@dataclass(frozen=True)
class Module:
    """One Python file."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """Return its place from the root, with slashes."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def package(self) -> str:
        """Return the dotted name of the package that it lies in."""
        return ".".join(self.path.relative_to(self.root).parent.parts)

    @property
    def dotted(self) -> str:
        """Return its dotted name."""
        return f"{self.package}.{self.path.stem}"

    @cached_property
    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return ast.parse(self.path.read_text("utf-8"), self.name)

    def imports(self) -> Iterator[tuple[str, str, str]]:
        """Yield what it imports: module, name (empty for a whole module), name here."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "", alias.asname or alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.module, alias.name, alias.asname or alias.name) for alias in node.names)

    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield its string constants, f-strings' parts included, docstrings left out, with their lines."""
        lone = {id(n.value) for n in ast.walk(self.tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in lone:
                yield node.lineno, node.value


def modules(*folders: str, root: Path = ROOT) -> list[Module]:
    """Return the modules under these folders of the root."""
    return [Module(root, path) for folder in folders for path in sorted((root / folder).rglob("*.py"))]


def services(root: Path = ROOT) -> list[Path]:
    """Return the folder of each service: those that hold Python."""
    return sorted(path.parent for path in (root / "services").glob("*/__init__.py"))


def files() -> list[Path]:
    """Return the files of the repository, committed or about to be; what git ignores is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def called(node: ast.AST) -> str | None:
    """Return the last name of what a call calls (`outbox.Outgoing(…)` gives `Outgoing`), or None."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None
