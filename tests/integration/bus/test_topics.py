"""Creating topics: those of the registry, as the registry says, once."""

from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from shared.bus.topics import PartitionsChangeesError, create_topics
from shared.contracts.topics import Topic
from tests.integration.bus.test_defaults import connus
from tests.platform import Platform, Servers


async def test_chaque_topic_du_registre_est_cree_une_fois(usages: Platform) -> None:
    assert {f"{usages.prefix}{topic.nom}" for topic in Topic} <= await connus(usages.servers)
    assert await create_topics(usages.servers.kafka, usages.prefix) == []


async def test_chaque_topic_a_les_partitions_et_les_reglages_du_registre(usages: Platform) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=usages.servers.kafka)
    await admin.start()
    try:
        for topic in Topic:
            nom = f"{usages.prefix}{topic.nom}"
            [decrit] = await admin.describe_topics([nom])
            assert len(decrit["partitions"]) == topic.partitions
            [reponse] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, nom)])
            reglages = {reglage[0]: reglage[1] for reglage in reponse.resources[0][4]}
            assert topic.config.items() <= reglages.items()
    finally:
        await admin.close()


async def test_un_nombre_de_partitions_ne_change_jamais(usages: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Topic.REFERENTIEL_STRUCTURE, "partitions", 12)
    with pytest.raises(PartitionsChangeesError, match="6 partitions au lieu de 12"):
        await create_topics(usages.servers.kafka, usages.prefix)


async def test_un_topic_que_kafka_refuse_de_creer_ne_passe_pas_inapercu(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.bus.topics.PATIENCE_SECONDS", 0)
    with pytest.raises(KafkaError):
        await create_topics(servers.kafka, f"t{uuid4().hex[:8]}-", replicas=3)
