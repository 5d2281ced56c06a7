"""Named queries as the code loads and uses them."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from shared.settings import ROOT
from tests.house.source import PRODUCTION, Module, called, modules

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
# A sentence of SQL: its verb, and the word that follows it in every sentence of ours.
_SENTENCE = re.compile(
    r"^\s*(select\b.+\bfrom\b|select\s+(pg_|set_config)|insert\s+into\b|update\s+\S+.*\bset\b|delete\s+from\b|truncate\b"
    r"|with\s+\w+\s+as\b|(create|alter|drop)\s+(table|index|view|type|schema|extension|unique|or\s+replace)\b"
    r"|lock\s+table\b|copy\s+\w+\s+(from|to)\b|notify\s+\w+|listen\s+\w+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Usage:
    """The queries written in `.sql` files, and those that the code asks for, as (file, name)."""

    written: set[tuple[str, str]] = field(default_factory=set)
    asked: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)


def usage(root: Path = ROOT) -> Usage:
    """Read every `.sql` file outside migrations, and every `Queries(…)` with what is asked of it."""
    found = Usage()
    for path in sorted(
        p for folder in PRODUCTION for p in (root / folder).rglob("*.sql") if p.parent.name != "migrations"
    ):
        name = path.relative_to(root).as_posix()
        found.files.add(name)
        found.written |= {(name, query) for query in _NAME.findall(path.read_text("utf-8"))}
    loaded = {(m.dotted, variable): file for m in modules(*PRODUCTION, root=root) for variable, file in _loads(m)}
    found.loaded = set(loaded.values())
    for module in modules(*PRODUCTION, root=root):
        known = {variable: file for (dotted, variable), file in loaded.items() if dotted == module.dotted}
        known |= {here: loaded[source, name] for source, name, here in module.imports() if (source, name) in loaded}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in known:
                if isinstance(node.slice, ast.Constant):
                    found.asked.add((known[node.value.id], str(node.slice.value)))
                else:
                    found.unclear.append(f"{module.name}:{node.lineno}")
    return found


def sentences(*folders: str, root: Path = ROOT) -> list[str]:
    """Return where Python holds a sentence of SQL, as file:line."""
    return [
        f"{module.name}:{line}"
        for module in modules(*folders, root=root)
        for line, text in module.texts()
        if _SENTENCE.match(text)
    ]


def _loads(module: Module) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and called(node.value) == "Queries":
            assert isinstance(node.value, ast.Call)
            package, file = node.value.args
            folder = package.value if isinstance(package, ast.Constant) else module.package
            assert isinstance(file, ast.Constant)
            target = node.targets[0]
            assert isinstance(target, ast.Name)
            found.append((target.id, f"{str(folder).replace('.', '/')}/{file.value}"))
    return found
