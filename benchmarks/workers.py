"""Workers of the services, as the real processes that they are."""

import asyncio
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import psutil

from benchmarks.ground import Ground
from local.ports import free_port
from local.processes import Launch, spawn, stop
from shared.settings import ROOT
from tests.platform import Platform


@asynccontextmanager
async def worker(ground: Ground, platform: Platform, service: str) -> AsyncIterator[psutil.Process]:
    """Run the worker of a service while the block lasts; yields the process once it is ready."""
    port = free_port()
    log = ground.folder / f"{platform.prefix}{service}.log"
    launch = Launch(
        command=[sys.executable, "-m", f"services.{service}.worker"], log=log, cwd=ROOT,
        env=platform.environment(MAILLAGE_ADMIN_PORT=str(port), MAILLAGE_JOURNAL="WARNING"),
    )  # fmt: skip
    process = await asyncio.to_thread(spawn, launch)
    try:
        deadline = monotonic() + 60
        while not await asyncio.to_thread(_ready, port):
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"{service} did not become ready:\n{log.read_text('utf-8')[-2000:]}")
            await asyncio.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        await asyncio.to_thread(stop, process)


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
