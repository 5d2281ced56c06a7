"""One role and one database per service, closed to the others, with the extensions that only a superuser may create."""

import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import asyncpg

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")


async def create_bases(
    superuser_dsn: str,
    services: Iterable[str],
    *,
    prefix: str = "",
    passwords: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Create what is missing, give each role its password (a known one, else a new one). The DSN of each service."""
    known = passwords or {}
    dsns = {}
    server = await asyncpg.connect(superuser_dsn)
    try:
        for service in services:
            password = known.get(service) or secrets.token_urlsafe(32)
            name = base_name(service, prefix)
            await _create_role(server, name, password)
            await _create_base(server, name)
            await _create_extensions(superuser_dsn, name)
            dsns[service] = _dsn(superuser_dsn, name, password)
    finally:
        await server.close()
    return dsns


async def drop_bases(superuser_dsn: str, services: Iterable[str], *, prefix: str) -> None:
    """Remove the databases and roles of a prefix: for tests that share one server."""
    server = await asyncpg.connect(superuser_dsn)
    try:
        for service in services:
            name = base_name(service, prefix)
            await server.execute(f'drop database if exists "{name}" with (force)')
            await server.execute(f'drop role if exists "{name}"')
    finally:
        await server.close()


def base_name(service: str, prefix: str = "") -> str:
    """The name of both the role and the database of a service."""
    return f"{prefix}maillage_{service}"


def password_of(dsn: str) -> str:
    """The password inside a DSN made here."""
    return urlsplit(dsn).password or ""


async def _create_role(server: asyncpg.Connection, name: str, password: str) -> None:
    if not await server.fetchval("select true from pg_roles where rolname = $1", name):
        await server.execute(f'create role "{name}" login')
    await server.execute(f"alter role \"{name}\" login password '{password}'")


async def _create_base(server: asyncpg.Connection, name: str) -> None:
    if not await server.fetchval("select true from pg_database where datname = $1", name):
        await server.execute(f'create database "{name}" owner "{name}"')
    await server.execute(f'revoke connect, temporary on database "{name}" from public')


async def _create_extensions(superuser_dsn: str, name: str) -> None:
    base = await asyncpg.connect(superuser_dsn, database=name)
    try:
        for extension in EXTENSIONS:
            await base.execute(f'create extension if not exists "{extension}"')
    finally:
        await base.close()


def _dsn(superuser_dsn: str, name: str, password: str) -> str:
    """The superuser's address with another role and database; host and options stay."""
    parts = urlsplit(superuser_dsn)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{name}:{password}@{host}", path=f"/{name}").geturl()
