"""Every HTTP request: its trace, its latency, one log line."""

import re
from functools import cached_property
from time import perf_counter

import structlog
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Message, Receive, Scope, Send

from shared.kernel.ids import uuid7
from shared.observability import metrics
from shared.observability.tracing import continued, within

_CORRELATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger()


class Observed:
    """Wraps the application of a service: the trace given by the caller goes on, a correlation id is made if absent.

    What a caller gives travels on in events and logs: a correlation id of another form than ours is not taken.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        given = headers.get("x-correlation-id", "")
        trace = continued(headers.get("traceparent"), given if _CORRELATION.fullmatch(given) else str(uuid7()))
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = perf_counter()
        with within(trace):
            try:
                await self._app(scope, receive, sent)
            finally:
                seconds = perf_counter() - started
                route = self._template(scope)
                metrics.HTTP_LATENCY.labels(scope["method"], route, str(status)).observe(seconds)
                log.info("requete", methode=scope["method"], route=route, statut=status, ms=round(seconds * 1000, 1))

    def _template(self, scope: Scope) -> str:
        """Return the whole template of the route that answered: the route itself knows only its own part."""
        route = scope.get("route")
        return self._templates.get(id(route)) or getattr(route, "path", None) or "autre"

    @cached_property
    def _templates(self) -> dict[int, str]:
        """Template of each route by the identity of the route, read once the application is whole."""
        return {id(c.original_route): c.path for c in iter_route_contexts(self._app.routes) if c.path}
