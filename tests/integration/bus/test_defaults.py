"""The defaults of FastStream and aiokafka that lose data: each is read, as set, from the live objects."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import UnknownTopicOrPartitionError
from faststream import AckPolicy

from shared.bus import broker as broker_module
from shared.bus import relay
from shared.bus.broker import make_broker, make_producer, make_reader, start_broker
from shared.bus.consumer import WatermarkedConsumer
from shared.bus.copies import copy
from shared.bus.watched import WatchedConsumer
from shared.contracts.referentiel import StructureV1
from shared.db.copies import StateTable
from tests.integration.bus.inprocess import Unit, consuming, relaying
from tests.integration.bus.kafka import STRUCTURES, produce, told
from tests.integration.bus.running import until
from tests.platform import Platform, Servers
from tests.samples import structure

COPIE = copy("structures", StateTable(StructureV1, "structures"))


@pytest.fixture
async def vivant(usages: Platform, pool: asyncpg.Pool) -> AsyncIterator[WatermarkedConsumer]:
    """Give a consumer at work, in batches of at most 7."""
    async with consuming(usages.settings("usages", lot_max=7), pool, COPIE) as [consumer]:
        yield consumer


async def test_le_consommateur_vivant_ne_perd_rien_par_defaut(vivant: WatermarkedConsumer) -> None:
    client: Any = vivant.client
    assert type(client) is WatchedConsumer
    assert client._auto_offset_reset == "earliest"
    assert client._enable_auto_commit is False
    assert client._isolation_level == "read_committed"
    assert (client._session_timeout_ms, client._heartbeat_interval_ms) == (6_000, 2_000)
    assert client._max_poll_interval_ms >= 300_000
    assert client._max_partition_fetch_bytes >= 1_048_576


async def test_l_abonne_vivant_n_acquitte_ni_ne_repond(vivant: WatermarkedConsumer) -> None:
    subscriber = vivant._subscriber
    assert subscriber.ack_policy is AckPolicy.MANUAL
    assert subscriber._no_reply is True
    assert (subscriber.max_records, subscriber.batch_timeout_ms) == (7, 20)
    assert subscriber._outer_config.allow_auto_create_topics is False
    assert 5 <= subscriber._outer_config.graceful_timeout < 15


async def test_aucun_lot_ne_depasse_sa_taille(usages: Platform, pool: asyncpg.Pool) -> None:
    lots = []

    async def noter(_: Any, events: Any) -> int:
        lots.append(len(events))
        return len(events)

    await produce(usages, [told(structure(n)) for n in range(1, 51)])
    subscription = replace(COPIE, handler=noter)
    async with consuming(usages.settings("usages", lot_max=7), pool, subscription):
        await until(lambda: pool.fetchval("select sum(prochain) = 50 from positions"))
    assert sum(lots) == 50
    assert max(lots) <= 7


async def test_le_relais_vivant_attend_toutes_les_copies(
    usages: Platform, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    vus: list[AIOKafkaProducer] = []

    def garder(*args: Any, **options: Any) -> AIOKafkaProducer:
        vus.append(make_producer(*args, **options))
        return vus[-1]

    monkeypatch.setattr(relay, "make_producer", garder)
    async with relaying(usages.settings("usages")) as vivant:

        async def actif() -> bool:
            return vivant.active

        await until(actif)
        [producer] = vus
        assert producer._sender._acks == -1
        assert producer._txn_manager is not None
        assert producer._txn_manager.transactional_id is None
        assert producer._max_request_size == 4 * 1024 * 1024


async def test_ecouter_un_topic_absent_ne_le_cree_pas(
    usages: Platform, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "BROKER", {**broker_module.BROKER, "request_timeout_ms": 600})
    settings = usages.settings("usages", prefixe="jamais-cree-")
    consumer = WatermarkedConsumer(subscription=COPIE, settings=settings, pool=pool, unit_of=Unit)
    broker = make_broker(settings.kafka, client_id="test")
    consumer.attach(broker)
    with pytest.raises(UnknownTopicOrPartitionError):
        await start_broker(broker)
    assert f"jamais-cree-{STRUCTURES}" not in await connus(usages.servers)


async def test_dire_sur_un_topic_absent_ne_le_cree_pas(servers: Servers) -> None:
    producer = make_producer(servers.kafka, client_id="test")
    producer.client._request_timeout_ms = 500
    await producer.start()
    try:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.send("jamais-dit", b"v")
    finally:
        await producer.stop()
    assert "jamais-dit" not in await connus(servers)


async def test_un_lecteur_sans_groupe_lit_tout_depuis_le_debut(usages: Platform) -> None:
    await produce(usages, [told(structure(1))])
    reader = make_reader(usages.servers.kafka, client_id="test")
    assert (reader._enable_auto_commit, reader._isolation_level, reader._group_id) == (False, "read_committed", None)
    await reader.start()
    try:
        reader.assign([TopicPartition(f"{usages.prefix}{STRUCTURES}", n) for n in range(6)])
        assert (await reader.getone()).offset == 0
    finally:
        await reader.stop()


async def connus(servers: Servers) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka)
    await admin.start()
    try:
        return set(await admin.list_topics())
    finally:
        await admin.close()
