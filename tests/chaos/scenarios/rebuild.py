"""Projections rebuilt while others go on."""

import asyncio

from shared.bus.rebuild import rewind
from tests.chaos.launcher import parts_of
from tests.chaos.scenarios.base import Own, scenario
from tests.chaos.scene import COPIES, Scene


@scenario()
async def reconstruction_en_plein_trafic(scene: Scene, _: Own) -> None:
    """Every projection is emptied and replayed under traffic, one of them twice in a row."""
    scene.start_all()
    async with scene.source.flowing(pause=0.1):
        await scene.until_applied("sas", 300)
        for service in (*COPIES, scene.rng.choice(COPIES)):
            await rebuild(scene, service)
            await asyncio.sleep(scene.rng.uniform(0, 0.8))


async def rebuild(scene: Scene, service: str) -> None:
    """Rebuild the projections of a service, as `maillage reconstruire` does."""
    async with scene.pool(service) as pool:
        groups = await rewind(pool, scene.platform.settings(service), parts_of(service)(pool).inbound, None)
    scene.say(f"reconstruction de {', '.join(group.removeprefix(scene.platform.prefix) for group in groups)}")
