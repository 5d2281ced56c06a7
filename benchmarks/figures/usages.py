"""A file of observations imported, against the COPY of the same file into a table with one index."""

import random
import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import perf_counter

import asyncpg
import psutil

from benchmarks.events import chunks, structure
from benchmarks.figure import Figure, First, Measures, Round, Target, back_to_back
from benchmarks.ground import Ground
from benchmarks.measure import Sample, cpu_of, own_cpu
from benchmarks.oracle import WrongResultError
from services.usages.bootstrap import SERVICE, build
from services.usages.events.outbound import adresse_des_deltas
from services.usages.storage.imports import PostgresImports
from services.usages.storage.mesures import Adresse, PostgresMesures, ecarts_des_agregats
from shared.db.structures import STRUCTURES

OBSERVATIONS, MONTHS = 1_000_000, 24
INDICATORS = ("dmp_alimentation", "ins_qualifiee", "mssante_messages", "emie_professionnels")
_RAW = """
create table raw (finess text, indicateur text, mois text, numerateur bigint, denominateur bigint);
create index on raw (finess, indicateur, mois)
"""
_EMPTY = "truncate raw, sites, observations, agregats, deltas_a_dire, imports, outbox"
_PIDS = "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"


def write(path: Path, sites: int) -> int:
    """Write a file as an extract comes, month by month, site by site; return the sum of its numerators."""
    chance = random.Random(sites)
    numbers = [structure(n, 1).finess for n in range(sites)]
    total = 0
    with path.open("w", encoding="utf-8") as out:
        out.write("finess;indicateur;mois;numerateur;denominateur\n")
        for month in range(MONTHS):
            for number in numbers:
                for indicator in INDICATORS:
                    beneath = chance.randint(8, 150)
                    above = chance.randint(0, beneath)
                    total += above
                    out.write(f"{number};{indicator};{2024 + month // 12}-{month % 12 + 1:02d};{above};{beneath}\n")
    return total


class Bench:
    """A base of usages that knows the sites, and both ways of taking the file in."""

    def __init__(self, pool: asyncpg.Pool, path: Path, observations: int, total: int) -> None:
        self.pool = pool
        self.path = path
        self.observations = observations
        self.total = total

    async def sample(self, work: Callable[[], Awaitable[object]]) -> Sample:
        """Measure a piece of work: this process, and the database's that serve it."""
        backends = [psutil.Process(row["pid"]) for row in await self.pool.fetch(_PIDS)]
        wall, cpu = perf_counter(), own_cpu() + cpu_of(backends)
        await work()
        return Sample(self.observations, perf_counter() - wall, own_cpu() + cpu_of(backends) - cpu)

    async def raw(self) -> None:
        """COPY the file, which the server itself cuts."""
        async with self.pool.acquire() as connection:
            await connection.copy_to_table(
                "raw", source=self.path, format="csv", delimiter=";", header=True, timeout=600
            )

    async def ours(self) -> None:
        """Import the file."""
        report = await build(self.pool).importer_usages(self.path, par="bench")
        if report.nouvelles + report.inchangees != self.observations or report.ecartees:
            raise WrongResultError(f"{report.nouvelles} new, {report.inchangees} known, {report.ecartees} set aside")

    async def tell(self) -> None:
        """Hand every amount over to the outbox at once, where the worker would do it by parts."""
        async with self.pool.acquire() as connection, connection.transaction():
            figures = PostgresMesures(connection, PostgresImports(connection), Adresse(*adresse_des_deltas()))
            told = await figures.dire(self.observations, self.observations)
        if told != self.observations:
            raise WrongResultError(f"{told} amounts told, expected {self.observations}")

    async def check(self) -> None:
        """Check the figures, and the rollups against a fresh count. Raises WrongResultError."""
        found = await self.pool.fetchrow("select sum(numerateur) as total, sum(nombre) as n from agregats")
        differ = await ecarts_des_agregats(self.pool)
        if found is None or (found["total"], found["n"]) != (self.total, self.observations) or differ:
            raise WrongResultError(f"{found}, expected {self.total} over {self.observations}; {differ}")


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Each round starts from empty tables, and ends with the same file again."""
    sites = max(1, round(OBSERVATIONS * ground.scale / (MONTHS * len(INDICATORS))))
    path = ground.folder / "observations.csv"
    total = write(path, sites)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(ground.platform(SERVICE))
        pool = await stack.enter_async_context(platform.pool(SERVICE))
        bench = Bench(pool, path, sites * MONTHS * len(INDICATORS), total)
        await pool.execute(_RAW)
        async with pool.acquire() as connection:
            for part in chunks((structure(n, 1) for n in range(sites)), 1_000):
                await STRUCTURES.upsert(connection, part)

        async def once(first: First) -> Measures:
            await pool.execute(_EMPTY)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            both: dict[str, Sample] = {}

            async def raw() -> Sample:
                both["raw"] = await bench.sample(bench.raw)
                return both["raw"]

            async def ours() -> Sample:
                both["ours"] = await bench.sample(bench.ours)
                return both["ours"]

            measures = await back_to_back(first, raw=raw, ours=ours)
            again = await bench.sample(bench.ours)
            told = await bench.sample(bench.tell)
            await bench.check()
            whole = both["ours"].seconds + told.seconds
            return {
                **measures,
                "same file again, rate ratio": again.rate / both["raw"].rate,
                "every delta in the outbox too, rate ratio": both["raw"].seconds / whole,
                "memory, + MiB": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024,
            }

        yield once


FIGURE = Figure(
    name="usages",
    title="File of observations → figures, rollups, deltas owed / COPY of the file into a table with one index",
    opened=opened,
    targets=(Target(measure="rate ratio", at_least=0.4),),
    settings={"observations": OBSERVATIONS, "months": MONTHS, "indicators": len(INDICATORS)},
)
