"""Kafka and Postgres that die and come back, connections that break, answers that never arrive."""

import asyncio
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from tests.chaos import traffic
from tests.chaos.proxy import TcpProxy
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scene import SERVICES, Scene


@scenario(breaks_kafka=True)
async def kafka_tue(scene: Scene, own: Own) -> None:
    """kill -9 the broker under traffic, and start it again. No worker dies of it."""
    assert own.kafka
    scene.start_all()
    async with scene.source.flowing(pause=0.1):
        await scene.until_applied("sas", 200)
        scene.say("kill -9 Kafka")
        await asyncio.to_thread(own.kafka.tuer)
        await asyncio.sleep(scene.rng.uniform(2, 4))
        await asyncio.to_thread(own.kafka.start)
        scene.say("Kafka répond de nouveau")
        await asyncio.sleep(1)


@scenario(breaks_kafka=True)
async def kafka_absent(scene: Scene, own: Own) -> None:
    """Kafka is away for longer than every patience of its clients, and a worker starts meanwhile. Nobody dies of it."""
    assert own.kafka
    workers = scene.start_all()
    async with scene.source.flowing(pause=0.5):
        await scene.until_applied("sas", 50)
        scene.say("kill -9 Kafka")
        await asyncio.to_thread(own.kafka.tuer)
        await asyncio.sleep(5)
        scene.kill(workers["usages"])
        late = scene.start("usages")
        await asyncio.sleep(65)
        scene.expect((await late.ask("/healthz/live"))[0] == 200, "usages, né sans Kafka, n'est pas vivant")
        scene.expect((await late.ask("/healthz/ready"))[0] == 503, "usages, né sans Kafka, se dit prêt")
        scene.expect((await workers["sas"].ask("/healthz/live"))[0] == 200, "sas, privé de Kafka, n'est plus vivant")
        await asyncio.to_thread(own.kafka.start)
        scene.say("Kafka répond de nouveau")
        await asyncio.sleep(1)


@scenario(breaks_postgres=True)
async def postgres_redemarre(scene: Scene, own: Own) -> None:
    """kill -9 Postgres under traffic, and start it again; then cut every session."""
    assert own.postgres
    scene.start_all()
    async with scene.source.flowing(pause=0.1):
        await scene.until_applied("sas", 200)
        scene.say("kill -9 Postgres")
        await asyncio.to_thread(own.postgres.tuer)
        await asyncio.sleep(scene.rng.uniform(0.5, 1.5))
        await asyncio.to_thread(own.postgres.start)
        scene.say("Postgres répond de nouveau")
        await asyncio.sleep(1)
        for service in SERVICES:
            await scene.ask(service, _CUT_ALL)
        scene.say("toutes les sessions sont coupées")
        await asyncio.sleep(0.5)
    scene.expect(scene.source.interruptions, "la source n'a rien senti : la panne n'a pas eu lieu")


@scenario()
async def connexions_coupees(scene: Scene, _: Own) -> None:
    """Connections to Postgres are cut, swallowed by a black hole, refused, again and again."""
    async with AsyncExitStack() as stack:
        proxies = await _start_behind_proxies(scene, stack)
        async with scene.source.flowing(pause=0.1):
            await scene.until_applied("sas", 100)
            for _turn in range(6):
                name = scene.rng.choice(sorted(proxies))
                await _annoy(scene, name, proxies[name])
        await scene.settle()


@scenario()
async def commit_sans_reponse(scene: Scene, _: Own) -> None:
    """Postgres commits, the answer is lost: of batches of both consumers, and of the move of the relay's rows."""
    async with AsyncExitStack() as stack:
        proxies = await _start_behind_proxies(scene, stack)
        moved = proxies[traffic.SERVICE].lose_answer(b"with partis as", later=1)
        async with scene.source.flowing(pause=0.1):
            await _happens(scene, moved, "le déplacement du relais")
            for turn in range(2):
                for name in ("usages", "sas"):
                    lost = proxies[name].lose_answer(b"COMMIT;", n=scene.rng.randint(1, 4))
                    await _happens(scene, lost, f"le commit {turn + 1} de {name}")
        await scene.settle()


_CUT_ALL = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where pid <> pg_backend_pid() and datname = current_database() and usename = current_user
"""


async def _start_behind_proxies(scene: Scene, stack: AsyncExitStack) -> dict[str, TcpProxy]:
    proxies = {}
    for service in SERVICES:
        server = urlsplit(scene.platform.dsns[service])
        assert server.hostname and server.port
        proxies[service] = await stack.enter_async_context(TcpProxy(server.hostname, server.port))
        scene.start(service, through=proxies[service])
    return proxies


async def _annoy(scene: Scene, name: str, proxy: TcpProxy) -> None:
    what = scene.rng.choice(["coupe", "trou noir", "refus"])
    if what == "trou noir":
        proxy.swallow()
        await asyncio.sleep(scene.rng.uniform(0.5, 1.5))
        proxy.release()
    proxy.refuse(refusing=what == "refus")
    scene.say(f"{what} : {proxy.cut()} connexion(s) de {name}")
    await asyncio.sleep(scene.rng.uniform(0.2, 0.8))
    proxy.refuse(refusing=False)


async def _happens(scene: Scene, event: asyncio.Event, what: str) -> None:
    try:
        await asyncio.wait_for(event.wait(), 20)
        scene.say(f"réponse perdue : {what}")
    except TimeoutError:
        scene.expect(False, f"{what} n'a jamais eu lieu")
