"""The server process of a service: its public application and its admin port, until SIGTERM."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from fastapi import APIRouter

from shared.db.errors import UNAVAILABLE
from shared.db.migrations import missing
from shared.db.pool import open_pool
from shared.observability import metrics
from shared.observability.admin import admin_app
from shared.observability.health import Health
from shared.observability.logs import configure_logs
from shared.observability.serving import served, stop_event
from shared.settings import ServiceSettings
from shared.web.app import create_app
from shared.web.authentification import authentification_de
from shared.web.flux import Flux
from shared.web.observed import Observed
from shared.web.schemas import schemas_router

log = structlog.get_logger()


async def run_server(
    settings: ServiceSettings,
    *,
    title: str,
    routers: Sequence[APIRouter],
    build: Callable[[asyncpg.Pool], object],
    templates: Path | None = None,
    corps_max: Mapping[str, int] | None = None,
) -> None:
    """Serve a service's application; `build` gives the table of contents that routes receive.

    People sign in by the settings. `templates` and `corps_max` are those of `create_app`.
    """
    configure_logs(service=settings.service, process="server", level=settings.journal)
    stop = stop_event()
    name = f"maillage-{settings.service}-server"
    flux = Flux(settings.postgres, name=f"maillage-{settings.service}-flux")
    async with (
        open_pool(settings.postgres, name=name, size=settings.bassin) as pool,
        flux.ouvert(),
        authentification_de(settings) as authentification,
    ):
        health = Health()
        health.require(lambda: _not_ready(pool, settings.service))

        async def report(_: bool) -> dict[str, Any]:  # noqa: FBT001
            return {"service": settings.service, "processus": "server"}

        async def collect() -> None:
            idle = pool.get_idle_size()
            metrics.POOL.labels("libre").set(idle)
            metrics.POOL.labels("prise").set(pool.get_size() - idle)

        app = create_app(
            service=settings.service,
            title=title,
            routers=[*routers, schemas_router()],
            application=build(pool),
            templates=templates,
            authentification=authentification,
            adresse=settings.adresse,
            corps_max=corps_max,
        )
        app.state.flux = flux
        admin = admin_app(health=health, report=report, collect=collect)
        async with (
            served(admin, host=settings.admin_hote, port=settings.admin_port, name="admin"),
            served(Observed(app), host=settings.http_hote, port=settings.http_port, name="public"),
        ):
            await stop.wait()
            health.draining = True
            flux.fermer()
    log.info("arret_termine")


async def _not_ready(pool: asyncpg.Pool, service: str) -> list[str]:
    try:
        async with pool.acquire(timeout=2) as connection:
            return [f"migration {name} non appliquée" for name in await missing(connection, service)]
    except UNAVAILABLE as error:
        return [f"Postgres ne répond pas ({type(error).__name__})"]
