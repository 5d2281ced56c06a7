"""`maillage rebuts`: dead letters of a service, seen, replayed, and partitions that their number paused."""

import asyncio
from typing import Annotated, Any

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.table import Table

from shared.bus import dead_letters
from shared.bus.batch import BatchApplier
from shared.bus.consumer import group_of
from shared.bus.parts import Parts
from shared.bus.rebuild import resume
from shared.cli.groups import group
from shared.cli.services import ServiceArgument, bootstrap_of
from shared.db.pool import open_pool
from shared.settings import ServiceSettings, service_settings

_JSON = Annotated[bool, typer.Option("--json", help="Écrire un document JSON.")]
console = Console(stderr=True)


def commands(root: typer.Typer) -> None:
    """Add the group to the root."""
    rebuts = group(root, "rebuts")
    rebuts.command("lister")(lister)
    rebuts.command("rejouer")(rejouer)
    rebuts.command("classer")(classer)
    rebuts.command("reprendre")(reprendre)


def lister(service: ServiceArgument, *, json: _JSON = False) -> None:
    """Lister les messages au rebut, du plus ancien au plus récent, avec leur motif."""
    bootstrap_of(service)
    letters = asyncio.run(_list(service_settings(service)))
    if json:
        typer.echo(orjson.dumps(letters, option=orjson.OPT_INDENT_2).decode())
        return
    table = Table("N°", "Groupe", "Place", "Type", "Motif", "Détail", "Reçu le", title=f"{len(letters)} rebut(s)")
    for letter in letters:
        values = (letter[name] for name in ("id", "groupe", "place", "type", "motif", "detail", "recu_le"))
        table.add_row(*(str(value) for value in values))
    Console().print(table)


def rejouer(service: ServiceArgument, *, json: _JSON = False) -> None:
    """Rejouer les messages au rebut : ceux qui passent sont rangés, les autres restent, avec leur motif du jour.

    Ce qui parle d'une personne n'est gardé que par sa place et son motif : cela ne se rejoue pas, cela se classe.
    """
    module, settings = bootstrap_of(service), service_settings(service)

    async def run() -> dict[str, int]:
        async with open_pool(settings.postgres, name="maillage-rebuts", size=2) as pool:
            return await _replay(pool, settings, module.worker_parts(pool))

    result = asyncio.run(run())
    if json:
        typer.echo(orjson.dumps(result).decode())
    else:
        typer.echo(f"{result['rejoues']} message(s) rejoué(s), {result['restants']} encore au rebut.")
    raise typer.Exit(0 if result["restants"] == 0 else 1)


def classer(service: ServiceArgument, numeros: Annotated[list[int], typer.Argument(metavar="NUMÉRO…", min=1)]) -> None:
    """Classer des messages au rebut qui ne seront pas rejoués, par exemple ceux dont le contenu n'est pas gardé."""
    bootstrap_of(service)
    settings = service_settings(service)

    async def run() -> list[int]:
        async with open_pool(settings.postgres, name="maillage-rebuts", size=2) as pool, pool.acquire() as connection:
            return await dead_letters.file_away(connection, numeros)

    filed = asyncio.run(run())
    typer.echo(f"{len(filed)} message(s) classé(s).")
    raise typer.Exit(0 if set(filed) == set(numeros) else 1)


def reprendre(
    service: ServiceArgument,
    *,
    tolerer: Annotated[
        int, typer.Option(min=0, help="Rebuts tolérés avant une nouvelle pause, en plus des 100 habituels.")
    ] = 0,
) -> None:
    """Relancer les partitions mises en pause par trop de rebuts."""
    module, settings = bootstrap_of(service), service_settings(service)

    async def run() -> list[tuple[str, int]]:
        async with open_pool(settings.postgres, name="maillage-rebuts", size=2) as pool:
            groups = [group_of(settings, s) for s in module.worker_parts(pool).inbound.subscriptions]
            return await resume(pool, groups, tolerer)

    resumed = asyncio.run(run())
    typer.echo("\n".join(f"{topic}, partition {n} : relancée" for topic, n in resumed) or "Aucune partition en pause.")


async def _list(settings: ServiceSettings) -> list[dict[str, Any]]:
    async with open_pool(settings.postgres, name="maillage-rebuts", size=2) as pool, pool.acquire() as connection:
        return [
            {
                "id": row["id"],
                "groupe": row["groupe"],
                "place": f"{row['topic']}/{row['partition']}/{row['decalage']}",
                "type": row["type"],
                "motif": row["motif"],
                "detail": row["detail"],
                "recu_le": row["recu_le"],
                "contenu": row["contenu"],
            }
            async for row in dead_letters.waiting(connection)
        ]


async def _replay(pool: asyncpg.Pool, settings: ServiceSettings, parts: Parts) -> dict[str, int]:
    appliers = {
        group_of(settings, s): BatchApplier(
            subscription=s, group=group_of(settings, s), topic=f"{settings.prefixe}{s.listened.topic.nom}",
            service=settings.service, unit_of=parts.unit_of,
        )
        for s in parts.inbound.subscriptions
    }  # fmt: skip
    counts = {"rejoues": 0, "restants": 0}
    async with pool.acquire() as reading, pool.acquire() as connection:
        async for row in dead_letters.waiting(reading):
            applier = appliers.get(row["groupe"])
            async with connection.transaction():
                if applier is None or not row["contenu"] or not await dead_letters.claim(connection, row["id"]):
                    counts["restants"] += 1
                    continue
                still = await applier.replay(connection, dead_letters.as_record(row))
                await dead_letters.settle(connection, row["id"], still)
            counts["rejoues" if still is None else "restants"] += 1
    return counts
