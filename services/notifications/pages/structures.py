"""The fragment of a structure's sheet: the last messages about it, then what the copy of the directory holds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.notifications.pages import libelles
from services.notifications.usecases import Notifications
from shared.contracts.base import CodeFiness
from shared.kernel.identite import Identite
from shared.web.acces import connecte
from shared.web.dependencies import application
from shared.web.pages import render

router = APIRouter()


@router.get("/structures/{finess}/fragment")
async def fragment(
    request: Request,
    finess: CodeFiness,
    qui: Annotated[Identite, connecte()],
    app: Annotated[Notifications, Depends(application)],
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show what this service holds of a structure, as far as the person may see."""
    vue = await app.lire_structure(qui, finess)
    return render(
        request,
        "fragment_structure.html",
        copie=vue.copie,
        attendue=version,
        messages=vue.messages,
        libelles=libelles,
    )
