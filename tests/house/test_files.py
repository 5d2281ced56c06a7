"""What no file of the repository may hold: a registry's host, a place on somebody's machine, a switch for tests."""

import re
from pathlib import Path

import pytest

from tests.house.source import PRODUCTION, files, modules

TEXT = {
    ".py",
    ".md",
    ".sql",
    ".toml",
    ".txt",
    ".json",
    ".xml",
    ".mk",
    ".yml",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".sh",
    ".csv",
    "",
}
# Written in two halves, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a registry's host": "|".join(
        re.escape(a + b)
        for a, b in [
            ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"), ("maven", ".org/maven2"),
            ("repo.", "maven.apache.org"), ("repo1", ".maven"), ("repo.", "spring.io"), ("proxy.", "golang.org"),
        ]
    ),
    "a place on a machine": r"(?<![\w.~-])/(" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me/", "tm" + "p/lab"]) + r")\b",
    "an issue's number": r"(?i)\b(iss" + r"ue|ticket|pull request)s?\s*(n°|no\.?|nr\.?|#)?\s*\d+",
    "who wrote it": r"(?i)\b(sub-?ag" + r"ent|ai assist" + r"ant|language mo" + r"del)\b",
}  # fmt: skip


def holding(pattern: str) -> list[str]:
    """Return the files of text that hold the pattern, with the line."""
    found = []
    for path in files():
        if path.suffix in TEXT and not path.is_symlink():
            for number, line in enumerate(_text(path).splitlines(), start=1):
                if match := re.search(pattern, line):
                    found.append(f"{path.name}:{number}: {match[0]}")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_aucun_fichier_ne_nomme(what: str) -> None:
    assert holding(FORBIDDEN[what]) == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry's host", "https://files.python" + "hosted.org/x"),
        ("a registry's host", "resolved: registry.npm" + "js.org"),
        ("a place on a machine", "cd /wo" + "rk/main"),
        ("a place on a machine", "PATH=/ro" + "ot/.local"),
        ("an issue's number", "see iss" + "ue #12"),
    ],
)
def test_ce_qui_est_interdit_se_verrait(what: str, line: str) -> None:
    assert re.search(FORBIDDEN[what], line)


@pytest.mark.parametrize("line", ["services/usages", "~/work", "homework", "/referentiel/accueil", "a /workers path"])
def test_ce_qui_est_permis_passe(line: str) -> None:
    assert not any(re.search(pattern, line) for pattern in FORBIDDEN.values())


def test_aucun_interrupteur_de_test_dans_le_code_de_production() -> None:
    words = re.compile(r"failpoint|MAILLAGE_CHAOS|PYTEST_CURRENT_TEST|under_test|if_testing", re.IGNORECASE)
    assert [m.name for m in modules(*PRODUCTION) if words.search(m.path.read_text("utf-8"))] == []
