"""The archive: what Kafka acknowledged, kept by day for a fortnight, told again after a loss of the log."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from shared.bus import dead_letters, outbox
from shared.bus.archive import keep, tell_again
from shared.bus.outbox import Outgoing
from shared.bus.reader import Rejected
from tests.integration.bus.inprocess import relaying
from tests.integration.bus.kafka import read
from tests.integration.bus.running import until
from tests.messages import record
from tests.platform import Platform
from tests.samples import finess, structure

JOUR = date(2026, 1, 10)
INSTANT = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection whose archive has the partitions around JOUR."""
    async with pool.acquire() as acquired:
        await keep(acquired, JOUR)
        yield acquired


async def partitions(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'outbox_envoyes'::regclass order by 1"
    )
    return [row[0].removeprefix("outbox_envoyes_") for row in rows]


async def ranger(connection: asyncpg.Connection, envoye_le: datetime = INSTANT) -> None:
    """Move what waits to the archive, as the relay does."""
    await connection.execute(
        "with partis as (delete from outbox returning *) insert into outbox_envoyes select *, $1 from partis", envoye_le
    )


async def archiver(connection: asyncpg.Connection, *evenements: tuple[int, int], envoye_le: datetime = INSTANT) -> None:
    """Put versions of structures into the archive, in this order, as sent at an instant."""
    async with connection.transaction():
        etats = [structure(n, version=version) for n, version in evenements]
        await outbox.write(connection, [Outgoing(etat, "StructureModifiee", INSTANT) for etat in etats])
        await ranger(connection, envoye_le)


async def attendent(connection: asyncpg.Connection) -> list[tuple[str, int]]:
    rows = await connection.fetch("select cle, valeur from outbox order by id")
    return [(row["cle"].decode(), json.loads(row["valeur"])["version"]) for row in rows]


async def test_l_archive_a_toujours_les_jours_qui_viennent(connection: asyncpg.Connection) -> None:
    assert await partitions(connection) == ["20260110", "20260111", "20260112"]
    await keep(connection, JOUR)
    await keep(connection, JOUR + timedelta(days=1))
    assert await partitions(connection) == ["20260110", "20260111", "20260112", "20260113"]


async def test_un_jour_est_garde_quatorze_jours_puis_efface(connection: asyncpg.Connection) -> None:
    await archiver(connection, (1, 1))
    await keep(connection, JOUR + timedelta(days=14))
    assert "20260110" in await partitions(connection)
    assert await connection.fetchval("select count(*) from outbox_envoyes") == 1
    await keep(connection, JOUR + timedelta(days=15))
    assert "20260110" not in await partitions(connection)
    assert await connection.fetchval("select count(*) from outbox_envoyes") == 0


async def test_un_etat_est_redit_par_sa_seule_derniere_version(connection: asyncpg.Connection) -> None:
    await archiver(connection, (1, 1), (2, 1), (1, 2), (1, 3), (2, 2))
    assert await tell_again(connection, INSTANT) == 2
    assert await attendent(connection) == [(finess(1), 3), (finess(2), 2)]


async def test_un_etat_dont_une_version_attend_n_est_pas_redit(connection: asyncpg.Connection) -> None:
    await archiver(connection, (1, 1), (2, 1))
    await outbox.write(connection, [Outgoing(structure(1, version=2), "StructureModifiee", INSTANT)])
    assert await tell_again(connection, INSTANT) == 1
    assert await attendent(connection) == [(finess(1), 2), (finess(2), 1)]


async def test_ce_qui_est_envoye_avant_la_date_n_est_pas_redit(connection: asyncpg.Connection) -> None:
    await archiver(connection, (1, 1), envoye_le=INSTANT)
    await archiver(connection, (2, 1), envoye_le=INSTANT + timedelta(days=1))
    assert await tell_again(connection, INSTANT + timedelta(hours=1)) == 1
    assert await attendent(connection) == [(finess(2), 1)]


async def test_les_faits_sont_redits_tous_et_dans_l_ordre_et_les_rebuts_jamais(connection: asyncpg.Connection) -> None:
    await archiver(connection, (3, 1), (1, 1), (3, 2), (2, 1))
    # No fact topic is in the registry yet: the archive names one that will be.
    await connection.execute("update outbox_envoyes set topic = 'accompagnement.demande'")
    rebut = (record(b"v", headers=[], key=b"k"), Rejected("motif", "détail"))
    await dead_letters.write(connection, dead_letters.Source("usages.essai", "usages"), [rebut], INSTANT)
    await ranger(connection)
    assert await tell_again(connection, INSTANT) == 4
    assert await attendent(connection) == [(finess(3), 1), (finess(1), 1), (finess(3), 2), (finess(2), 1)]


async def test_redire_deux_fois_ne_double_pas_les_faits(connection: asyncpg.Connection) -> None:
    await archiver(connection, (1, 1), (1, 2))
    await connection.execute("update outbox_envoyes set topic = 'accompagnement.demande'")
    for _ in range(2):
        assert await tell_again(connection, INSTANT) == 2
        await ranger(connection)


async def test_un_evenement_redit_garde_son_identite(usages: Platform, pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await outbox.write(connection, [Outgoing(structure(1), "StructureOuverte", INSTANT)])
    async with relaying(usages.settings("usages")):
        await until(lambda: pool.fetchval("select count(*) = 1 from outbox_envoyes"))
        async with pool.acquire() as connection:
            assert await tell_again(connection, datetime.now(UTC) - timedelta(hours=1)) == 1
        await until(lambda: pool.fetchval("select count(*) = 2 from outbox_envoyes"))
    premier, redit = await read(usages)
    assert (premier.key, premier.value, premier.headers) == (redit.key, redit.value, redit.headers)
