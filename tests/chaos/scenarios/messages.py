"""Messages that come too often, and messages that nobody can apply."""

import asyncio

from shared.bus.rebuild import resume
from tests.chaos import contract, poison
from tests.chaos.poison import STRUCTURE, Dose
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scene import COPIES, Scene

IN_A_ROW = 130


@scenario()
async def trois_fois(scene: Scene, _: Own) -> None:
    """Old messages are put at the end of the log again, unchanged, three times each, in any order."""
    scene.start_all()
    await scene.source.write(60)
    await scene.until_applied("sas", 300)
    records = await scene.log([STRUCTURE, contract.MOUVEMENT.nom])
    chosen = scene.rng.sample(records, 80) * 3
    scene.rng.shuffle(chosen)
    scene.say(f"{len(chosen)} messages redits")
    await scene.syringe.tell_again(chosen)
    await scene.source.write(20)
    await scene.calm()
    old = scene.rng.sample(records, 20)
    await scene.syringe.tell_again(old)
    scene.say(f"{len(old)} messages redits en dernier")


@scenario()
async def poison_dans_le_flot(scene: Scene, _: Own) -> None:
    """One dose of every poison known, amid good events: each a dead letter, its neighbours unharmed."""
    scene.start_all()
    async with scene.source.flowing():
        await scene.until_applied("sas", 100)
        await scene.syringe.inject(poison.doses(scene.rng))
        await scene.syringe.inject(poison.doses(scene.rng, contract.MouvementV1), topic=contract.MOUVEMENT.nom)
        await scene.syringe.inject_illegible_header_name(partition=scene.rng.randrange(6))
        scene.say(f"{len(scene.syringe.injected)} poisons injectés")
        await asyncio.sleep(1)


@scenario()
async def que_du_poison(scene: Scene, _: Own) -> None:
    """A partition fills with poison: it pauses and says so, the others go on, and an operator resumes it."""
    workers = scene.start_all()
    await scene.source.write(40)
    await scene.calm()
    partition = scene.rng.randrange(6)
    doses = [Dose("octets au hasard", b"?", scene.rng.randbytes(40), poison.headers()) for _ in range(IN_A_ROW)]
    await scene.syringe.inject(doses, partition=partition)
    scene.say(f"{IN_A_ROW} poisons dans la partition {partition}")
    for service in COPIES:
        await _until_paused(scene, service)
        code, body = await workers[service].ask("/healthz/ready")
        said = any(f"partition {partition} en pause" in reason for reason in body.get("raisons", []))
        scene.expect(
            code == 503 and said, f"{service} ne dit pas que la partition {partition} est en pause : {code} {body}"
        )
        scene.expect((await workers[service].ask("/healthz/live"))[0] == 200, f"{service} n'est plus vivant")
    await scene.source.write(40)
    await _others_go_on(scene, partition)
    for service in COPIES:
        async with scene.pool(service) as pool:
            ended = await resume(pool, [f"{scene.platform.prefix}{service}.structures"], IN_A_ROW)
        scene.say(f"{service} reprend {ended}")


async def _until_paused(scene: Scene, service: str) -> None:
    for _ in range(200):
        if await scene.ask(service, "select count(*) from positions where ouvert_le is not null"):
            scene.say(f"{service} : disjoncteur ouvert")
            return
        await asyncio.sleep(0.1)
    scene.expect(False, f"le disjoncteur de {service} ne s'est pas ouvert")


async def _others_go_on(scene: Scene, paused: int) -> None:
    behind: dict[str, list[int]] = {}
    for _ in range(100):
        behind = {service: await scene.behind(service, STRUCTURE) for service in COPIES}
        if all(partitions == [paused] for partitions in behind.values()):
            scene.say("les autres partitions avancent")
            return
        await asyncio.sleep(0.15)
    scene.expect(False, f"en retard, alors que seule la partition {paused} est en pause : {behind}")
