"""A worker as a real process, for the time of a test."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

import httpx

from local.ports import free_port
from shared.settings import ROOT
from tests.platform import Platform


@asynccontextmanager
async def running_worker(
    platform: Platform, service: str, *, prelude: str = "", **environment: str
) -> AsyncIterator[str]:
    """Run the worker of a service; yields its admin URL. SIGTERM at the end must be answered within 15 s, exit 0.

    `prelude` is Python that the process runs first, to shorten a delay that a test would wait for.
    """
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"{prelude}\nfrom services.{service}.worker import main; main()",
        env=platform.environment(**{"MAILLAGE_ADMIN_PORT": str(port), "MAILLAGE_JOURNAL": "ERROR", **environment}), cwd=ROOT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        await until(lambda: _answers(url))
        yield url
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{url}/healthz/live")).status_code == 200
        except httpx.HTTPError:
            return False


async def until(condition: Callable[[], Awaitable[object]], seconds: float = 30) -> None:
    """Wait for a condition; fails when the time is over."""
    deadline = monotonic() + seconds
    while not await condition():
        assert monotonic() < deadline, "the condition never came true"
        await asyncio.sleep(0.05)
