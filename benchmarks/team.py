"""A town for the figures of the requests: structures, a team, the HTTP process of accompagnement, and its clients."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from time import monotonic
from typing import Any

import httpx
import psutil

from benchmarks.ground import Ground
from local.ports import free_port
from local.processes import Launch, spawn, stop
from local.region.personnes import intervenants_csv
from services.accompagnement.bootstrap import open_accompagnement
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.kernel.clock import SystemClock
from shared.kernel.identite import Identite, Role
from shared.kernel.territoire import OCCITANIE
from shared.settings import ROOT
from shared.web.session import Sessions
from tests.platform import Platform
from tests.samples import finess, structure

SERVICE = "accompagnement"
KEYS = ["a-key-for-the-figures-long-enough-to-sign"]
SITES = tuple((n, departement) for n in range(1, 5) for departement in OCCITANIE)
"""Four sites of each département: requests spread over the whole team, as in life."""
_READY_SECONDS = 60
_rank = count(1)


@dataclass(frozen=True)
class Server:
    """An HTTP process: its address and the process."""

    address: str
    process: psutil.Process


@asynccontextmanager
async def populated(ground: Ground) -> AsyncIterator[Platform]:
    """Make a platform of the one service, with its team and its copy of the directory."""
    async with ground.platform(SERVICE) as platform:
        file = ground.folder / "intervenants.csv"
        file.write_text(intervenants_csv(), "utf-8")
        async with open_accompagnement(platform.settings(SERVICE, cles=KEYS)) as app:
            await app.importer_intervenants(file)
        async with platform.pool(SERVICE) as pool, pool.acquire() as connection:
            states = [structure(n, finess=finess(n, code), departement=code) for n, code in SITES]
            await StateTable(StructureV1, "structures").upsert(connection, states)
        yield platform


@asynccontextmanager
async def ours(ground: Ground, platform: Platform) -> AsyncIterator[Server]:
    """Serve accompagnement while the block lasts."""
    port = free_port()
    environment = platform.environment(
        MAILLAGE_CLES=json.dumps(KEYS), MAILLAGE_HTTP_PORT=str(port), MAILLAGE_ADMIN_PORT=str(free_port()),
        MAILLAGE_JOURNAL="WARNING", MAILLAGE_OIDC_EMETTEUR="http://identites.invalid",
    )  # fmt: skip
    async with _served(ground, f"services.{SERVICE}.server", port, environment, f"/{SERVICE}/api/thematiques") as made:
        yield made


@asynccontextmanager
async def bare(ground: Ground, platform: Platform, chosen: str) -> AsyncIterator[Server]:
    """Serve the bare route while the block lasts; `chosen` is who gets every request."""
    port = free_port()
    environment = platform.environment(
        BENCH_POSTGRES=platform.dsns[SERVICE], BENCH_PORT=str(port), BENCH_INTERVENANT=chosen
    )
    async with _served(ground, "benchmarks.bare", port, environment, "/") as made:
        yield made


def body(rank: int) -> dict[str, Any]:
    """Return the body of a deposit."""
    return {
        "structure": finess(*SITES[rank % len(SITES)]),
        "thematique": "dmp",
        "texte": "Nous voulons alimenter le DMP depuis notre logiciel, et ne savons pas par où commencer.",
        "contact": {"nom": "Direction", "courriel": f"direction-{rank}@maillage.invalid"},
    }


async def deposit(client: httpx.AsyncClient, address: str) -> None:
    """Deposit one request. Raises AssertionError for anything but 201."""
    rank = next(_rank)
    answer = await client.post(f"{address}/demandes", json=body(rank), headers={"Idempotency-Key": f"bench-{rank}"})
    assert answer.status_code == httpx.codes.CREATED, answer.text


def cookie_of(sujet: str, departement: str) -> dict[str, str]:
    """Return the session of an animator, as the sign-in would have made it."""
    sessions = Sessions(KEYS, duree=timedelta(hours=8), secure=False, clock=SystemClock())
    return dict([sessions.cookie(Identite(sujet, sujet, Role.ANIMATEUR, frozenset({departement})))])


@asynccontextmanager
async def _served(
    ground: Ground, module: str, port: int, environment: Mapping[str, str], path: str
) -> AsyncIterator[Server]:
    log = ground.folder / f"{module}-{port}.log"
    launch = Launch(command=[sys.executable, "-m", module], log=log, cwd=ROOT, env=environment)
    process = await asyncio.to_thread(spawn, launch)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = monotonic() + _READY_SECONDS
        async with httpx.AsyncClient() as client:
            while not await _answers(client, address + path):
                if process.poll() is not None or monotonic() > deadline:
                    raise RuntimeError(f"{module} does not answer:\n{log.read_text('utf-8')[-2000:]}")
                await asyncio.sleep(0.1)
        yield Server(address, psutil.Process(process.pid))
    finally:
        await asyncio.to_thread(stop, process)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        await client.get(url)
    except httpx.TransportError:
        return False
    return True
