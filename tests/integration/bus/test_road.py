"""The road of one event, on the real parts: outbox, relay, Kafka, watermark, projection."""

import asyncio
from datetime import UTC, datetime

from shared.bus import outbox
from shared.bus.outbox import Outgoing
from tests.integration.bus.running import running_worker, until
from tests.platform import Platform
from tests.samples import structure


async def test_ce_qui_est_ecrit_dans_la_boite_arrive_dans_la_copie(platform: Platform) -> None:
    async with platform.pool("usages") as pool:
        async with pool.acquire() as connection, connection.transaction():
            events = [Outgoing(structure(n), "StructureConstatee", datetime.now(UTC)) for n in range(50)]
            await outbox.write(connection, events)
        async with running_worker(platform, "usages"):
            await until(lambda: pool.fetchval("select count(*) = 50 from structures"))
        assert await pool.fetchval("select count(*) from outbox") == 0
        archived = await pool.fetchval("select count(*) from outbox_envoyes where topic = 'referentiel.structure'")
        assert archived == 50
        row = await pool.fetchrow("select sum(prochain) as passes, sum(appliques) as appliques from positions")
        assert (row["passes"], row["appliques"]) == (50, 50)


async def test_une_transaction_annulee_ne_dit_rien(platform: Platform) -> None:
    async with platform.pool("usages") as pool:
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await outbox.write(connection, [Outgoing(structure(1), "StructureConstatee", datetime.now(UTC))])
            await transaction.rollback()
        async with running_worker(platform, "usages"):
            await asyncio.sleep(1)
        assert await pool.fetchval("select count(*) from outbox_envoyes where topic = 'referentiel.structure'") == 0
