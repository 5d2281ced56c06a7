"""The coherence page: each copy beside its source, refreshed as one looks; and the footer of every page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.referentiel.usecases.lectures import Lectures
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

router = APIRouter()


@router.get("/coherence", dependencies=[public()])
async def coherence(request: Request, app: Annotated[Lectures, Depends(application)]) -> Response:
    """Show every copy beside its source; htmx asks for the table alone."""
    template = "coherence_tableau.html" if is_fragment(request) else "coherence.html"
    return render(request, template, coherence=await app.lire_coherence())


@router.get("/pied", dependencies=[public()])
async def pied(request: Request, app: Annotated[Lectures, Depends(application)]) -> Response:
    """Show the state of the data in one line."""
    return render(request, "pied.html", fraicheur=await app.lire_fraicheur())
