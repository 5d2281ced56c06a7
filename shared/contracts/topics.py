"""The topics: who tells, how many partitions (for ever), how long. Names are lower-case, with dots and hyphens."""

from collections.abc import Mapping
from enum import Enum

_COMPACTED = {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1", "segment.ms": "86400000"}
_FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1"}
_PERSONS = _COMPACTED | {"max.compaction.lag.ms": "86400000", "delete.retention.ms": "86400000"}
"""States about persons: what is erased or replaced is gone from the log within a day."""
_DEAD_LETTERS = {"cleanup.policy": "delete", "retention.ms": "7776000000", "max.message.bytes": "4194304"}


class Topic(Enum):
    """One topic of the platform. Partition counts never change: keys would lose their order."""

    REFERENTIEL_STRUCTURE = ("referentiel.structure", "referentiel", 6, _COMPACTED)
    ACCOMPAGNEMENT_DEMANDE = ("accompagnement.demande", "accompagnement", 6, _FOR_EVER)
    ACCOMPAGNEMENT_CONTACT = ("accompagnement.contact", "accompagnement", 3, _PERSONS)
    ACCOMPAGNEMENT_CHARGE = ("accompagnement.charge", "accompagnement", 3, _COMPACTED)
    ACCOMPAGNEMENT_DEPLOIEMENT = ("accompagnement.deploiement", "accompagnement", 6, _FOR_EVER)
    USAGES_DELTA = ("usages.delta", "usages", 6, _FOR_EVER)
    USAGES_CIBLE = ("usages.cible", "usages", 3, _FOR_EVER)
    MAILLAGE_EMPREINTE = ("maillage.empreinte", "plateforme", 1, _COMPACTED)
    REFERENTIEL_REBUT = ("referentiel.rebut", "referentiel", 1, _DEAD_LETTERS)
    USAGES_REBUT = ("usages.rebut", "usages", 1, _DEAD_LETTERS)
    ACCOMPAGNEMENT_REBUT = ("accompagnement.rebut", "accompagnement", 1, _DEAD_LETTERS)
    NOTIFICATIONS_REBUT = ("notifications.rebut", "notifications", 1, _DEAD_LETTERS)
    SAS_REBUT = ("sas.rebut", "sas", 1, _DEAD_LETTERS)

    def __init__(self, nom: str, producer: str, partitions: int, config: Mapping[str, str]) -> None:
        self.nom = nom
        self.producer = producer
        self.partitions = partitions
        self.config = dict(config)

    @property
    def est_compacte(self) -> bool:
        """Tell whether Kafka keeps only the last message of each key: the topic carries states."""
        return self.config["cleanup.policy"] == "compact"

    @property
    def est_rebut(self) -> bool:
        """Tell whether this topic carries dead letters: raw messages, under no contract."""
        return self.nom.endswith(".rebut")

    @staticmethod
    def rebut_de(service: str) -> "Topic":
        """Return the dead-letter topic of a service. Raises KeyError."""
        return Topic[f"{service.upper()}_REBUT"]

    def __repr__(self) -> str:
        return f"Topic({self.nom})"
