"""The tracking page, behind its link: where the request stands in plain words, and what the structure may do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.accompagnement.usecases import Accompagnement
from shared.kernel.errors import NotFound, Refusal
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.pages import render

router = APIRouter(dependencies=[public()])
App = Annotated[Accompagnement, Depends(application)]
FAITS = {
    "close": "Merci. La demande est close.",
    "annulee": "Votre demande est annulée. Personne ne vous rappellera à ce sujet.",
}


@router.get("/suivi/{jeton}")
async def suivre(request: Request, jeton: str, app: App, fait: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show where the request stands."""
    return await _montrer(request, jeton, app, fait=FAITS.get(fait, ""))


@router.post("/suivi/{jeton}/cloture")
async def confirmer(request: Request, jeton: str, app: App) -> Response:
    """The structure says that it was helped: the request is over."""
    try:
        await app.cloturer_par_lien(jeton)
    except NotFound:
        raise
    except Refusal as refus:
        return await _montrer(request, jeton, app, refus=refus)
    return RedirectResponse(f"/accompagnement/suivi/{jeton}?fait=close", 303)


@router.post("/suivi/{jeton}/annulation")
async def annuler(request: Request, jeton: str, app: App) -> Response:
    """The structure withdraws its request."""
    try:
        await app.annuler_par_lien(jeton)
    except NotFound:
        raise
    except Refusal as refus:
        return await _montrer(request, jeton, app, refus=refus)
    return RedirectResponse(f"/accompagnement/suivi/{jeton}?fait=annulee", 303)


async def _montrer(
    request: Request, jeton: str, app: Accompagnement, *, fait: str = "", refus: Refusal | None = None
) -> Response:
    return render(
        request,
        "suivi.html",
        status_code=refus.statut if refus else 200,
        s=await app.lire_suivi(jeton),
        jeton=jeton,
        fait=fait,
        refus=refus,
    )
