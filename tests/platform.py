"""A platform of its own for a test: a prefix on the real Kafka and Postgres, databases migrated, topics created."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient

from local.bases import create_bases, drop_bases
from shared.bus.topics import create_topics
from shared.contracts.topics import Topic
from shared.db.migrations import migrate
from shared.db.pool import open_pool
from shared.settings import ServiceSettings, service_settings, services

CLES = ["une-cle-d-essai-assez-longue-pour-signer"]


@dataclass(frozen=True)
class Servers:
    """Where the real Kafka and Postgres of the session answer."""

    kafka: str
    postgres: str


@dataclass
class Platform:
    """One prefix, and what lives under it."""

    servers: Servers
    prefix: str = field(default_factory=lambda: f"t{uuid4().hex[:8]}-")
    dsns: dict[str, str] = field(default_factory=dict)

    def settings(self, service: str, **overrides: Any) -> ServiceSettings:
        """Return the settings of a service of this platform."""
        values = {
            "kafka": self.servers.kafka,
            "prefixe": self.prefix,
            "session_timeout_ms": 6_000,
            "cles": CLES,
            **overrides,
        }
        return service_settings(service, postgres=self.dsns[service], **values)

    def environment(self, **overrides: str) -> dict[str, str]:
        """Return the environment of a process of this platform."""
        own = {f"MAILLAGE_{service.upper()}_POSTGRES": dsn for service, dsn in self.dsns.items()}
        fixed = {
            "MAILLAGE_KAFKA": self.servers.kafka,
            "MAILLAGE_PREFIXE": self.prefix,
            "MAILLAGE_SESSION_TIMEOUT_MS": "6000",
            "MAILLAGE_CLES": json.dumps(CLES),
        }
        return {**os.environ, **fixed, **own, **overrides}

    @asynccontextmanager
    async def pool(self, service: str) -> AsyncIterator[asyncpg.Pool]:
        """Open a pool on a service's own database."""
        async with open_pool(self.dsns[service], name=f"test-{service}", size=5) as pool:
            yield pool


@asynccontextmanager
async def platform_of(servers: Servers, names: Sequence[str] | None = None) -> AsyncIterator[Platform]:
    """Make a platform of the named services (all by default), and erase its databases at the end."""
    platform = Platform(servers)
    chosen = list(names or services())
    platform.dsns = await create_bases(servers.postgres, chosen, prefix=platform.prefix)
    try:
        for service in chosen:
            await migrate(platform.dsns[service], service)
        await create_topics(servers.kafka, platform.prefix)
        yield platform
    finally:
        await drop_bases(servers.postgres, chosen, prefix=platform.prefix)
        await _drop_topics(servers.kafka, platform.prefix)


async def _drop_topics(bootstrap: str, prefix: str) -> None:
    """Delete what the test made: a small Kafka does not carry the topics of hundreds of tests."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([f"{prefix}{topic.nom}" for topic in Topic])
    finally:
        await admin.close()
