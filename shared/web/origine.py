"""Forged requests: an action that a browser sends from another site is refused, whoever is signed in."""

from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.kernel.errors import Refusal
from shared.web import errors
from shared.web.authentification import jeton_de

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})
log = structlog.get_logger()


class OrigineRefuseeError(Refusal):
    """The action does not come from a page of ours."""

    message = "Cette action ne vient pas d'une page de Maillage. Ouvrez la page ici, puis recommencez."
    statut = 403


class MemeOrigine:
    """ASGI middleware: what a browser tells of the page that acts (Sec-Fetch-Site, else Origin) must be ourselves.

    A bearer token is never sent by a browser on its own: its holder may act from anywhere. A program that says nothing
    of its origin may act as long as it carries no cookie.
    """

    def __init__(self, app: ASGIApp, *, adresse: str) -> None:
        self._app = app
        self._adresse = urlsplit(adresse)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request through, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            request = Request(scope, receive)
            if not self._est_notre(request):
                log.warning("origine_refusee", site=request.headers.get("sec-fetch-site"))
                response = await errors.refuser(request, OrigineRefuseeError())
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _est_notre(self, request: Request) -> bool:
        if jeton_de(request) is not None:
            return True
        site, origine = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            return site in _OURS
        if origine is None:
            return "cookie" not in request.headers
        return self._est_ici(origine, request.headers.get("host", ""))

    def _est_ici(self, origine: str, hote: str) -> bool:
        """A browser cannot lie on its Host: an origin of the same host is ourselves."""
        parts = urlsplit(origine)
        return parts.scheme == self._adresse.scheme and parts.netloc in {self._adresse.netloc, hote}
