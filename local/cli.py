"""The orders of the local platform: `maillage run`, `maillage reset`, `maillage jeton`."""

from pathlib import Path
from typing import Annotated

import typer

from local.errors import LocalError


def commands(root: typer.Typer) -> None:
    """Add the orders to the root."""
    root.command("run")(run)
    root.command("reset")(reset)
    root.command("jeton")(jeton)


def run(
    *,
    finess: Annotated[
        Path | None,
        typer.Option(metavar="FICHIER", help="Fichier national FINESS+ (.json.gz) ; sinon la région exemple."),
    ] = None,
    port: Annotated[
        int, typer.Option(envvar="MAILLAGE_PORT", help="Port de la passerelle ; pris : le suivant.")
    ] = 8080,
) -> None:
    """Lancer toute la plateforme sur cette machine, jusqu'à Ctrl-C."""
    from local.run import run as run_platform

    try:
        run_platform(finess, port)
    except LocalError as error:
        _fail(error)


def reset(
    *,
    tout: Annotated[bool, typer.Option("--tout", help="Effacer aussi les serveurs téléchargés.")] = False,
) -> None:
    """Effacer les données de la plateforme locale (refusé quand elle tourne)."""
    from local.reset import reset as erase_regions

    try:
        erased = erase_regions(servers_too=tout)
    except LocalError as error:
        _fail(error)
    typer.echo(f"Effacé : {', '.join(erased)}." if erased else "Rien à effacer.")


def jeton(
    *,
    role: Annotated[str, typer.Option(metavar="ROLE", help="Rôle de la personne : animateur, coordination…")],
    departement: Annotated[
        str | None, typer.Option(metavar="NN", help="Son département ; sinon celui de la première personne du rôle.")
    ] = None,
) -> None:
    """Écrire un jeton d'accès (Bearer) pour les API de la plateforme locale qui tourne."""
    from local.jeton import jeton as make_token

    try:
        typer.echo(make_token(role, departement))
    except LocalError as error:
        _fail(error)


def _fail(error: LocalError) -> None:
    typer.secho(str(error), fg=typer.colors.RED, err=True)
    raise typer.Exit(1)
