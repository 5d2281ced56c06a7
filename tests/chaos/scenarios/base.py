"""What a scenario is: a name, what it breaks of the servers, and the acts done to the scene."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from local.kafka import KafkaServer
from local.postgres import PostgresServer
from tests.chaos.scene import Scene


@dataclass
class Own:
    """The servers that belong to this scenario alone, because it breaks them."""

    kafka: KafkaServer | None = None
    postgres: PostgresServer | None = None


Act = Callable[[Scene, Own], Awaitable[None]]


@dataclass(frozen=True)
class Scenario:
    """The acts of a scenario, and the servers that it needs for itself."""

    act: Act
    breaks_kafka: bool = False
    breaks_postgres: bool = False


SCENARIOS: dict[str, Scenario] = {}


def scenario(*, breaks_kafka: bool = False, breaks_postgres: bool = False) -> Callable[[Act], Act]:
    """Register the acts under the name of their function."""

    def register(act: Act) -> Act:
        SCENARIOS[act.__name__] = Scenario(act, breaks_kafka, breaks_postgres)
        return act

    return register
