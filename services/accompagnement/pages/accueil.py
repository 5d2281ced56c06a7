"""The home page, by role, and the count beside « Demandes » in the navigation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import EQUIPE
from shared.kernel.identite import Identite, Role
from shared.web.acces import public, reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

router = APIRouter()
Equipe = Annotated[Identite, reserve(*EQUIPE)]


@router.get("/")
async def accueil(
    request: Request, qui: Annotated[Identite | None, public()], app: Annotated[Accompagnement, Depends(application)]
) -> Response:
    """Show what waits for the reader; htmx asks for the moving part alone."""
    if qui is not None and qui.role is Role.ANIMATEUR:
        template = "accueil_travail.html" if is_fragment(request) else "accueil.html"
        lu = await app.lire_accueil(qui)
        return render(request, template, a=lu, etats=libelles.ETATS, combien=libelles.combien)
    if qui is None:
        return render(request, "accueil_public.html")
    return render(request, "accueil_role.html")


@router.get("/compte")
async def compte(qui: Equipe, app: Annotated[Accompagnement, Depends(application)]) -> Response:
    """Tell how many requests wait for the reader, nothing when none does."""
    nombre = await app.compter_a_prendre(qui)
    return HTMLResponse(f'{nombre}<span class="lu-seulement"> à prendre</span>' if nombre else "")
