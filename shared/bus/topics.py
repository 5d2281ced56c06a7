"""Creating the topics of the registry: an operator's or an installer's act, never a service's side effect."""

import asyncio
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    InvalidReplicationFactorError,
    NoError,
    NotControllerError,
    TopicAlreadyExistsError,
    for_code,
)

from shared.contracts.topics import Topic
from shared.kernel.errors import Refusal

PATIENCE_SECONDS = 15.0


class PartitionsChangeesError(Refusal):
    """A topic exists with another number of partitions: keys would lose their order."""

    message = "Le topic {topic} a {trouvees} partitions au lieu de {attendues} : ce nombre ne change jamais."


async def create_topics(bootstrap: str, prefix: str = "", *, replicas: int = 1) -> list[str]:
    """Create the topics that are missing and return their names. Raises PartitionsChangeesError, KafkaError.

    A broker that has just started, or is short of time, may refuse for a moment: it is asked again.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    await admin.start()
    try:
        created: list[str] = []
        deadline = monotonic() + PATIENCE_SECONDS
        while wanted := await _missing(admin, prefix):
            try:
                created += await _create(admin, wanted, prefix, replicas)
            except (InvalidReplicationFactorError, NotControllerError):
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(0.5)
        return created
    finally:
        await admin.close()


async def _missing(admin: AIOKafkaAdminClient, prefix: str) -> list[Topic]:
    known = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics()}
    for topic in Topic:
        found = known.get(f"{prefix}{topic.nom}", topic.partitions)
        if found != topic.partitions:
            raise PartitionsChangeesError(topic=topic.nom, trouvees=found, attendues=topic.partitions)
    return [topic for topic in Topic if f"{prefix}{topic.nom}" not in known]


async def _create(admin: AIOKafkaAdminClient, wanted: list[Topic], prefix: str, replicas: int) -> list[str]:
    new = [NewTopic(f"{prefix}{t.nom}", t.partitions, replicas, topic_configs=t.config) for t in wanted]
    for name, code, *message in (await admin.create_topics(new)).topic_errors:
        if code not in (NoError.errno, TopicAlreadyExistsError.errno):
            raise for_code(code)(f"{name} : {message}")
    return [topic.name for topic in new]
