"""The orders of accompagnement for operators and scripts: `maillage import intervenants FICHIER`."""

import asyncio
import json as json_lib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.accompagnement.bootstrap import SERVICE, open_accompagnement
from services.accompagnement.usecases.importer_intervenants import Rapport, StatutDImport
from shared.cli.groups import group
from shared.settings import service_settings

_PHRASES = {
    StatutDImport.APPLIQUE: "[green]Import appliqué.[/]",
    StatutDImport.SIMULE: "[yellow]Simulation : rien n’est enregistré.[/]",
    StatutDImport.INCHANGE: "[green]Rien n’a changé depuis le fichier précédent.[/]",
}
_CODE_DES_ERREURS = 1


def commands(root: typer.Typer) -> None:
    """Add the orders to the root."""
    group(root, "import").command("intervenants")(intervenants)


def intervenants(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier CSV de l’équipe, en UTF-8.")],
    *,
    simulation: Annotated[
        bool, typer.Option("--simulation", help="Dire ce qui changerait, sans rien enregistrer.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Écrire le rapport en JSON.")] = False,
) -> None:
    """Mettre l’équipe en phase avec un fichier sujet;nom;courriel;profil;departements;etp, et actif si l’on veut.

    La colonne actif vaut oui (par défaut) ou non : qui n’est plus actif ne reçoit plus de demande. La ligne est refusée
    tant que la personne répond de demandes ouvertes.

    Les lignes en erreur sont dites et laissées de côté (code de sortie 1) ; un fichier illisible est refusé (code 2).
    """
    rapport = asyncio.run(_importer(fichier, simulation=simulation))
    if json:
        typer.echo(json_lib.dumps(asdict(rapport), ensure_ascii=False, indent=1))
    else:
        _montrer(rapport)
    raise typer.Exit(_CODE_DES_ERREURS if rapport.erreurs else 0)


async def _importer(fichier: Path, *, simulation: bool) -> Rapport:
    async with open_accompagnement(service_settings(SERVICE)) as accompagnement:
        return await accompagnement.importer_intervenants(fichier, simulation=simulation)


def _montrer(rapport: Rapport) -> None:
    console = Console(highlight=False)
    console.print(f"{escape(rapport.fichier)} : {_PHRASES[rapport.statut]}")
    console.print(f"{rapport.ajoutes} ajouté(s), {rapport.modifies} modifié(s), {rapport.inchanges} inchangé(s).")
    if rapport.erreurs:
        tableau = Table(
            "Ligne", "Champ", "Valeur", "Motif", title=f"{len(rapport.erreurs)} ligne(s) laissée(s) de côté"
        )
        for erreur in rapport.erreurs:
            tableau.add_row(str(erreur.ligne), erreur.champ, escape(erreur.valeur), escape(erreur.motif))
        console.print(tableau)
