"""The national directory, from the file to four equal copies, beyond parsing, against a raw COPY and merge."""

import gzip
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import asyncpg
import ijson

from benchmarks.copies import caught_up
from benchmarks.figure import Figure, First, Measures, NotMeasuredError, Round, Target
from benchmarks.ground import Ground, connected
from benchmarks.oracle import COPY, WrongResultError, require_copy
from benchmarks.workers import worker
from services.referentiel.bootstrap import open_referentiel
from shared.contracts.colonnes import names
from shared.contracts.empreinte import Digest
from shared.contracts.referentiel import StructureV1
from shared.settings import ROOT
from tests.platform import Platform

SOURCE, COPIES = "referentiel", ("usages", "accompagnement", "sas")
FIRST, NEXT = "finess-structures-journalier-20260105.json.gz", "finess-structures-journalier-20260106.json.gz"
SITES, CHANGES = 9_013, 302


@dataclass(frozen=True)
class Road:
    """A platform with its four workers, and a connection to each base."""

    platform: Platform
    source: asyncpg.Connection
    copies: Sequence[asyncpg.Connection]

    async def bring(self, file: Path, events: int, told_before: int) -> tuple[float, float]:
        """Import a file, wait until every copy has applied its events; return the seconds without and with the wait."""
        wall = perf_counter()
        async with open_referentiel(self.platform.settings(SOURCE)) as referentiel:
            report = await referentiel.importer_finess(file)
        if len(report.changements) != events:
            raise WrongResultError(f"{file.name}: {len(report.changements)} events, expected {events}")
        imported = perf_counter() - wall
        await caught_up(self.copies, told_before + events)
        return imported, perf_counter() - wall

    async def require_equal(self) -> Digest:
        """Check that every copy equals the source; return its digest."""
        expected = await COPY.digest(self.source)
        if expected.nombre != SITES:
            raise WrongResultError(f"{expected.nombre} structures, expected {SITES}")
        for name, copy in zip(COPIES, self.copies, strict=True):
            await require_copy(copy, expected, name)
        return expected


@asynccontextmanager
async def road(ground: Ground) -> AsyncIterator[Road]:
    """Run the four workers on empty bases."""
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(ground.platform(SOURCE, *COPIES))
        for service in (SOURCE, *COPIES):
            await stack.enter_async_context(worker(ground, platform, service))
        source, *copies = [
            await stack.enter_async_context(connected(platform.dsns[service])) for service in (SOURCE, *COPIES)
        ]
        yield Road(platform, source, copies)


def parse(file: Path) -> float:
    """Stream the document through ijson, legal entity by legal entity, and do nothing with it; return the seconds."""
    wall = perf_counter()
    with gzip.open(file) as stream:
        for _ in ijson.items(stream, "pmej.item", use_float=True, buf_size=1 << 16):
            pass
    return perf_counter() - wall


async def raw(source: asyncpg.Connection, into: asyncpg.Connection) -> float:
    """COPY the same rows to a temporary table and merge them, for as many tables as there are bases."""
    columns = names(StructureV1)
    listed = ", ".join(columns)
    updated = ", ".join(f"{name} = excluded.{name}" for name in columns)
    rows = [tuple(row) for row in await source.fetch(f"select {listed} from structures")]
    tables = [f"raw_{n}" for n in range(len(COPIES) + 1)]
    for table in tables:
        await into.execute(f"create table {table} (like structures including all)")
    wall = perf_counter()
    for table in tables:
        async with into.transaction():
            await into.execute(f"create temp table sent on commit drop as select {listed} from {table} limit 0")
            await into.copy_records_to_table("sent", records=rows, columns=columns)
            await into.execute(
                f"insert into {table} ({listed}) select {listed} from sent on conflict (finess) do update set {updated}"
            )
    seconds = perf_counter() - wall
    for table in tables:
        found = await into.fetchval(f"select count(*) from {table}")
        if found != SITES:
            raise WrongResultError(f"{table}: {found} rows, expected {SITES}")
    return seconds


@asynccontextmanager
async def opened(ground: Ground) -> AsyncIterator[Round]:
    """Each round has a platform of its own. Raises NotMeasuredError where the real files are not."""
    folder = Path(os.environ.get("MAILLAGE_DATA", ROOT.parent / "shared" / "data")) / "finess"
    first, following = folder / FIRST, folder / NEXT
    if not (first.is_file() and following.is_file()):
        raise NotMeasuredError("the national files are not here: set MAILLAGE_DATA to the folder of real data")

    async def once(order: First) -> Measures:
        async with road(ground) as ready:
            parse_first = parse(first) if order is First.RAW else 0.0
            imported, load = await ready.bring(first, SITES, 0)
            parse_first = parse_first or parse(first)
            await ready.require_equal()
            by_hand = await raw(ready.source, ready.copies[0])
            _, again = await ready.bring(following, CHANGES, SITES)
            parse_next = parse(following)
            await ready.require_equal()
        return {
            "parsing alone, s": parse_first,
            "import alone, s": imported,
            "file → all equal, s": load,
            "raw COPY + merge, s": by_hand,
            "beyond parsing, s": load - parse_first,
            "ratio beyond parsing": (load - parse_first) / by_hand,
            "re-import, s": again,
            "re-import beyond parsing, s": again - parse_next,
        }

    yield once


FIGURE = Figure(
    name="directory",
    title="National file → all copies equal, beyond parsing / raw COPY + merge into as many tables",
    opened=opened,
    targets=(
        Target(measure="ratio beyond parsing", at_most=8),
        Target(measure="re-import beyond parsing, s", at_most=3),
    ),
    settings={"structures": SITES, "tables": len(COPIES) + 1, "changes": CHANGES},
    warm_up=False,
)
