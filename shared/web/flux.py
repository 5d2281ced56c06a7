"""What moves on open pages: signals of the database (LISTEN) passed on to browsers as server-sent events."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent

from shared.db.copies import Connection
from shared.db.errors import TRANSIENT
from shared.db.pool import connect
from shared.db.signaux import CHANNEL

_AGAIN_SECONDS = 1.0
_PING_SECONDS = 15
_WAITING = 100
log = structlog.get_logger()


class Flux:
    """One listening connection for a whole server process, any number of open pages: `request.app.state.flux`."""

    def __init__(self, postgres: str, *, name: str) -> None:
        self._postgres = postgres
        self._name = name
        self._pages: dict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    @asynccontextmanager
    async def ouvert(self) -> AsyncIterator[None]:
        """Listen as long as the block lasts; open pages are let go at its end."""
        task = asyncio.create_task(self._listen(), name="flux")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self.fermer()

    def fermer(self) -> None:
        """Let every open page go: browsers ask again elsewhere."""
        for queue in {queue for queues in self._pages.values() for queue in queues}:
            _put(queue, None)

    def suivre(self, sujets: Iterable[str]) -> EventSourceResponse:
        """Answer a page with what moves for these subjects, until it leaves. Each event's name is the signal's."""
        return EventSourceResponse(self._events(frozenset(sujets)), ping=_PING_SECONDS)

    async def _events(self, sujets: frozenset[str]) -> AsyncIterator[ServerSentEvent]:
        queue: asyncio.Queue[str | None] = asyncio.Queue(_WAITING)
        for sujet in sujets:
            self._pages[sujet].add(queue)
        try:
            yield ServerSentEvent(event="ouvert", data="1")
            while (event := await queue.get()) is not None:
                yield ServerSentEvent(event=event, data="1")
        finally:
            for sujet in sujets:
                self._pages[sujet].discard(queue)
                if not self._pages[sujet]:
                    del self._pages[sujet]

    async def _listen(self) -> None:
        while True:
            try:
                await self._session()
            except TRANSIENT as error:
                log.warning("flux_interrompu", erreur=type(error).__name__)
            except Exception:
                log.exception("flux_rompu")
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _session(self) -> None:
        """Listen until the connection is lost; what moved meanwhile is unknown, so every page is told to look again."""
        connection = await connect(self._postgres, name=self._name)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._received)
            for sujet in list(self._pages):
                self._pass_on(sujet, "ouvert")
            await lost.wait()
        finally:
            connection.terminate()

    def _received(self, _: Connection, __: int, ___: str, payload: object) -> None:
        sujet, evenement = json.loads(str(payload))
        self._pass_on(sujet, evenement)

    def _pass_on(self, sujet: str, evenement: str) -> None:
        for queue in tuple(self._pages.get(sujet, ())):
            _put(queue, evenement)


def _put(queue: asyncio.Queue[str | None], event: str | None) -> None:
    """A page that reads too slowly loses signals, never memory: it looks again at the next one."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(event)
