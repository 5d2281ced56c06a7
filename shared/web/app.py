"""The web application of a service: routes under its path, assets, security headers, gzip, errors."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from shared.kernel.clock import Clock, SystemClock
from shared.web import errors
from shared.web.assets import STATIC, ImmutableFiles, Manifest
from shared.web.authentification import Authentification, Inconnus
from shared.web.corps import CorpsLimite
from shared.web.headers import SecurityHeaders
from shared.web.origine import MemeOrigine
from shared.web.pages import Pages

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


def create_app(
    *,
    service: str,
    title: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan = _nothing,
    application: object = None,
    templates: Path | None = None,
    clock: Clock | None = None,
    authentification: Authentification | None = None,
    adresse: str = "http://localhost:8080",
    corps_max: Mapping[str, int] | None = None,
) -> FastAPI:
    """Build the web application of one service; everything it serves lies under `/<service>`.

    `application` is the table of contents that routes receive (or the lifespan sets `app.state.application`);
    `templates` is the folder of the service's own templates; without `authentification` everybody is a stranger;
    `adresse` is the public address of the platform; `corps_max` gives the most bytes of a body by prefix of the path
    (`{"/usages/imports": 60 << 20}`), 1 MiB elsewhere. Raises AssetsNotBuiltError.
    """
    app = FastAPI(
        title=title,
        openapi_url=f"/{service}/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.application = application
    app.state.authentification = authentification or Inconnus()
    app.state.pages = Pages(
        service=service,
        manifest=Manifest.load(),
        clock=clock or SystemClock(),
        templates=templates,
    )
    for router in routers:
        app.include_router(router, prefix=f"/{service}")
    app.mount(f"/{service}/assets", ImmutableFiles(directory=STATIC), name="assets")
    errors.install(app)
    app.add_middleware(CorpsLimite, limites=corps_max or {})
    app.add_middleware(MemeOrigine, adresse=adresse)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecurityHeaders, https=adresse.startswith("https://"))
    return app
