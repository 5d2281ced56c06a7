"""One migrated database for the tests of this folder, emptied between two."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.platform import Platform, Servers, platform_of

TABLES = "structures, outbox, outbox_envoyes, positions, rebuts, empreintes"


@pytest.fixture(scope="package")
async def usages(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform that has the one service usages."""
    async with platform_of(servers, ["usages"]) as made:
        yield made


@pytest.fixture
async def connection(usages: Platform) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection to the empty database of usages."""
    async with usages.pool("usages") as pool, pool.acquire() as acquired:
        await acquired.execute(f"truncate {TABLES}")
        yield acquired
