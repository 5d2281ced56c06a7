"""The words of the domain stand in the glossary, once."""

import ast
import re

from shared.settings import ROOT
from tests.house.source import modules

GLOSSARY = ROOT / "docs" / "glossaire.md"


def domain_words() -> dict[str, str]:
    """Return the public classes of every domain, with their module."""
    return {
        node.name: module.name
        for module in modules("services")
        if re.match(r"services/\w+/domain/", module.name)
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def test_chaque_mot_du_domaine_est_au_glossaire() -> None:
    text = GLOSSARY.read_text("utf-8")
    missing = [f"{word} ({place})" for word, place in domain_words().items() if not re.search(rf"\b{word}\b", text)]
    assert missing == []


def test_aucun_mot_n_est_defini_deux_fois() -> None:
    words = re.findall(r"^\| ([^|]+) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE)
    terms = [term.strip() for row in words if row != "word" for term in row.split(",")]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
