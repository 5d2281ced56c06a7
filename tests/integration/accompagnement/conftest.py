"""Accompagnement alone, on a real Postgres: one base for a module, emptied before each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from local.bases import create_bases, drop_bases
from shared.db.migrations import migrate
from tests.integration.accompagnement.maison import Maison, maison_de
from tests.platform import Platform, Servers

SERVICE = "accompagnement"


@pytest.fixture(scope="module")
async def seul(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform whose only base is accompagnement's: no topic is needed."""
    seul = Platform(servers)
    seul.dsns = await create_bases(servers.postgres, [SERVICE], prefix=seul.prefix)
    try:
        await migrate(seul.dsns[SERVICE], SERVICE)
        yield seul
    finally:
        await drop_bases(servers.postgres, [SERVICE], prefix=seul.prefix)


@pytest.fixture
async def maison(seul: Platform, tmp_path: Path) -> AsyncIterator[Maison]:
    """Give the service with its team and some structures of three départements, and nothing else."""
    async with maison_de(seul, tmp_path) as faite:
        yield faite
