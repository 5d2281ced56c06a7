"""The directory alone, on a real Postgres."""

from collections.abc import AsyncIterator

import pytest

from local.bases import create_bases, drop_bases
from shared.db.migrations import migrate
from tests.platform import Platform, Servers

SERVICE = "referentiel"


@pytest.fixture
async def referentiel_seul(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform whose only base is the directory's: no topic is needed to import."""
    seul = Platform(servers)
    seul.dsns = await create_bases(servers.postgres, [SERVICE], prefix=seul.prefix)
    try:
        await migrate(seul.dsns[SERVICE], SERVICE)
        yield seul
    finally:
        await drop_bases(servers.postgres, [SERVICE], prefix=seul.prefix)
