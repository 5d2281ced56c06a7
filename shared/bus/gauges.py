"""The gauges of the partitions that a consumer holds: set while it holds them, gone with them."""

from datetime import UTC, datetime

from shared.observability import metrics


class PartitionGauges:
    """The gauges of one group on one topic."""

    def __init__(self, group: str, topic: str) -> None:
        self._group = group
        self._topic = topic
        self._behind_since: dict[int, datetime] = {}

    def lag(self, partition: int, events: int, moved: datetime) -> None:
        """Set how many events wait, and for how long: since the position moved (`moved`), or since they came.

        A position that rested all night says nothing of the event that has just come: its wait begins when it is seen.
        """
        labels, now = self._labels(partition), datetime.now(UTC)
        waited = 0.0
        if events > 0:
            waited = (now - max(moved, self._behind_since.setdefault(partition, now))).total_seconds()
        else:
            self._behind_since.pop(partition, None)
        metrics.CONSUMER_LAG.labels(*labels).set(events)
        metrics.CONSUMER_LAG_SECONDS.labels(*labels).set(max(waited, 0.0))

    def breaker(self, partition: int, *, is_open: bool) -> None:
        """Set whether too many dead letters pause the partition."""
        metrics.BREAKER_OPEN.labels(*self._labels(partition)).set(is_open)

    def regressed(self, partition: int, *, is_shorter: bool) -> None:
        """Set whether the log ends before the position."""
        metrics.LOG_REGRESSED.labels(*self._labels(partition)).set(is_shorter)

    def forget(self, partition: int) -> None:
        """Leave the partition to another process."""
        self._behind_since.pop(partition, None)
        for gauge in (
            metrics.CONSUMER_LAG, metrics.CONSUMER_LAG_SECONDS, metrics.BREAKER_OPEN, metrics.LOG_REGRESSED,
        ):  # fmt: skip
            gauge.remove(*self._labels(partition))

    def _labels(self, partition: int) -> tuple[str, str, str]:
        return self._group, self._topic, str(partition)
