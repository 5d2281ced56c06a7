"""The stream that tells open pages to look again: one's own inbox, and what waits for the coordination."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.accompagnement.usecases import Accompagnement
from shared.kernel.identite import Identite
from shared.web.acces import connecte
from shared.web.dependencies import application
from shared.web.flux import Flux

router = APIRouter(include_in_schema=False)


@router.get("/flux")
async def suivre(
    request: Request, qui: Annotated[Identite, connecte()], app: Annotated[Accompagnement, Depends(application)]
) -> Response:
    """Follow what moves, as server-sent events named `boite`."""
    flux: Flux = request.app.state.flux
    return flux.suivre(await app.sujets_de_flux(qui))
