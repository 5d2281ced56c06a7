"""The gauges of a partition: how long events wait, and nothing left of a partition that somebody else holds."""

from datetime import UTC, datetime, timedelta
from time import sleep

from shared.bus.gauges import PartitionGauges
from shared.observability import metrics

PLACE = ("usages.jauges", "un.topic", "3")
HIER = datetime.now(UTC) - timedelta(hours=14)


def attente() -> float:
    return metrics.CONSUMER_LAG_SECONDS.labels(*PLACE)._value.get()


def test_le_premier_evenement_apres_une_nuit_calme_n_a_pas_attendu_la_nuit() -> None:
    jauges = PartitionGauges(*PLACE[:2])
    jauges.lag(3, 0, HIER)
    jauges.lag(3, 1, HIER)
    assert attente() < 1
    sleep(0.05)
    jauges.lag(3, 2, HIER)
    assert 0.05 <= attente() < 1
    jauges.lag(3, 0, datetime.now(UTC))
    assert attente() == 0
    jauges.lag(3, 1, HIER)
    assert attente() < 0.05


def test_une_position_qui_avance_repart_de_zero() -> None:
    jauges = PartitionGauges(*PLACE[:2])
    jauges.lag(3, 500, HIER)
    sleep(0.05)
    jauges.lag(3, 400, datetime.now(UTC))
    assert attente() < 0.05


def test_une_partition_laissee_n_a_plus_de_jauge() -> None:
    jauges = PartitionGauges(*PLACE[:2])
    jauges.lag(3, 500, HIER)
    jauges.breaker(3, is_open=True)
    jauges.regressed(3, is_shorter=True)
    jauges.forget(3)
    samples = [sample for family in metrics.REGISTRY.collect() for sample in family.samples]
    assert [sample.name for sample in samples if sample.labels.get("groupe") == PLACE[0]] == []
