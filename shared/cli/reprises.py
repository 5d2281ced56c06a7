"""`maillage reconstruire` and `maillage republier`: making again what is derived, telling again what was told."""

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from shared.bus.archive import tell_again
from shared.bus.journal import adopt
from shared.bus.rebuild import rewind
from shared.cli.probes import look
from shared.cli.services import ServiceArgument, bootstrap_of
from shared.db.pool import connect, open_pool
from shared.kernel.errors import InvalidInput
from shared.settings import PlatformSettings, service_settings

_POLL_SECONDS = 0.5
console = Console(stderr=True)


class DateIllisibleError(InvalidInput):
    """The text is no date."""

    message = "--depuis : « {valeur} » n'est pas une date. Écrivez AAAA-MM-JJ ou AAAA-MM-JJTHH:MM (UTC)."


def commands(root: typer.Typer) -> None:
    """Add the orders to the root."""
    root.command("reconstruire")(reconstruire)
    root.command("republier")(republier)
    root.command("adopter-journal")(adopter_journal)


def reconstruire(
    service: ServiceArgument,
    projection: Annotated[str | None, typer.Argument(help="Une seule projection ; toutes sinon.")] = None,
    *,
    attendre: Annotated[float, typer.Option(metavar="SECONDES", help="Attendre au plus ce temps la fin.")] = 600.0,
) -> None:
    """Vider les projections d'un service et les rejouer depuis le début ; les autres services continuent."""
    module, settings = bootstrap_of(service), service_settings(service)

    async def run() -> bool:
        async with open_pool(settings.postgres, name="maillage-reconstruire", size=2) as pool:
            parts = module.worker_parts(pool)
            groups = await rewind(pool, settings, parts.inbound, projection)
        typer.echo(f"Projections remises au début : {', '.join(groups) or 'aucune'}")
        followed = bool(groups) and service in settings.admins
        return await _follow(settings, service, groups, attendre) if followed else True

    if not asyncio.run(run()):
        console.print("La reconstruction continue : suivez-la par « maillage etat ».", style="yellow")
        raise typer.Exit(1)


def republier(
    service: ServiceArgument,
    *,
    depuis: Annotated[str, typer.Option(metavar="DATE", help="Instant UTC, AAAA-MM-JJ ou AAAA-MM-JJTHH:MM.")],
) -> None:
    """Redire les événements envoyés depuis une date, d'après l'archive (14 jours), après une perte du journal."""
    bootstrap_of(service)
    settings = service_settings(service)
    since = _instant(depuis)

    async def run() -> int:
        connection = await connect(settings.postgres, name="maillage-republier")
        try:
            return await tell_again(connection, since)
        finally:
            await connection.close()

    typer.echo(f"{asyncio.run(run())} événement(s) remis dans la boîte d'envoi de {service}.")


def adopter_journal(service: ServiceArgument) -> None:
    """Accepter un Kafka neuf après la perte du journal : toutes les positions du service repartent de zéro."""
    bootstrap_of(service)
    settings = service_settings(service)

    async def run() -> str:
        connection = await connect(settings.postgres, name="maillage-adopter-journal")
        try:
            return await adopt(connection, settings.kafka)
        finally:
            await connection.close()

    typer.echo(f"{service} suit désormais le Kafka {asyncio.run(run())}. Chaque service qui parle doit republier.")


async def _follow(settings: PlatformSettings, service: str, groups: list[str], seconds: float) -> bool:
    """Show what is left to replay until nothing is; False when the time is over."""
    deadline, total = monotonic() + seconds, 0
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reconstruction", total=None)
        while monotonic() < deadline:
            entry = (await look(settings, with_digests=False)).services[service]
            left = sum(entry["groupes"].get(group, 0) for group in groups)
            total = max(total, left)
            progress.update(task, total=total or 1, completed=total - left if total else 1)
            if not console.is_terminal:
                console.print(f"reste {left} événement(s)")
            if left == 0 and entry["pret"]:
                return True
            await asyncio.sleep(_POLL_SECONDS)
    return False


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise DateIllisibleError(valeur=text) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
