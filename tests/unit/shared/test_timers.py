"""Timers: one that works long rests long, and its rest is no fault."""

import asyncio

from shared.bus.parts import Timer
from shared.bus.worker import _Timers


async def test_une_minuterie_qui_se_repose_n_est_pas_en_retard() -> None:
    async def longue() -> None:
        await asyncio.sleep(0.1)

    timers, stop = _Timers([Timer(name="longue", seconds=0.01, step=longue)]), asyncio.Event()
    [task] = timers.start(stop)
    await asyncio.sleep(0.5)
    assert timers.ages() == {"minuterie longue": 0}
    stop.set()
    await task


async def test_une_minuterie_qui_n_en_finit_pas_est_en_retard() -> None:
    timers, stop = _Timers([Timer(name="sans fin", seconds=0.01, step=lambda: asyncio.sleep(60))]), asyncio.Event()
    [task] = timers.start(stop)
    await asyncio.sleep(0.3)
    assert timers.ages()["minuterie sans fin"] >= 0.25
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
