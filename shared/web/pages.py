"""Server-rendered pages: one Jinja2 environment per service, with the shared layout, components and formats."""

from datetime import date
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
from shared.web.chemins import adresse_de_connexion
from shared.web.navigation import libelle_du_service, portes
from shared.web.roles import libelle_du_role

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders the templates of one service."""

    def __init__(self, *, service: str, manifest: Manifest, clock: Clock, templates: Path | None) -> None:
        self.clock = clock
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
            portes=portes,
            adresse_de_connexion=adresse_de_connexion,
            service=service,
            libelle_du_service=libelle_du_service,
            libelle_du_role=libelle_du_role,
        )
        self._environment.filters.update(
            nombre=formats.nombre,
            mesure=formats.mesure,
            pluriel=formats.pluriel,
            pourcentage=formats.pourcentage,
            mois=formats.mois,
            date_courte=formats.date_courte,
            date_chiffree=formats.date_chiffree,
            instant=formats.instant,
            depuis=lambda value: formats.depuis(value, clock.now()),
            il_y_a=lambda value: formats.il_y_a(value, clock.now()),
            jours_avant=lambda value: formats.jours_avant(value, clock.now()),
            telephone=formats.telephone,
            typographie=formats.typographie,
            finess_groupes=formats.finess_groupes,
        )

    def text(self, template: str, **context: object) -> str:
        """Render one template."""
        return self._environment.get_template(template).render(context)


def render(request: Request, template: str, *, status_code: int = 200, **context: object) -> HTMLResponse:
    """Answer with one template of the service that got the request.

    In the template `requete` is the request, `identite` who signed in (None for a stranger).
    """
    pages: Pages = request.app.state.pages
    identite = getattr(request.state, "identite", None)
    return HTMLResponse(pages.text(template, requete=request, identite=identite, **context), status_code=status_code)


def aujourd_hui(request: Request) -> date:
    """Return the day that it is in Paris, by the clock of the pages."""
    pages: Pages = request.app.state.pages
    return pages.clock.now().astimezone(formats.PARIS).date()


def is_fragment(request: Request) -> bool:
    """Tell whether htmx asks for a piece of page rather than a whole one."""
    return "hx-request" in request.headers
