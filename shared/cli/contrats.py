"""`maillage contrats`: writes what is generated from the contracts, and checks it against the last release."""

from typing import Annotated

import typer

from shared.contracts import schema
from shared.contracts.documentation import evenements
from shared.settings import ROOT

DOCUMENT = ROOT / "docs" / "evenements.md"


def commands(root: typer.Typer) -> None:
    """Add the order to the root."""
    root.command("contrats")(contrats)


def contrats(
    *,
    publier: Annotated[
        bool, typer.Option("--publier", help="Faire des schémas du jour la dernière version publiée.")
    ] = False,
) -> None:
    """Écrire schémas JSON et documentation des événements, et refuser toute rupture avec la version publiée."""
    schema.check_release()
    changed = schema.write_schemas()
    text = evenements()
    if not DOCUMENT.exists() or DOCUMENT.read_text("utf-8") != text:
        DOCUMENT.write_text(text, "utf-8")
        changed.append(DOCUMENT.name)
    typer.echo("Réécrits : " + ", ".join(changed) if changed else "Rien à réécrire.")
    if publier:
        typer.echo("Version publiée : " + ", ".join(schema.release()))
