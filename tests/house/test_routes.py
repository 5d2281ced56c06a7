"""Every route of every service says who may call it: deny by default."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

from shared.kernel.identite import Identite, Role
from shared.settings import services
from shared.web.acces import Acces, public, reserve
from shared.web.app import create_app
from shared.web.schemas import schemas_router


def open_to_anybody(app: FastAPI, service: str) -> list[str]:
    """Return the routes that nobody guards, besides the assets and the description of the API."""
    free = {f"/{service}/assets", f"/{service}/api/openapi.json"}
    return [path for path, dependant in every(app.routes) if not guarded(dependant) and path not in free]


def every(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, Dependant | None]]:
    """Yield each route's whole path and what is called for it, within mounts too; a mount without routes is one."""
    for context in iter_route_contexts(routes):
        path = f"{prefix}{context.path}"
        if isinstance(context.route, Mount) and context.route.routes:
            yield from every(context.route.routes, path)
        else:
            yield path, getattr(context, "dependant", None)


def guarded(dependant: Dependant | None) -> bool:
    """Tell whether a route, or a router above it, asks who calls."""
    return dependant is not None and any(isinstance(call, Acces) for call in calls(dependant))


def calls(dependant: Dependant) -> Iterator[object]:
    """Yield all that is called before the route."""
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from calls(dependency)


@pytest.fixture
def app(service: str, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Give the application of a service, with the routes that its process serves."""
    server = import_module(f"services.{service}.server")
    given: dict[str, Any] = {}

    async def record(_: object, **arguments: Any) -> None:
        given.update(arguments)

    monkeypatch.setattr(server, "run_server", record)
    monkeypatch.setenv("MAILLAGE_KAFKA", "aucun")
    monkeypatch.setenv(f"MAILLAGE_{service.upper()}_POSTGRES", "postgresql://aucun")
    server.main()
    return create_app(service=service, title=given["title"], routers=[*given["routers"], schemas_router()])


@pytest.mark.parametrize("service", services())
def test_chaque_route_dit_qui_peut_l_appeler(app: FastAPI, service: str) -> None:
    assert open_to_anybody(app, service) == []
    assert len(list(every(app.routes))) > 2


def test_une_route_qui_ne_dit_rien_se_verrait() -> None:
    free, kept, inner = APIRouter(), APIRouter(dependencies=[public()]), APIRouter(prefix="/dedans")

    @free.get("/ouverte")
    @kept.get("/gardee")
    async def read() -> None:
        """Read."""

    @free.post("/reservee")
    async def act(qui: Annotated[Identite, reserve(Role.ARS)]) -> None:
        """Act."""

    @inner.get("/oubliee")
    async def forgotten() -> None:
        """Read."""

    free.include_router(inner)
    kept.include_router(inner, prefix="/encore")
    app = create_app(service="essai", title="Essai", routers=[free, kept])
    app.mount("/essai/monte", FastAPI(openapi_url=None, docs_url=None, redoc_url=None, routes=list(inner.routes)))
    assert open_to_anybody(app, "essai") == ["/essai/ouverte", "/essai/dedans/oubliee", "/essai/monte/dedans/oubliee"]
