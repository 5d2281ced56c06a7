"""Creating the topics of the registry: an operator's or an installer's act, never a service's side effect."""

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import NoError, TopicAlreadyExistsError, for_code

from shared.contracts.topics import Topic
from shared.kernel.errors import Refusal


class PartitionsChangeesError(Refusal):
    """A topic exists with another number of partitions: keys would lose their order."""

    message = "Le topic {topic} a {trouvees} partitions au lieu de {attendues} : ce nombre ne change jamais."


async def create_topics(bootstrap: str, prefix: str = "", *, replicas: int = 1) -> list[str]:
    """Create the topics that are missing and return their names. Raises PartitionsChangeesError, KafkaError."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    await admin.start()
    try:
        known = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics()}
        missing = [topic for topic in Topic if f"{prefix}{topic.nom}" not in known]
        for topic in Topic:
            found = known.get(f"{prefix}{topic.nom}", topic.partitions)
            if found != topic.partitions:
                raise PartitionsChangeesError(topic=topic.nom, trouvees=found, attendues=topic.partitions)
        if missing:
            wanted = [NewTopic(f"{prefix}{t.nom}", t.partitions, replicas, topic_configs=t.config) for t in missing]
            for name, code, *message in (await admin.create_topics(wanted)).topic_errors:
                if code not in (NoError.errno, TopicAlreadyExistsError.errno):
                    raise for_code(code)(f"{name} : {message}")
        return [f"{prefix}{topic.nom}" for topic in missing]
    finally:
        await admin.close()
