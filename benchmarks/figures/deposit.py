"""Deposits by HTTP, against a bare FastAPI route that commits the same rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter

import asyncpg
import httpx

from benchmarks.figure import Figure, First, Measures, Round, Target, back_to_back
from benchmarks.ground import Ground, connected
from benchmarks.measure import Sample, cpu_of
from benchmarks.team import SERVICE, Server, bare, deposit, ours, populated

DEPOSITS, CLIENTS = 200, 4
_EMPTY = "truncate demandes, affectations, demandes_histoire, messages, cles_de_depot, outbox"
"""Each side begins without open requests: a team carries tens of them, not the thousands of all the rounds."""


class WrongCountError(Exception):
    """The requests made are not those that were answered."""


async def _measure(server: Server, base: asyncpg.Connection, deposits: int) -> Sample:
    await base.execute(_EMPTY)
    async with httpx.AsyncClient() as client:
        for _ in range(CLIENTS):  # connections and statements are made once
            await deposit(client, server.address)
        start, cpu = perf_counter(), cpu_of([server.process])

        async def one(share: int) -> None:
            for _ in range(share):
                await deposit(client, server.address)

        await asyncio.gather(*(one(deposits // CLIENTS) for _ in range(CLIENTS)))
        sample = Sample(deposits, perf_counter() - start, cpu_of([server.process]) - cpu)
    made = await base.fetchval("select count(*) from demandes")
    if made != deposits + CLIENTS:
        raise WrongCountError(f"{made} requests for {deposits + CLIENTS} answers")
    return sample


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Both servers run on one database."""
    async with populated(ground) as platform, connected(platform.dsns[SERVICE]) as reader:
        chosen = str(await reader.fetchval("select personne from personnes where sujet = 'animateur-31-1'"))
        async with ours(ground, platform) as served, bare(ground, platform, chosen) as raw:
            mine = replace(served, address=f"{served.address}/{SERVICE}/api")
            share = max(CLIENTS, int(DEPOSITS * ground.scale) // CLIENTS * CLIENTS)

            async def once(first: First) -> Measures:
                return await back_to_back(
                    first, raw=lambda: _measure(raw, reader, share), ours=lambda: _measure(mine, reader, share)
                )

            yield once


FIGURE = Figure(
    name="deposit",
    title="Deposit by HTTP / bare FastAPI route that commits the same rows",
    opened=opened,
    targets=[Target(measure="rate ratio", at_least=0.5)],
    settings={"deposits": DEPOSITS, "clients": CLIENTS},
)
