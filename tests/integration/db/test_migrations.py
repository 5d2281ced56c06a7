"""Migrations on the real Postgres: once, whole, never edited afterwards."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from local.bases import create_bases, drop_bases
from shared.db import migrations
from shared.db.migrations import Migration, MigrationModifieeError, migrate, missing
from shared.db.pool import connect
from tests.platform import Servers

UNE = Migration("essai/0001_pre_lieux.sql", "create table lieux (code text primary key)")
DEUX = Migration("essai/0002_post_colonne.sql", "alter table lieux add nom text")


@pytest.fixture
async def dsn(servers: Servers) -> AsyncIterator[str]:
    """Give an empty database of the service sas."""
    dsns = await create_bases(servers.postgres, ["sas"], prefix="migrations-")
    yield dsns["sas"]
    await drop_bases(servers.postgres, ["sas"], prefix="migrations-")


def ecrire(monkeypatch: pytest.MonkeyPatch, *ecrites: Migration) -> None:
    monkeypatch.setattr(migrations, "migrations_of", lambda _: ecrites)


async def test_elles_s_appliquent_une_fois_dans_l_ordre(dsn: str) -> None:
    appliquees = await migrate(dsn, "sas")
    assert appliquees == [m.name for m in migrations.migrations_of("sas")]
    assert appliquees[0].startswith("bus/0001")
    assert await migrate(dsn, "sas") == []


async def test_deux_installations_en_meme_temps_n_en_font_qu_une(dsn: str) -> None:
    premiere, seconde = await asyncio.gather(migrate(dsn, "sas"), migrate(dsn, "sas"))
    assert sorted(map(len, (premiere, seconde))) == [0, len(migrations.migrations_of("sas"))]


async def test_une_migration_appliquee_ne_se_retouche_pas(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ecrire(monkeypatch, UNE)
    await migrate(dsn, "sas")
    ecrire(monkeypatch, Migration(UNE.name, UNE.sql + " "))
    with pytest.raises(MigrationModifieeError, match="0001_pre_lieux"):
        await migrate(dsn, "sas")


@pytest.mark.parametrize("faute", ["select 1 / 0", "drop table migrations"])
async def test_une_migration_qui_echoue_ne_laisse_rien_et_se_reprend(
    dsn: str, monkeypatch: pytest.MonkeyPatch, faute: str
) -> None:
    ecrire(monkeypatch, UNE, Migration(DEUX.name, f"create table reste (); {faute}"))
    with pytest.raises(asyncpg.PostgresError):
        await migrate(dsn, "sas")
    connection = await connect(dsn, name="essai")
    try:
        assert await connection.fetchval("select to_regclass('reste')") is None
        ecrire(monkeypatch, UNE, DEUX)
        assert await missing(connection, "sas") == [DEUX.name]
        assert await migrate(dsn, "sas") == [DEUX.name]
        assert await missing(connection, "sas") == []
    finally:
        await connection.close()
