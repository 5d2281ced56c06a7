"""A platform of one service for a test of the bus: its own topics, and one database emptied between two tests."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.bus.topics import create_topics
from tests.platform import Platform, Servers, _drop_topics, platform_of

_EMPTY = """
do $$
declare nom text;
begin
    for nom in select inhrelid::regclass from pg_inherits where inhparent = 'outbox_envoyes'::regclass loop
        execute 'drop table ' || nom;
    end loop;
    for nom in select tablename from pg_tables where schemaname = 'public' and tablename <> 'migrations' loop
        execute 'truncate ' || nom || ' restart identity';
    end loop;
end $$
"""


@pytest.fixture(scope="session")
async def base_of_usages(servers: Servers) -> AsyncIterator[dict[str, str]]:
    """Give the address of a migrated database of usages."""
    async with platform_of(servers, ["usages"]) as made:
        yield made.dsns


@pytest.fixture
async def usages(servers: Servers, base_of_usages: dict[str, str]) -> AsyncIterator[Platform]:
    """Give a platform that has the one service usages, under a prefix of its own."""
    platform = Platform(servers, dsns=base_of_usages)
    await create_topics(servers.kafka, platform.prefix)
    async with platform.pool("usages") as pool:
        await pool.execute(_EMPTY)
    yield platform
    await _drop_topics(servers.kafka, platform.prefix)


@pytest.fixture
async def pool(usages: Platform) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on the database of usages."""
    async with usages.pool("usages") as opened:
        yield opened
