"""The directory's orders for operators and scripts: `maillage import finess FICHIER`."""

import asyncio
import json as json_lib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.referentiel.bootstrap import SERVICE, open_referentiel
from services.referentiel.domain.importation import Rapport, Statut
from services.referentiel.usecases.importer_finess import Suivi
from shared.bus.memory import settle
from shared.cli.groups import group
from shared.settings import service_settings

EXEMPLES = 5
CODE_REFUS = 2
_PHRASES = {
    Statut.APPLIQUE: "[green]Import appliqué.[/]",
    Statut.SIMULE: "[yellow]Simulation : rien n'est enregistré.[/]",
    Statut.INCHANGE: "[green]Rien n'a changé depuis le fichier précédent.[/]",
    Statut.REFUSE: "[red]Import refusé : rien n'est changé.[/]",
}


def commands(root: typer.Typer) -> None:
    """Add the orders to the root."""
    group(root, "import").command("finess")(finess)


def finess(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier FINESS+ (JSON, compressé ou non).")],
    *,
    simulation: Annotated[
        bool, typer.Option("--simulation", help="Dire ce qui changerait, sans rien enregistrer.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Écrire le rapport en JSON.")] = False,
) -> None:
    """Mettre l'annuaire en phase avec un fichier national des structures ; code de sortie 2 s'il est refusé."""
    settle()
    with _suivi() as suivi:
        rapport = asyncio.run(_importer(fichier, simulation=simulation, suivi=suivi))
    if json:
        typer.echo(json_lib.dumps(en_json(fichier, rapport), ensure_ascii=False, indent=1))
    else:
        _montrer(rapport)
    raise typer.Exit(CODE_REFUS if rapport.statut is Statut.REFUSE else 0)


def en_json(fichier: Path, rapport: Rapport) -> dict[str, Any]:
    """Return the report as `--json` prints it; `evenements` names only what happened."""
    return {
        "fichier": str(fichier),
        "statut": rapport.statut.value,
        "motif": rapport.motif,
        "evenements": dict(rapport.evenements),
        "changements": [
            {"finess": c.finess, "evenement": c.evenement, "champs": list(c.champs)} for c in rapport.changements
        ],
        "defauts": [
            {"finess": d.finess, "code": d.code.value, "champ": d.champ, "valeur": d.valeur, "repare": d.repare}
            for d in rapport.defauts
        ],
    }


async def _importer(fichier: Path, *, simulation: bool, suivi: Suivi) -> Rapport:
    async with open_referentiel(service_settings(SERVICE)) as referentiel:
        return await referentiel.importer_finess(fichier, simulation=simulation, suivi=suivi)


@contextmanager
def _suivi() -> Iterator[Suivi]:
    """Show how far the file is read: a bar on a terminal, else a line every quarter, on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _en_lignes(console)
        return
    colonnes = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*colonnes, console=console, transient=True) as progres:
        tache = progres.add_task("Vérification du document", total=None)

        def avancer(part: float) -> None:
            progres.update(tache, description="Lecture des structures", total=1.0, completed=part)

        yield avancer


def _en_lignes(console: Console) -> Suivi:
    dits: set[int] = set()

    def avancer(part: float) -> None:
        quart = int(part * 4) * 25
        if quart not in dits:
            dits.add(quart)
            console.print(f"Lecture des structures : {quart} %", highlight=False)

    return avancer


def _montrer(rapport: Rapport) -> None:
    console = Console(highlight=False)
    console.print(f"{escape(rapport.fichier)} : {_PHRASES[rapport.statut]}")
    if rapport.motif:
        console.print(rapport.motif, markup=False)
    if rapport.changements:
        console.print(_tableau_des_evenements(rapport))
    if rapport.defauts:
        console.print(_tableau_des_defauts(rapport))


def _tableau_des_evenements(rapport: Rapport) -> Table:
    tableau = Table("Événement", "Nombre", "Par exemple", title=f"{len(rapport.changements)} événement(s)")
    for evenement, nombre in rapport.evenements.items():
        exemples = [c.finess for c in rapport.changements if c.evenement == evenement][:EXEMPLES]
        tableau.add_row(evenement, str(nombre), escape(", ".join(exemples)))
    return tableau


def _tableau_des_defauts(rapport: Rapport) -> Table:
    tableau = Table("Défaut", "Nombre", "Réparés", "Par exemple", title=f"{len(rapport.defauts)} défaut(s) du fichier")
    for code, nombre in rapport.defauts_par_code.items():
        de_ce_code = [d for d in rapport.defauts if d.code == code]
        repares = sum(d.repare for d in de_ce_code)
        exemple = next(f"{d.finess} : {d.valeur}" if d.valeur else d.finess for d in de_ce_code)
        tableau.add_row(code, str(nombre), str(repares), escape(exemple))
    return tableau
