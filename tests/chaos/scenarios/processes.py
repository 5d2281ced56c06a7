"""Workers that die, freeze, or are two where one is enough."""

import asyncio

from tests.chaos import traffic
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scene import Scene
from tests.chaos.workers import WorkerProcess

LONG_AFTER = 17.0
"""Seconds of sleep of a frozen relay: more than its heir waits before it believes it silent."""


@scenario()
async def sans_panne(scene: Scene, _: Own) -> None:
    """No fault but the writers' own: late commits and transactions given up. Nothing is told twice."""
    scene.start_all()
    async with scene.source.latecomer():
        await scene.source.write(80)
        await scene.until_applied("sas", 200)
    await scene.source.write(40)
    await scene.calm()
    told = await _told(scene)
    scene.expect(len(told) == len(set(told)), "un événement est raconté deux fois sans qu'aucune panne l'excuse")


@scenario()
async def worker_tue_en_plein_lot(scene: Scene, _: Own) -> None:
    """kill -9 just before the effects of a batch, and just after, before their commit; the next worker takes over."""
    scene.start(traffic.SERVICE)
    before = scene.start("sas", f"avant_passages:{scene.rng.randint(2, 4)}:tuer")
    after = scene.start("usages", f"apres_effets:{scene.rng.randint(2, 4)}:tuer")
    async with scene.source.flowing():
        await asyncio.gather(scene.until_dead(before), scene.until_dead(after))
        scene.start("usages")
        scene.start("sas")
        await asyncio.sleep(1)


@scenario()
async def effet_interrompu(scene: Scene, _: Own) -> None:
    """The database fails in the middle of a batch, after its effects or before them: the batch is tried again."""
    scene.start(traffic.SERVICE)
    scene.start("sas", f"avant_passages:{scene.rng.randint(2, 4)}:couper")
    scene.start("usages", f"apres_effets:{scene.rng.randint(2, 4)}:couper")
    async with scene.source.flowing():
        await scene.until_applied("sas", 300)
        for worker in scene.workers[1:]:  # a worker that starts late reads much at once: it needs more batches
            await scene.until_said(worker, "lot_retente")


@scenario()
async def crash_avant_publication(scene: Scene, _: Own) -> None:
    """The relay read rows that are committed, and dies before Kafka has them."""
    await _crash_of_the_relay(scene, "avant_publication")


@scenario()
async def crash_apres_publication(scene: Scene, _: Own) -> None:
    """Kafka acknowledged, and the relay dies before it moves the rows: they are told twice, and applied once."""
    await _crash_of_the_relay(scene, "apres_publication")
    told = await _told(scene)
    scene.expect(len(told) > len(set(told)), "rien n'a été raconté deux fois : la panne n'a pas eu lieu")


@scenario()
async def deux_relais(scene: Scene, _: Own) -> None:
    """Two relays of one service: one works. It is killed, then the other loses the lock without a word."""
    scene.start("usages")
    scene.start("sas")
    twins = [scene.start(traffic.SERVICE), scene.start(traffic.SERVICE)]
    async with scene.source.flowing():
        active = await _relaying(scene, twins)
        scene.kill(active)
        await _relaying(scene, [twin for twin in twins if twin is not active])
        scene.say("le verrou du relais est arraché")
        await scene.ask(traffic.SERVICE, _TEAR_LOCK)
        twins.append(scene.start(traffic.SERVICE))
        await asyncio.sleep(2)


@scenario()
async def relais_fige(scene: Scene, _: Own) -> None:
    """A relay freezes with rows in its hands and loses its lock; it wakes up and tells them after its heir told newer ones."""
    scene.start("usages")
    scene.start("sas")
    frozen = scene.start(traffic.SERVICE, f"avant_publication:{scene.rng.randint(2, 6)}:figer")
    async with scene.source.flowing():
        while not frozen.is_frozen():
            await asyncio.sleep(0.05)
        scene.say("le relais se fige, puis perd son verrou")
        heir = scene.start(traffic.SERVICE)
        await scene.ask(traffic.SERVICE, _TEAR_LOCK)
        await _relaying(scene, [heir])
        await asyncio.sleep(1)
    await asyncio.sleep(LONG_AFTER)
    scene.say("le relais se réveille")
    frozen.thaw()
    await scene.until_owed(traffic.SERVICE, owed=True, seconds=10)
    await scene.until_owed(traffic.SERVICE, owed=False, seconds=40)


@scenario()
async def zombie(scene: Scene, _: Own) -> None:
    """A worker freezes in a batch for longer than its session, another takes its partitions, then it wakes up."""
    scene.start(traffic.SERVICE)
    scene.start("usages")
    # One group alone: a process that freezes within the transaction of another would hold its locks for 30 seconds.
    frozen = scene.start("sas", f"lot_recu:{scene.rng.randint(3, 8)}:figer", CHAOS_GROUPE="passages")
    async with scene.source.flowing():
        while not frozen.is_frozen():
            await asyncio.sleep(0.05)
        scene.say("sas se fige en plein lot")
        scene.start("sas")
        await asyncio.sleep(1)
    await scene.until_caught_up("sas", 45)
    scene.say("le zombie se réveille")
    frozen.thaw()
    await scene.source.write(20)
    await asyncio.sleep(1)
    scene.expect(frozen.lines("lot_ecarte"), "le lot du zombie n'a pas été écarté")


_TEAR_LOCK = """
select count(pg_terminate_backend(l.pid)) from pg_locks as l
where l.locktype = 'advisory' and l.granted and l.objsubid = 2
    and l.database = (select oid from pg_database where datname = current_database())
"""


async def _crash_of_the_relay(scene: Scene, place: str) -> None:
    scene.start("usages")
    scene.start("sas")
    relay = scene.start(traffic.SERVICE, f"{place}:{scene.rng.randint(2, 6)}:tuer")
    async with scene.source.flowing():
        await scene.until_dead(relay)
        scene.start(traffic.SERVICE)
        await asyncio.sleep(1)
    await scene.calm()


async def _told(scene: Scene) -> list[bytes | None]:
    """Return the ids of the events of the structures' topic, as often as they are there."""
    return [dict(record.headers)["ce_id"] for record in await scene.log([traffic.TABLE.contract.topic.nom])]


async def _relaying(scene: Scene, workers: list[WorkerProcess]) -> WorkerProcess:
    for _ in range(200):
        active = [worker for worker in workers if await worker.is_relaying()]
        scene.expect(len(active) < 2, "deux relais travaillent en même temps")
        if active:
            scene.say(f"le relais au travail : {active[0].pid}")
            return active[0]
        await asyncio.sleep(0.1)
    raise TimeoutError("no relay took over")
