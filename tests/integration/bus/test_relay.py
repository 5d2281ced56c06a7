"""The relay: the outbox on Kafka, in order, whole, by one process at a time."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaTimeoutError

from shared.bus import dead_letters, outbox
from shared.bus.outbox import Outgoing
from shared.bus.reader import Rejected
from shared.bus.relay import Relay
from shared.observability.tracing import started, within
from tests.integration.bus.inprocess import relaying
from tests.integration.bus.kafka import read
from tests.integration.bus.running import until
from tests.messages import record
from tests.platform import Platform
from tests.samples import finess, structure

INSTANT = datetime(2026, 1, 5, 2, 3, 4, 567_000, tzinfo=UTC)


async def ecrire(pool: asyncpg.Pool, *evenements: Outgoing) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await outbox.write(connection, evenements)


async def rebuter(pool: asyncpg.Pool, *messages: ConsumerRecord[bytes, bytes]) -> None:
    """Put messages among the dead letters."""
    source = dead_letters.Source("usages.essai", "usages")
    async with pool.acquire() as connection, connection.transaction():
        await dead_letters.write(connection, source, [(m, Rejected("motif", "détail")) for m in messages], INSTANT)


async def relayer(platform: Platform, pool: asyncpg.Pool) -> None:
    """Carry all that waits."""
    async with relaying(platform.settings("usages")):
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))


async def test_l_enveloppe_cloudevents_est_complete_et_lisible(usages: Platform, pool: asyncpg.Pool) -> None:
    with within(started("demande-7")) as trace:
        await ecrire(pool, Outgoing(structure(1), "StructureRenommee", INSTANT))
    await relayer(usages, pool)
    [message] = await read(usages)
    entetes = {nom: valeur.decode() for nom, valeur in message.headers}
    assert UUID(entetes.pop("ce_id")).version == 7
    assert datetime.fromisoformat(entetes.pop("ce_time")) == INSTANT
    assert entetes == {
        "ce_specversion": "1.0",
        "ce_source": "/usages",
        "ce_type": "fr.maillage.referentiel.structure.renommee.v1",
        "ce_subject": finess(1),
        "ce_dataschema": "/usages/schemas/StructureV1.json",
        "content-type": "application/json",
        "traceparent": trace.traceparent,
        "correlation_id": "demande-7",
    }
    assert (message.key.decode(), message.timestamp) == (finess(1), int(INSTANT.timestamp() * 1000))
    assert json.loads(message.value) == json.loads(structure(1).model_dump_json())


async def test_l_ordre_de_chaque_cle_est_garde(usages: Platform, pool: asyncpg.Pool) -> None:
    for version in range(1, 31):
        await ecrire(pool, *(Outgoing(structure(n, version=version), "StructureModifiee", INSTANT) for n in range(20)))
    async with relaying(usages.settings("usages")):
        for version in range(31, 61):
            await ecrire(
                pool, *(Outgoing(structure(n, version=version), "StructureModifiee", INSTANT) for n in range(20))
            )
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
    messages = await read(usages)
    assert len(messages) == 60 * 20
    for n in range(20):
        de_la_cle = [m for m in messages if m.key.decode() == finess(n)]
        assert len({m.partition for m in de_la_cle}) == 1
        versions = [json.loads(m.value)["version"] for m in de_la_cle]
        assert all(suivante == une + 1 for une, suivante in pairwise(versions))


async def test_ce_qui_est_dit_est_range_dans_l_archive_tel_quel(usages: Platform, pool: asyncpg.Pool) -> None:
    await ecrire(pool, *(Outgoing(structure(n), "StructureOuverte", INSTANT) for n in range(5)))
    colonnes = "id, event_id, topic, cle, type, sujet, survenu_le, correlation_id, valeur, ecrit_le"
    ecrits = await pool.fetch(f"select {colonnes} from outbox order by id")
    await relayer(usages, pool)
    assert await pool.fetch(f"select {colonnes} from outbox_envoyes order by id") == ecrits


async def test_de_deux_relais_un_seul_travaille_et_l_autre_prend_la_suite(usages: Platform, pool: asyncpg.Pool) -> None:
    settings = usages.settings("usages")

    async def actif(relay: Relay) -> bool:
        return relay.active

    async with relaying(settings) as second:
        await until(lambda: actif(second))
        async with relaying(settings) as tard_venu:
            for n in range(1, 20):
                await ecrire(pool, Outgoing(structure(n), "StructureOuverte", INSTANT))
            await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
            assert (second.active, tard_venu.active) == (True, False)
            second.stop_soon()
            await until(lambda: actif(tard_venu))
            await ecrire(pool, Outgoing(structure(20), "StructureOuverte", INSTANT))
            await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
    assert sorted(m.key.decode() for m in await read(usages)) == sorted(finess(n) for n in range(1, 21))


async def test_un_rebut_part_tel_qu_il_est_venu(usages: Platform, pool: asyncpg.Pool) -> None:
    entetes = [("ce_id", b"\xff\x00"), ("ce_id", b"deux fois"), ("nul", None), ("vide", b""), ("é", b"1")]
    venus = [(b"310781406", b"{"), (None, b"{"), (b"310781406", None), (b"", b""), (b"\xff\x00", b"\x00\xff")]
    await rebuter(pool, *(record(v, headers=entetes, key=c, offset=n) for n, (c, v) in enumerate(venus)))
    await relayer(usages, pool)
    messages = await read(usages, "usages.rebut")
    assert [(m.key, m.value) for m in messages] == venus
    assert all(list(m.headers[: len(entetes)]) == entetes for m in messages)


async def test_un_rebut_sans_cle_ni_valeur_n_arrete_pas_le_relais(usages: Platform, pool: asyncpg.Pool) -> None:
    await rebuter(pool, record(None, headers=[("a", b"1")], key=None))
    await ecrire(pool, Outgoing(structure(1), "StructureOuverte", INSTANT))
    await relayer(usages, pool)
    [rebut] = await read(usages, "usages.rebut")
    assert not rebut.key
    assert not rebut.value
    assert rebut.headers[0] == ("a", b"1")
    assert len(await read(usages)) == 1


async def test_apres_un_relais_mal_fini_le_dernier_etat_a_le_dernier_mot(usages: Platform, pool: asyncpg.Pool) -> None:
    await pool.execute("insert into relais (propre) values (false)")
    async with relaying(usages.settings("usages")):
        await ecrire(pool, *(Outgoing(structure(1, version=v), "StructureModifiee", INSTANT) for v in (1, 2)))
        await until(lambda: pool.fetchval("select count(*) = 2 from outbox_envoyes"))
        assert await pool.fetchval("select redire_apres > now() from relais")
        await pool.execute("update relais set redire_apres = now()")
        await until(lambda: pool.fetchval("select count(*) = 3 from outbox_envoyes"))
    messages = await read(usages)
    assert [json.loads(m.value)["version"] for m in messages] == [1, 2, 2]
    assert messages[1].headers == messages[2].headers
    assert tuple(await pool.fetchrow("select propre, redire_depuis, redire_apres from relais")) == (True, None, None)


async def test_apres_un_relais_bien_fini_rien_n_est_a_redire(usages: Platform, pool: asyncpg.Pool) -> None:
    for version in (1, 2):
        await ecrire(pool, Outgoing(structure(1, version=version), "StructureModifiee", INSTANT))
        await relayer(usages, pool)
        assert tuple(await pool.fetchrow("select propre, redire_apres from relais")) == (True, None)
    assert len(await read(usages)) == 2


class ProducteurQuiCale:
    """Takes one message, acknowledged later, and refuses the next one."""

    def __init__(self) -> None:
        self.ack: asyncio.Future[None] | None = None

    async def send(self, *_: object, **__: object) -> asyncio.Future[None]:
        """Take the message."""
        if self.ack is not None:
            raise KafkaTimeoutError
        self.ack = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.1, self.ack.set_exception, KafkaTimeoutError())
        return self.ack


async def test_un_envoi_qui_cale_attend_ce_qui_est_deja_parti(usages: Platform, pool: asyncpg.Pool) -> None:
    await ecrire(pool, *(Outgoing(structure(n), "StructureOuverte", INSTANT) for n in (1, 2)))
    producteur: Any = ProducteurQuiCale()
    with pytest.raises(KafkaTimeoutError):
        await Relay(usages.settings("usages"))._send(producteur, await pool.fetch("select * from outbox order by id"))
    assert producteur.ack.done()
