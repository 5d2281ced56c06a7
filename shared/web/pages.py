"""Server-rendered pages: one Jinja2 environment per service, with the shared layout, components and formats."""

from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.kernel.clock import Clock
from shared.web import formats
from shared.web.assets import Manifest
from shared.web.navigation import NAVIGATION, libelle_du_service

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders the templates of one service."""

    def __init__(self, *, service: str, manifest: Manifest, clock: Clock, templates: Path | None) -> None:
        folders = [folder for folder in (templates, TEMPLATES) if folder is not None]
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            asset=lambda name: f"/{service}/assets/{manifest[name]}",
            maintenant=clock.now,
            navigation=NAVIGATION,
            service=service,
            libelle_du_service=libelle_du_service,
        )
        self._environment.filters.update(
            nombre=formats.nombre,
            pluriel=formats.pluriel,
            date_courte=formats.date_courte,
            date_chiffree=formats.date_chiffree,
            instant=formats.instant,
            depuis=lambda value: formats.depuis(value, clock.now()),
            il_y_a=lambda value: formats.il_y_a(value, clock.now()),
            telephone=formats.telephone,
            finess_groupes=formats.finess_groupes,
        )

    def text(self, template: str, **context: object) -> str:
        """Render one template."""
        return self._environment.get_template(template).render(context)


def render(request: Request, template: str, *, status_code: int = 200, **context: object) -> HTMLResponse:
    """Answer with one template of the service that got the request; `requete` is the request in the template."""
    pages: Pages = request.app.state.pages
    return HTMLResponse(pages.text(template, requete=request, **context), status_code=status_code)


def is_fragment(request: Request) -> bool:
    """Tell whether htmx asks for a piece of page rather than a whole one."""
    return "hx-request" in request.headers
