"""A fact of the tests' own, on a topic of its own: what proves that facts are never folded, lost, doubled or reordered.

Imported only by the processes of chaos, never by pytest's, whose registry must hold the platform's contracts alone.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import Field

from shared.contracts.base import CodeFiness, EventType, Fact


@dataclass(frozen=True, slots=True)
class ChaosTopic:
    """What the bus reads of a topic, for one that is no member of the platform's registry."""

    nom: str
    producer: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict, hash=False)
    est_rebut: bool = False


MOUVEMENT = ChaosTopic("chaos.mouvement", "referentiel", 3)


class MouvementV1(
    Fact,
    topic=MOUVEMENT,
    key="structure",
    types=(EventType("mouvement.observe", "MouvementObserve", "A signed amount, the n-th of its structure."),),
):
    """Natural key: structure and rank. Amounts add up, so that one applied twice or never shows in the total."""

    structure: CodeFiness
    numero: Annotated[int, Field(gt=0)]
    montant: int


@asynccontextmanager
async def topic_of(bootstrap: str, prefix: str) -> AsyncIterator[None]:
    """Create the topic of the test contract; at the end delete every topic of the prefix, that the broker stays light."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(f"{prefix}{MOUVEMENT.nom}", MOUVEMENT.partitions, 1)])
        yield
        await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith(prefix)])
    finally:
        await admin.close()
