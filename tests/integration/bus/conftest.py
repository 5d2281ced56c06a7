"""A platform of one service for a test of the bus: cheaper than all of them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.platform import Platform, Servers, platform_of


@pytest.fixture
async def usages(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform that has the one service usages, under a prefix of its own."""
    async with platform_of(servers, ["usages"]) as made:
        yield made


@pytest.fixture
async def pool(usages: Platform) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on the database of usages."""
    async with usages.pool("usages") as opened:
        yield opened
