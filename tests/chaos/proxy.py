"""A TCP proxy between a worker and Postgres: cuts, black holes, and the answer that never comes back."""

import asyncio
from dataclasses import dataclass, field
from typing import Self

_CHUNK = 65_536


@dataclass(eq=False)
class _Link:
    """One connection through the proxy, and the loss that befell it."""

    robbed: "_Loss | None" = None


@dataclass
class _Loss:
    """The answer to lose: that of the `n`-th message that holds `pattern`, or of the message `later` after it."""

    pattern: bytes
    n: int
    later: int
    on: _Link | None = None
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def is_due(self, link: _Link, data: bytes) -> bool:
        """Tell whether the answer to this message is the one to lose."""
        if self.on is None and self.pattern in data:
            self.n -= 1
            self.on = link if self.n == 0 else None
            return self.on is not None and self.later == 0
        if self.on is link:
            self.later -= 1
            return self.later == 0
        return False


class TcpProxy:
    """Forwards to one server; every connection through it may be cut, starved, or robbed of one answer."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()
        self._refusing = False
        self._loss: _Loss | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> int:
        """Break every connection at once; return how many there were."""
        for task in self._tasks:
            task.cancel()
        return len(self._tasks)

    def refuse(self, *, refusing: bool = True) -> None:
        """Break new connections as soon as they are made."""
        self._refusing = refusing

    def swallow(self) -> None:
        """Become a black hole: connections stay, no byte passes."""
        self._open.clear()

    def release(self) -> None:
        """Let the bytes pass again."""
        self._open.set()

    def lose_answer(self, pattern: bytes, *, n: int = 1, later: int = 0) -> asyncio.Event:
        """Forward the n-th message that holds `pattern` (or the one `later` after it), drop its answer, cut.

        Returns the event set when it happened.
        """
        self._loss = _Loss(pattern, n, later)
        return self._loss.happened

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if not self._refusing:
                await self._carry(reader, writer)
        except (OSError, asyncio.CancelledError):
            return  # a broken link is what this proxy is for
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection(*self._target)
        link = _Link()
        ways = [
            asyncio.create_task(self._forward(link, reader, up_writer)),
            asyncio.create_task(self._return(link, up_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            up_writer.transport.abort()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _forward(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._open.wait()
            if self._loss and self._loss.is_due(link, data):
                link.robbed, self._loss = self._loss, None
            writer.write(data)
            await writer.drain()

    async def _return(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._open.wait()
            if link.robbed:
                link.robbed.happened.set()
                return
            writer.write(data)
            await writer.drain()
