"""The accessibility statement (RGAA 4.1): what was tested, what was not, whom to tell."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from shared.web.acces import public
from shared.web.pages import render

router = APIRouter()


@router.get("/accessibilite", dependencies=[public()])
async def accessibilite(request: Request) -> Response:
    """Show the statement."""
    return render(request, "accessibilite.html")
