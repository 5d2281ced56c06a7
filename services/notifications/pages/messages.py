"""A person's messages: the list, the bell in the frame of every page, and the stream that keeps both alive."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.notifications.pages import libelles
from services.notifications.usecases import Notifications
from shared.kernel.identite import Identite
from shared.web.acces import connecte
from shared.web.dependencies import application
from shared.web.flux import Flux
from shared.web.pages import is_fragment, render

Connecte = Annotated[Identite, connecte()]
Appli = Annotated[Notifications, Depends(application)]

router = APIRouter()


@router.get("/")
async def boite(request: Request, qui: Connecte, app: Appli) -> Response:
    """Show the messages of whoever signed in, newest first; htmx asks for the list alone."""
    contenu = await app.lire_boite(qui.sujet)
    template = "messages_liste.html" if is_fragment(request) else "messages.html"
    return render(request, template, contenu=contenu, libelles=libelles)


@router.get("/messages/{message}")
async def ouvrir(message: UUID, qui: Connecte, app: Appli) -> Response:
    """Go where a message leads; from then on it is read."""
    lu = await app.ouvrir_message(qui.sujet, message)
    return RedirectResponse(libelles.adresse(lu.regle, lu.fait), status_code=303)


@router.post("/lecture")
async def tout_lire(qui: Connecte, app: Appli) -> Response:
    """Mark every message as read."""
    await app.tout_lire(qui.sujet)
    return RedirectResponse("/notifications/", status_code=303)


@router.get("/cloche")
async def cloche(request: Request, qui: Connecte, app: Appli) -> Response:
    """Show the bell with the count of messages not read yet."""
    return render(request, "cloche.html", non_lus=await app.compter_non_lus(qui.sujet))


@router.get("/flux")
async def flux(request: Request, qui: Connecte, app: Appli) -> Response:
    """Tell, as it happens, that something moved among the person's messages."""
    live: Flux = request.app.state.flux
    return live.suivre([f"personne:{personne}" for personne in await app.personnes_du_compte(qui.sujet)])
