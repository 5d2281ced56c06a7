"""Every HTTP request: its trace, its latency, one log line."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel.ids import uuid7
from shared.observability import metrics
from shared.observability.tracing import continued, within

log = structlog.get_logger()


class Observed:
    """Wraps the application of a service: the trace given by the caller goes on, a correlation id is made if absent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        trace = continued(headers.get("traceparent"), headers.get("x-correlation-id") or str(uuid7()))
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
                route = getattr(scope.get("route"), "path", None) or "autre"
                metrics.HTTP_LATENCY.labels(scope["method"], route, str(status)).observe(seconds)
                log.info("requete", methode=scope["method"], route=route, statut=status, ms=round(seconds * 1000, 1))
