"""Migrations: numbered `.sql` files, shared ones first, applied once, in order, under a lock."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import asyncpg

from shared.db.pool import connect
from shared.kernel.errors import Refusal

_FILENAME = re.compile(r"(\d{4})_(pre|post)_[a-z0-9_]+\.sql")
_LOCK = 7_241_905_133
_TABLE = """
create table if not exists migrations (
    nom text primary key,
    sha256 text not null,
    appliquee_le timestamptz not null default now()
)
"""


class MigrationModifieeError(Refusal):
    """A migration already applied was edited afterwards."""

    message = "La migration {nom} a changé depuis qu'elle a été appliquée : écrivez-en une nouvelle."


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. All run before the new code starts; its name says what the old code, still at work, bears.

    `pre`: the old code goes on beside it. `post`: only once no code needs what it takes away, hence a release later.
    """

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Return the hexadecimal digest of the text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def migrations_of(service: str) -> tuple[Migration, ...]:
    """Return the kernel's migrations, then the service's, read once. Raises ValueError for a file out of order."""
    shared = _read("bus", resources.files("shared.bus") / "migrations")
    own = _read(service, resources.files(f"services.{service}.storage") / "migrations")
    return (*shared, *own)


async def migrate(dsn: str, service: str) -> list[str]:
    """Apply what is missing, each migration in its own transaction, and return the names of those applied.

    Raises MigrationModifieeError.
    """
    connection = await connect(dsn, name=f"maillage-{service}-migrations")
    try:
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(_TABLE)
        rows = await connection.fetch("select nom, sha256 from migrations")
        known = {row["nom"]: row["sha256"] for row in rows}
        return [m.name for m in migrations_of(service) if await _apply(connection, m, known)]
    finally:
        await connection.close()


async def missing(connection: asyncpg.pool.PoolConnectionProxy, service: str) -> list[str]:
    """Return the names of the migrations that the database lacks."""
    known = {row["nom"] for row in await connection.fetch("select nom from migrations")}
    return [m.name for m in migrations_of(service) if m.name not in known]


async def _apply(connection: asyncpg.Connection, migration: Migration, known: dict[str, str]) -> bool:
    if migration.name in known:
        if known[migration.name] != migration.sha256:
            raise MigrationModifieeError(nom=migration.name)
        return False
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(
            "insert into migrations (nom, sha256) values ($1, $2)", migration.name, migration.sha256
        )
    return True


def _read(owner: str, folder: Traversable) -> Iterator[Migration]:
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    for rank, file in enumerate(files, start=1):
        match = _FILENAME.fullmatch(file.name)
        if match is None or int(match[1]) != rank:
            raise ValueError(f"{owner}/{file.name}: expected {rank:04d}_pre_<what>.sql or {rank:04d}_post_<what>.sql")
        yield Migration(f"{owner}/{file.name}", file.read_text("utf-8"))
