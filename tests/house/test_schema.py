"""Migrations give the schema that is committed, and copies hold exactly the columns of their contract."""

import os
from collections.abc import AsyncIterator
from importlib import import_module

import asyncpg
import pytest

from shared.bus.empreintes import Measured
from shared.contracts.colonnes import columns
from shared.db.migrations import migrations_of
from shared.settings import ROOT
from shared.settings import services as service_names
from tests.house.schema_text import schema_text
from tests.platform import Platform, Servers, platform_of

AGAIN = "MAILLAGE_ECRIRE_SCHEMAS=1 .venv/bin/pytest tests/house/test_schema.py"


@pytest.fixture(scope="module")
async def migrated(servers: Servers) -> AsyncIterator[Platform]:
    """Give every service's database, freshly migrated."""
    async with platform_of(servers) as made:
        yield made


@pytest.mark.parametrize("service", service_names())
async def test_les_migrations_donnent_le_schema_publie(migrated: Platform, service: str) -> None:
    async with migrated.pool(service) as pool, pool.acquire() as connection:
        text = await schema_text(connection)
    path = ROOT / "services" / service / "storage" / "schema.txt"
    if os.environ.get("MAILLAGE_ECRIRE_SCHEMAS"):
        path.write_text(text, "utf-8")
    assert path.is_file(), f"no {path.name}: run {AGAIN}"
    assert path.read_text("utf-8") == text, f"the migrations and {path.name} differ: run {AGAIN}"


@pytest.mark.parametrize("service", service_names())
async def test_chaque_table_mesuree_a_les_colonnes_de_son_contrat(migrated: Platform, service: str) -> None:
    async with migrated.pool(service) as pool:
        parts = import_module(f"services.{service}.bootstrap").worker_parts(pool)
        for measured in parts.measured:
            held = await held_columns(pool, measured.table.table)
            promised = {c.name: (c.sql, c.nullable) for c in columns(measured.table.contract)}
            assert {name: held.get(name) for name in promised} == promised, measured.table.table
            if measured.role == "copie":
                assert set(held) - set(promised) == {"recue_le"}, measured.table.table
            assert await key_of(pool, measured) == [measured.table.contract.key]


@pytest.mark.parametrize("service", service_names())
async def test_chaque_projection_nomme_des_tables_qui_existent(migrated: Platform, service: str) -> None:
    async with migrated.pool(service) as pool:
        parts = import_module(f"services.{service}.bootstrap").worker_parts(pool)
        for projection in parts.inbound.projections():
            for table in projection.tables:
                assert await held_columns(pool, table), f"{projection.name}: no table {table}"


@pytest.mark.parametrize("service", service_names())
def test_les_migrations_sont_numerotees_sans_trou(service: str) -> None:
    names = [migration.name for migration in migrations_of(service)]
    assert len(names) == len(set(names))
    assert names[0].startswith("bus/0001")
    assert any(name.startswith(f"{service}/0001") for name in names)


async def test_une_colonne_de_plus_ou_de_moins_change_le_texte(migrated: Platform) -> None:
    async with migrated.pool("sas") as pool, pool.acquire() as connection:
        whole = await schema_text(connection)
        for change in (
            "alter table structures add column x text", "alter table structures drop column siret",
            "alter table structures alter nom drop not null", "alter table structures alter nom set default 'x'",
            "alter table structures alter version type bigint", "create index x on structures (nom)",
            "drop index rebuts_a_rejouer", "alter table structures drop constraint structures_pkey",
            "create view v as select 1 as a", "create table y ()",
        ):  # fmt: skip
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(change)
            assert await schema_text(connection) != whole, change
            await transaction.rollback()
        assert await schema_text(connection) == whole


async def held_columns(pool: asyncpg.Pool, table: str) -> dict[str, tuple[str, bool]]:
    rows = await pool.fetch(
        "select attname, format_type(atttypid, atttypmod), not attnotnull from pg_attribute "
        "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
        table,
    )
    return {name: (sql, nullable) for name, sql, nullable in rows}


async def key_of(pool: asyncpg.Pool, measured: Measured) -> list[str]:
    rows = await pool.fetch(
        "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) "
        "where i.indisprimary and i.indrelid = to_regclass($1)",
        measured.table.table,
    )
    return [row[0] for row in rows]
