"""The local ingress: the first segment of the path names the service, both bodies are streamed as they come."""

import json
import os
from collections.abc import AsyncIterator, Mapping

import httpx
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from local.ports import LOOPBACK
from local.unavailable import not_found, service_unavailable
from shared.web.chemins import CONNEXION

# RFC 9110 §7.6.1: these concern one connection only.
HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
        b"trailer", b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port", b"forwarded")
# Addresses short enough to be said on the telephone.
SHORT = {"connexion": CONNEXION}
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
# A stream of events may be silent for long: only the connection has a limit.
TIMEOUT = httpx.Timeout(None, connect=2.0)
Headers = list[tuple[bytes, bytes]]


class Gateway:
    """An ASGI application in front of the services' servers."""

    def __init__(self, routes: Mapping[str, str], *, home: str, transport: httpx.AsyncBaseTransport) -> None:
        """`routes`: service → base URL of its server; `home`: where `/` leads."""
        self._routes = routes
        self._home = home
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the life cycle of the server asks nothing of us."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        service = request.url.path.split("/", 2)[1] if request.url.path.startswith("/") else ""
        if not service:
            return RedirectResponse(self._home, 307)
        if service in SHORT:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(SHORT[service] + query, 307)
        base = self._routes.get(service)
        if base is None:
            return not_found(request)
        try:
            upstream = await self._send(request, base)
        except ClientDisconnect:
            return Response(status_code=499)
        except httpx.TransportError:
            return service_unavailable(request, service)
        answer = StreamingResponse(_body_of(upstream), upstream.status_code)
        answer.raw_headers = _end_to_end(upstream.headers.raw)
        return answer

    async def _send(self, request: Request, base: str) -> httpx.Response:
        raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
        query: bytes = request.scope["query_string"]
        url = httpx.URL(base).copy_with(raw_path=raw_path + (b"?" + query if query else b""))
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        headers = _end_to_end(request.headers.raw, drop=FORWARDED) + _forwarded(request)

        def outgoing() -> httpx.Request:
            content = request.stream() if has_body else None
            extensions = {"timeout": TIMEOUT.as_dict()}
            return httpx.Request(request.method, url, headers=headers, content=content, extensions=extensions)

        try:
            return await self._transport.handle_async_request(outgoing())
        except httpx.RemoteProtocolError:
            # A kept connection of a service that was restarted since: safe to ask again when nothing was sent.
            if has_body or request.method not in WITHOUT_BODY:
                raise
            return await self._transport.handle_async_request(outgoing())


async def _body_of(upstream: httpx.Response) -> AsyncIterator[bytes]:
    """The answer's bytes as they come, encoded as they are; the connection is given back whatever happens."""
    try:
        async for part in upstream.aiter_raw():
            yield part
    finally:
        await upstream.aclose()


def _end_to_end(headers: Headers, *, drop: tuple[bytes, ...] = ()) -> Headers:
    """The headers that concern both ends, in lower case, without those named by `Connection`."""
    named = {
        word.strip().lower() for key, value in headers if key.lower() == b"connection" for word in value.split(b",")
    }
    dropped = HOP_BY_HOP | named | set(drop)
    return [(key.lower(), value) for key, value in headers if key.lower() not in dropped]


def _forwarded(request: Request) -> Headers:
    """Who asked, for which host: what the outermost gateway says, whatever the client pretended."""
    client = request.client.host if request.client else LOOPBACK
    host = request.headers.get("host", "")
    port = host.rpartition(":")[2] if ":" in host else "80"
    values = (client, host, request.url.scheme, port)
    return [(name, value.encode("latin-1")) for name, value in zip(FORWARDED, values, strict=False)]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def from_environment() -> ASGIApp:
    """The gateway of this process: MAILLAGE_ROUTES is a JSON object service → base URL."""
    routes = json.loads(os.environ["MAILLAGE_ROUTES"])
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=50))
    return Gateway(routes, home=os.environ.get("MAILLAGE_ACCUEIL", "/accompagnement/"), transport=transport)


def server_of(app: ASGIApp, port: int, host: str = LOOPBACK) -> uvicorn.Server:
    """The server of the gateway: outermost, so it believes no forwarding header; open streams are cut when it stops."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def main() -> None:
    """Serve until SIGTERM."""
    host = os.environ.get("MAILLAGE_HTTP_HOTE", LOOPBACK)
    server_of(from_environment(), int(os.environ["MAILLAGE_HTTP_PORT"]), host).run()


if __name__ == "__main__":
    main()
