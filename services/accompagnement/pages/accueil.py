"""The home page, by role, and the count beside « Demandes » in the navigation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.lectures import Onglet
from shared.kernel.identite import Identite, Role
from shared.web.acces import public, reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

router = APIRouter()
Equipe = Annotated[Identite, reserve(Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION)]


@router.get("/")
async def accueil(
    request: Request, qui: Annotated[Identite | None, public()], app: Annotated[Accompagnement, Depends(application)]
) -> Response:
    """Show what waits for the reader; htmx asks for the moving part alone."""
    if qui is not None and qui.role is Role.ANIMATEUR:
        template = "accueil_travail.html" if is_fragment(request) else "accueil.html"
        return render(request, template, a=await app.lire_accueil(qui), etats=libelles.ETATS)
    if qui is None:
        return render(request, "accueil_public.html")
    return render(request, "accueil_role.html")


@router.get("/compte")
async def compte(qui: Equipe, app: Annotated[Accompagnement, Depends(application)]) -> Response:
    """Tell how many requests wait for the reader, nothing when none does."""
    nombre = (await app.lire_boite(qui, Onglet.A_PRENDRE)).nombres[Onglet.A_PRENDRE]
    return HTMLResponse(f'{nombre}<span class="lu-seulement"> à prendre</span>' if nombre else "")
