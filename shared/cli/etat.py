"""`maillage etat`: is everything ready, at rest and equal?"""

import asyncio
from time import monotonic
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from shared.cli.probes import Picture, look
from shared.kernel.errors import Refusal
from shared.settings import PlatformSettings, platform_settings

_POLL_SECONDS = 0.3
_QUIET_POLLS = 2
_GRACE_SECONDS = 1.0
"""Even a single question leaves time for what is on its way, such as a digest being told."""


class PlateformeInconnueError(Refusal):
    """No admin address is known."""

    message = "Aucun service connu : lancez « make run », ou donnez MAILLAGE_ADMINS (JSON : service → adresses admin)."


def commands(root: typer.Typer) -> None:
    """Add the order to the root."""
    root.command("etat")(etat)


def etat(
    *,
    json: Annotated[bool, typer.Option("--json", help="Écrire un document JSON.")] = False,
    attendre: Annotated[
        float, typer.Option(metavar="SECONDES", help="Attendre que retards et boîtes d'envoi soient à zéro.")
    ] = 0.0,
) -> None:
    """Dire si les services sont prêts, à jour et en phase ; code de sortie 0 seulement si tout concorde."""
    settings = platform_settings()
    if not settings.admins:
        raise PlateformeInconnueError
    picture = asyncio.run(_wait_and_look(settings, attendre))
    if json:
        typer.echo(orjson.dumps(picture.as_json(), option=orjson.OPT_INDENT_2).decode())
    else:
        _print(picture)
    raise typer.Exit(0 if picture.at_rest and picture.equal else 1)


async def _wait_and_look(settings: PlatformSettings, seconds: float) -> Picture:
    """Look until all is at rest and equal, for so many seconds; services always tell something small in between."""
    deadline = monotonic() + max(seconds, _GRACE_SECONDS)
    quiet = 0
    while True:
        # Twice in a row: an event that left an outbox between two answers is then seen in a lag.
        quiet = quiet + 1 if (await look(settings, with_digests=False)).at_rest else 0
        if quiet >= _QUIET_POLLS or monotonic() > deadline:
            picture = await look(settings, with_digests=True)
            if (picture.at_rest and picture.equal) or monotonic() > deadline:
                return picture
            quiet = 0
        await asyncio.sleep(_POLL_SECONDS)


def _print(picture: Picture) -> None:
    console = Console()
    table = Table("Service", "Prêt", "Retard", "À envoyer", "Rebuts", title="Services")
    for name, service in picture.services.items():
        ready = "[green]oui[/]" if service["pret"] else "[red]non[/] : " + " ; ".join(service["raisons"])
        table.add_row(
            name, ready, str(sum(service["retards"].values())), str(service["outbox"]), str(service["rebuts"])
        )
    console.print(table)
    table = Table("Source", "Copie", "Lignes", "Empreintes", "Égales", title="Copies")
    for column in table.columns[:2]:
        column.overflow = "fold"
    for copie in picture.copies:
        counts = " / ".join(str(n) for n in copie["nombre"])
        digests = " / ".join(str(e)[:8] for e in copie["empreinte"])
        table.add_row(
            copie["source"], copie["copie"], counts, digests, "[green]oui[/]" if copie["egales"] else "[red]non[/]"
        )
    console.print(table)
    if picture.controles:
        table = Table("Contrôle", "Juste", title="Chiffres tenus à jour")
        for controle in picture.controles:
            table.add_row(
                controle["controle"],
                "[red]non[/] : " + " ; ".join(controle["ecarts"]) if controle["ecarts"] else "[green]oui[/]",
            )
        console.print(table)
