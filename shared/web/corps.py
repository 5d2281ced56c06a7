"""Bodies too large: refused, with a limit for each path.

One whose size is announced reaches no route; one that does not say its size is cut off while a route reads it. A little
of the excess is read and thrown away, so that the caller still listens when the answer comes; one who goes on sending
far beyond may find the connection closed instead.
"""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel.errors import Refusal
from shared.web import errors

CORPS_MAX = 1 << 20
_DRAINED = 2 << 20  # read beyond the limit, and thrown away


class CorpsTropGrandError(Refusal):
    """The body exceeds what this address takes."""

    message = "Envoi trop volumineux : {maximum} au plus."
    statut = 413


class CorpsLimite:
    """ASGI middleware: `limites` gives the most bytes by prefix of the path; elsewhere 1 MiB."""

    def __init__(self, app: ASGIApp, *, limites: Mapping[str, int]) -> None:
        self._app = app
        self._limites = sorted(limites.items(), key=lambda row: len(row[0]), reverse=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request through, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limite = next((most for prefix, most in self._limites if scope["path"].startswith(prefix)), CORPS_MAX)
        request = Request(scope, receive)
        announced = request.headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limite:
            await _vider(receive, limite + _DRAINED)
            response = await errors.refuser(request, CorpsTropGrandError(maximum=_lisible(limite)))
            await response(scope, receive, send)
            return
        await self._app(scope, _compte(receive, limite), send)


def _compte(receive: Receive, limite: int) -> Receive:
    """Count a body whose size was not announced. HTTPException is what FastAPI lets through while it reads a body."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limite:
            await _vider(receive, _DRAINED)
            raise HTTPException(413, str(CorpsTropGrandError(maximum=_lisible(limite))))
        return message

    return counted


async def _vider(receive: Receive, most: int) -> None:
    drained, more = 0, True
    while more and drained <= most:
        message = await receive()
        drained += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


def _lisible(limite: int) -> str:
    return f"{limite >> 20} Mio" if limite >= 1 << 20 else f"{limite >> 10} Kio"
