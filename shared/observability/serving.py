"""Serving HTTP inside a process that owns its own signals: several servers, one loop, one orderly end."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, *, host: str, port: int, name: str, drain_seconds: int = 8) -> AsyncIterator[int]:
    """Serve an application while the block lasts; yields the port. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.create_server((host, port), family=family, backlog=256)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a small answer waits for the caller's ack
    bound = int(sock.getsockname()[1])
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="on",
        timeout_graceful_shutdown=drain_seconds, timeout_keep_alive=15,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[sock]), name=f"http-{name}")
    log.info("ecoute", serveur=name, hote=host, port=bound)
    try:
        yield bound
    finally:
        server.should_exit = True
        await task


def stop_event() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set, in the running loop."""
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, event.set)
    return event
