"""Everything at once: faults drawn by the seed, under traffic, for as long as asked."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import monotonic
from urllib.parse import urlsplit

from tests.chaos import contract, poison
from tests.chaos.poison import STRUCTURE
from tests.chaos.proxy import TcpProxy
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scenarios.rebuild import rebuild
from tests.chaos.scene import COPIES, SERVICES, Scene
from tests.chaos.workers import WorkerProcess

SECONDS = 10.0
LONGEST_FREEZE = 9.0


@scenario(breaks_kafka=True, breaks_postgres=True)
async def melange(scene: Scene, own: Own) -> None:
    """Draw faults one after the other for CHAOS_SECONDES, repairing nothing that the platform must repair itself."""
    async with AsyncExitStack() as stack:
        await _Mix(scene, own).play(stack, float(os.environ.get("CHAOS_SECONDES", SECONDS)))


@scenario()
async def melange_sans_serveurs(scene: Scene, _: Own) -> None:
    """The same, but Kafka and Postgres themselves live on."""
    await melange(scene, Own())


class _Mix:
    """The workers on the scene, one or two of each service, each service behind its proxy."""

    def __init__(self, scene: Scene, own: Own) -> None:
        self._scene = scene
        self._own = own
        self._proxies: dict[str, TcpProxy] = {}
        self._workers: dict[str, list[WorkerProcess]] = {}
        self._thawing: list[asyncio.Task[None]] = []

    async def play(self, stack: AsyncExitStack, seconds: float) -> None:
        """Start everything, draw faults, heal, and come to rest."""
        scene = self._scene
        for service in SERVICES:
            server = urlsplit(scene.platform.dsns[service])
            assert server.hostname and server.port
            self._proxies[service] = await stack.enter_async_context(TcpProxy(server.hostname, server.port))
            self._workers[service] = [scene.start(service, through=self._proxies[service])]
        faults = self._faults()
        async with scene.source.flowing(pause=0.1):
            await scene.until_applied("sas", 50)
            end = monotonic() + seconds
            while monotonic() < end:
                await scene.rng.choice(faults)()
                await asyncio.sleep(scene.rng.uniform(0.2, 1.0))
        await asyncio.gather(*self._thawing)
        for service in SERVICES:
            if all(worker.code is not None for worker in self._workers[service]):
                self._start(service)
        for service in SERVICES:
            await scene.until_owed(service, owed=False, seconds=60)
        await scene.settle()

    def _faults(self) -> list[Callable[[], Awaitable[None]]]:
        often = [self._kill, self._cut, self._roll, self._add]
        seldom = [self._freeze, self._swallow, self._poison, self._again, self._rebuild]
        servers = [self._break_postgres, self._break_kafka] if self._own.kafka else []
        return [*often, *often, *seldom, *servers]

    def _start(self, service: str) -> None:
        worker = self._scene.start(service, through=self._proxies[service])
        self._workers[service] = [*(w for w in self._workers[service] if w.code is None), worker]

    def _one(self) -> tuple[str, WorkerProcess] | None:
        alive = [
            (s, w) for s, workers in self._workers.items() for w in workers if w.code is None and not w.is_frozen()
        ]
        return self._scene.rng.choice(alive) if alive else None

    async def _kill(self) -> None:
        if chosen := self._one():
            self._scene.kill(chosen[1])
            self._start(chosen[0])

    async def _roll(self) -> None:
        """Deploy: a new worker first, then SIGTERM to the old one."""
        if chosen := self._one():
            self._start(chosen[0])
            code = await chosen[1].stop()
            self._scene.say(f"{chosen[0]} ({chosen[1].pid}) déployé de nouveau : {code}")
            too_young = code == -signal.SIGTERM and not chosen[1].lines("ecoute")
            self._scene.expect(
                code == 0 or too_young, f"{chosen[0]} a fini par {code} après SIGTERM\n{chosen[1].last_words()}"
            )

    async def _add(self) -> None:
        service = self._scene.rng.choice(SERVICES)
        if len([w for w in self._workers[service] if w.code is None]) < 2:
            self._start(service)

    async def _freeze(self) -> None:
        chosen = self._one()
        if chosen and len(self._thawing) < 2:
            seconds = self._scene.rng.uniform(1, LONGEST_FREEZE)
            self._scene.say(f"{chosen[0]} ({chosen[1].pid}) se fige {seconds:.1f} s")
            chosen[1].freeze()
            self._start(chosen[0])
            self._thawing.append(asyncio.create_task(_thaw_later(chosen[1], seconds)))

    async def _cut(self) -> None:
        service = self._scene.rng.choice(SERVICES)
        self._scene.say(f"{self._proxies[service].cut()} connexion(s) de {service} coupées")

    async def _swallow(self) -> None:
        service = self._scene.rng.choice(SERVICES)
        self._scene.say(f"trou noir entre {service} et Postgres")
        self._proxies[service].swallow()
        await asyncio.sleep(self._scene.rng.uniform(0.5, 2))
        self._proxies[service].release()
        if self._scene.rng.random() < 0.5:
            self._proxies[service].cut()

    async def _poison(self) -> None:
        chosen = self._scene.rng.sample(poison.doses(self._scene.rng), 5)
        await self._scene.syringe.inject(chosen)
        self._scene.say("poison : " + ", ".join(dose.what for dose in chosen))

    async def _again(self) -> None:
        records = [r for r in await self._scene.log([STRUCTURE, contract.MOUVEMENT.nom]) if r.key and r.headers]
        foreign = {(i.topic, i.partition, i.offset) for i in self._scene.syringe.injected}
        prefix = self._scene.platform.prefix
        sound = [r for r in records if (r.topic.removeprefix(prefix), r.partition, r.offset) not in foreign]
        await self._scene.syringe.tell_again(self._scene.rng.sample(sound, min(20, len(sound))))
        self._scene.say("20 messages redits")

    async def _rebuild(self) -> None:
        await rebuild(self._scene, self._scene.rng.choice(COPIES))

    async def _break_postgres(self) -> None:
        assert self._own.postgres
        self._scene.say("kill -9 Postgres")
        await asyncio.to_thread(self._own.postgres.tuer)
        await asyncio.sleep(self._scene.rng.uniform(0, 1.5))
        await asyncio.to_thread(self._own.postgres.start)

    async def _break_kafka(self) -> None:
        assert self._own.kafka
        self._scene.say("kill -9 Kafka")
        await asyncio.to_thread(self._own.kafka.tuer)
        await asyncio.sleep(self._scene.rng.uniform(0, 3))
        await asyncio.to_thread(self._own.kafka.start)
        self._scene.say("Kafka répond de nouveau")


async def _thaw_later(worker: WorkerProcess, seconds: float) -> None:
    await asyncio.sleep(seconds)
    if worker.code is None:
        worker.thaw()
