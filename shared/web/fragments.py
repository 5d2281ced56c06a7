"""The fragment that every service serves for a structure: what its own copy of the directory holds."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from shared.contracts.base import CodeFiness
from shared.kernel.copies import CopieDeStructure
from shared.web.acces import connecte
from shared.web.dependencies import application
from shared.web.pages import render


class LitSesCopies(Protocol):
    """What the table of contents of a service must offer for its fragment."""

    @property
    def lire_copie(self) -> Callable[[str], Awaitable[CopieDeStructure | None]]:
        """Read the service's copy of one structure; None when it was never received."""


def fragment_router() -> APIRouter:
    """Return the route `GET /structures/{finess}/fragment` of a service whose application has `lire_copie`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/structures/{finess}/fragment", dependencies=[connecte()])
    async def fragment(
        request: Request,
        finess: CodeFiness,
        app: Annotated[Any, Depends(application)],
        version: Annotated[int | None, Query(ge=1)] = None,
    ) -> HTMLResponse:
        service: LitSesCopies = app
        copie = await service.lire_copie(finess)
        return render(request, "fragment_copie.html", copie=copie, attendue=version)

    return router
