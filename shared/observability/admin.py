"""The admin port of every process: metrics, probes, and what `maillage etat` asks. Never open to the public."""

from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.observability import metrics
from shared.observability.health import Health

Report = Callable[[bool], Awaitable[dict[str, Any]]]
Collect = Callable[[], Awaitable[None]]


def admin_app(*, health: Health, report: Report, collect: Collect) -> Starlette:
    """Return the application of the admin port.

    `report(with_digests)` gives the process's part of `maillage etat`; `collect` refreshes the gauges before a scrape.
    """

    async def live(_: Request) -> Response:
        stuck = health.stuck()
        return JSONResponse({"vivant": not stuck, "boucles_arretees": stuck}, 503 if stuck else 200)

    async def ready(_: Request) -> Response:
        reasons = await health.reasons()
        return JSONResponse({"pret": not reasons, "raisons": reasons}, 503 if reasons else 200)

    async def scrape(_: Request) -> Response:
        await collect()
        for name, age in health.ages().items():
            metrics.LOOP_AGE.labels(name).set(age)
        return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)

    async def etat(request: Request) -> Response:
        reasons = await health.reasons()
        body = await report(request.query_params.get("empreintes") == "1")
        return JSONResponse({"pret": not reasons, "raisons": reasons, **body})

    return Starlette(
        routes=[
            Route("/healthz/live", live),
            Route("/healthz/ready", ready),
            Route("/metrics", scrape),
            Route("/etat", etat),
        ]
    )
