"""A small region at work: the directory's worker and one that copies it, and the command `maillage` beside them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from shared.settings import ROOT
from tests.integration.bus.running import running_worker
from tests.platform import Platform, Servers, platform_of

SOURCE = StateTable(StructureV1, "structures")


@dataclass(frozen=True)
class Answer:
    """What an order answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the document that it printed."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Region:
    """A platform, its admin URLs, and the command."""

    platform: Platform
    admins: dict[str, list[str]]
    absent: Path

    async def maillage(self, *words: str, **environment: str) -> Answer:
        """Run an order as an operator would, in a process of its own; an empty variable is taken away."""
        known = {"MAILLAGE_ADMINS": json.dumps(self.admins), "MAILLAGE_ENVIRONNEMENT": str(self.absent), **environment}
        full = {name: value for name, value in self.platform.environment(**known).items() if value}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "shared.cli.main", *words, env={**full, "COLUMNS": "200"}, cwd=ROOT,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return Answer(process.returncode or 0, out.decode(), err.decode())

    async def tell(self, structures: Sequence[StructureV1], title: str = "StructureModifiee") -> None:
        """Save structures in the directory and tell them, in one transaction, as the importer does."""
        async with self.platform.pool("referentiel") as pool, pool.acquire() as connection, connection.transaction():
            await SOURCE.upsert(connection, structures)
            await outbox.write(connection, [Outgoing(s, title, datetime.now(UTC)) for s in structures])


@pytest.fixture(scope="package")
async def region(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Region]:
    """Give a region whose directory and copies are empty at first, then hold what the tests before told."""
    async with platform_of(servers, ["referentiel", "usages"]) as platform, AsyncExitStack() as stack:
        admins = {s: [await stack.enter_async_context(running_worker(platform, s))] for s in platform.dsns}
        yield Region(platform, admins, tmp_path_factory.mktemp("region") / "absent")
