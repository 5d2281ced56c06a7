"""The orders of usages for operators and scripts: `maillage import usages FICHIER`, `maillage usages …`."""

import asyncio
import json as json_lib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.usages.bootstrap import SERVICE, open_usages
from services.usages.domain.importation import CodeSignalement, Rapport, Signalement, Statut
from services.usages.domain.refus import CibleInvalideError
from services.usages.usecases import Usages
from services.usages.usecases.importer_usages import Suivi
from shared.bus.memory import settle
from shared.cli.groups import group
from shared.kernel.clock import SystemClock
from shared.kernel.errors import InvalidInput
from shared.settings import service_settings

EXEMPLES, SIGNALEMENTS = 10, 20
CODE_REFUS = 2
PAR = "ligne de commande"
_PHRASES = {
    Statut.APPLIQUE: "[green]Import appliqué.[/]",
    Statut.SIMULE: "[yellow]Simulation : rien n’est enregistré.[/]",
    Statut.INCHANGE: "[green]Aucune mesure n’a changé.[/]",
    Statut.REFUSE: "[red]Import refusé : rien n’est changé.[/]",
}
T = TypeVar("T")


class DateIllisibleError(InvalidInput):
    """The text is no date."""

    message = "{option} : « {valeur} » n’est pas une date. Écrivez AAAA-MM-JJ."


def commands(root: typer.Typer) -> None:
    """Add the orders to the root."""
    group(root, "import").command("usages")(importer)
    usages = group(root, "usages")
    usages.info.help = "Cibles, engagements et quarantaine des usages."
    usages.command("rejouer")(rejouer)
    usages.command("classer")(classer)
    usages.command("engagement")(engagement)
    usages.command("cible")(cible)
    usages.command("cibles")(cibles)


def importer(
    fichier: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="CSV : finess;indicateur;mois;numerateur;denominateur.")
    ],
    *,
    simulation: Annotated[
        bool, typer.Option("--simulation", help="Dire ce qui changerait, sans rien enregistrer.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Écrire le rapport en JSON.")] = False,
) -> None:
    """Importer un fichier de mesures d’usage ; code de sortie 2 s’il est refusé en entier."""
    settle()
    with _suivi() as suivi:
        rapport = _faire(lambda app: app.importer_usages(fichier, par=PAR, simulation=simulation, suivi=suivi))
    _rendre(str(fichier), rapport, json=json)


def rejouer(
    import_id: Annotated[UUID, typer.Argument(metavar="IMPORT", help="Identifiant de l’import.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Écrire le rapport en JSON.")] = False,
) -> None:
    """Relire les lignes qu’un import a mises en quarantaine."""
    rapport = _faire(lambda app: app.rejouer_quarantaine(import_id, par=PAR))
    _rendre(rapport.fichier, rapport, json=json)


def classer(import_id: Annotated[UUID, typer.Argument(metavar="IMPORT", help="Identifiant de l’import.")]) -> None:
    """Classer les lignes en quarantaine d’un import : réparées dans un autre fichier, ou abandonnées."""
    nombre = _faire(lambda app: app.classer_quarantaine(import_id, par=PAR))
    typer.echo(f"{nombre} ligne(s) classée(s).")


def engagement(
    *,
    finess: Annotated[str, typer.Option(help="Numéro FINESS du site.")],
    programme: Annotated[str, typer.Option(help="Code du programme, par exemple esms-numerique-projet.")],
    debut: Annotated[str, typer.Option(metavar="AAAA-MM-JJ", help="Date de départ : projet ou fin de formation.")],
) -> None:
    """Ouvrir à la main le suivi d’un site dans un programme."""
    depart = _date("--debut", debut)
    ouvert = _faire(lambda app: app.ouvrir_engagement(finess=finess, programme=programme, debut=depart, par=PAR))
    typer.echo(f"Suivi ouvert : {ouvert.finess}, {programme}, du {ouvert.debut} au {ouvert.echeance} exclu.")


def cible(
    *,
    programme: Annotated[str, typer.Option(help="Code du programme.")],
    indicateur: Annotated[str, typer.Option(help="Code de l’indicateur.")],
    valeur: Annotated[str, typer.Option(help="Taux demandé, par exemple 0.85 pour 85 %.")],
    depuis: Annotated[
        str | None, typer.Option(metavar="AAAA-MM-JJ", help="En vigueur depuis ; aujourd’hui sinon.")
    ] = None,
) -> None:
    """Fixer une cible ; les suivis déjà ouverts gardent la leur."""
    jour = _date("--depuis", depuis) if depuis else SystemClock().now().date()
    try:
        taux = Decimal(valeur.replace(",", "."))
    except InvalidOperation:
        raise CibleInvalideError(valeur=valeur) from None
    fixee = _faire(lambda app: app.fixer_cible(programme=programme, indicateur=indicateur, valeur=taux, depuis=jour))
    typer.echo(
        f"Cible fixée : {fixee.programme}, {fixee.indicateur}, {fixee.valeur}, depuis le {fixee.valable_depuis}."
    )


def cibles() -> None:
    """Lister les cibles de chaque programme, de la plus ancienne à la plus récente."""
    tableau = Table("Programme", "Indicateur", "Valeur", "Depuis", "")
    for une in _faire(lambda app: app.lister_cibles()):
        note = "exemple, à fixer par l’agence" if une.exemple else ""
        tableau.add_row(une.programme, une.indicateur, str(une.valeur), str(une.valable_depuis), note)
    Console().print(tableau)


def en_json(fichier: str, rapport: Rapport) -> dict[str, Any]:
    """Return the report as `--json` prints it; lists hold the first lines, counts are of all."""
    return {
        "fichier": fichier,
        "statut": rapport.statut.value,
        "motif": rapport.motif,
        "import": str(rapport.id) if rapport.id else None,
        "lignes": rapport.lignes,
        "nouvelles": rapport.nouvelles,
        "corrigees": rapport.corrigees,
        "inchangees": rapport.inchangees,
        "remplacees": rapport.remplacees,
        "ecartees": rapport.ecartees,
        "quarantaine": [
            {"ligne": e.ligne, "champ": e.champ, "valeur": e.valeur, "motif": e.motif} for e in rapport.quarantaine
        ],
        "signalements": [
            {"code": s.code.value, "ligne": s.ligne, "champ": s.champ, "valeur": s.valeur}
            for s in rapport.signalements
        ],
        "nombre_par_signalement": {code.value: n for code, n in rapport.nombre_par_signalement.items()},
        "changements": [
            {
                "ligne": c.ligne, "finess": c.finess, "indicateur": c.indicateur, "mois": c.mois,
                "avant": c.avant, "apres": c.apres,
            }
            for c in rapport.changements
        ],
    }  # fmt: skip


def _faire(travail: Callable[[Usages], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_usages(service_settings(SERVICE)) as app:
            return await travail(app)

    return asyncio.run(run())


def _rendre(fichier: str, rapport: Rapport, *, json: bool) -> None:
    if json:
        typer.echo(json_lib.dumps(en_json(fichier, rapport), ensure_ascii=False, indent=1))
    else:
        _montrer(rapport)
    raise typer.Exit(CODE_REFUS if rapport.statut is Statut.REFUSE else 0)


def _date(option: str, texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise DateIllisibleError(option=option, valeur=texte) from None


@contextmanager
def _suivi() -> Iterator[Suivi]:
    """Show how far the file is read: a bar on a terminal, else a line every quarter, on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _en_lignes(console)
        return
    colonnes = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*colonnes, console=console, transient=True) as progres:
        tache = progres.add_task("Lecture des mesures", total=1.0)

        def avancer(part: float) -> None:
            progres.update(tache, completed=part, description="Enregistrement" if part >= 1 else "Lecture des mesures")

        yield avancer


def _en_lignes(console: Console) -> Suivi:
    dits: set[int] = set()

    def avancer(part: float) -> None:
        quart = int(part * 4) * 25
        if quart not in dits:
            dits.add(quart)
            console.print(f"Lecture des mesures : {quart} %", highlight=False)

    return avancer


def _montrer(rapport: Rapport) -> None:
    console = Console(highlight=False)
    console.print(f"{escape(rapport.fichier)} : {_PHRASES[rapport.statut]}")
    if rapport.motif:
        console.print(rapport.motif, markup=False)
        return
    console.print(
        f"{rapport.lignes} ligne(s) : {rapport.nouvelles} nouvelle(s), {rapport.corrigees} corrigée(s), "
        f"{rapport.inchangees} inchangée(s), {rapport.remplacees} remplacée(s) plus bas, "
        f"{rapport.ecartees} en quarantaine."
    )
    if rapport.nombre_par_signalement:
        tableau = Table("À regarder", "Nombre", "Explication")
        for code, nombre in rapport.nombre_par_signalement.items():
            tableau.add_row(code.value, str(nombre), code.explication)
        console.print(tableau)
        for code, nombre in rapport.nombre_par_signalement.items():
            _nommer(console, code, nombre, [s for s in rapport.signalements if s.code is code and s.ligne])
    if rapport.quarantaine:
        tableau = Table("Ligne", "Champ", "Valeur", "Motif", title=f"{rapport.ecartees} ligne(s) en quarantaine")
        for e in rapport.quarantaine[:EXEMPLES]:
            tableau.add_row(str(e.ligne), e.champ, escape(e.valeur), escape(e.motif))
        console.print(tableau)
        if rapport.id:
            console.print(f"Après correction : maillage usages rejouer {rapport.id}")


def _nommer(console: Console, code: CodeSignalement, nombre: int, lignes: Sequence[Signalement]) -> None:
    """Name the first lines that went in and are worth a look, and say how many others there are."""
    if lignes:
        dites = "; ".join(f"ligne {s.ligne}, {s.champ} {s.valeur}" for s in lignes[:SIGNALEMENTS])
        autres = f"; et {nombre - SIGNALEMENTS} autre(s)" if nombre > SIGNALEMENTS else ""
        console.print(f"{code.value} : {dites}{autres}", markup=False)
