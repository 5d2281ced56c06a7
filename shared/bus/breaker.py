"""The breaker: too many dead letters pause a partition rather than empty it into the bin."""

from dataclasses import dataclass, replace

MOST_IN_A_ROW = 100
WINDOW = 10_000
MOST_IN_A_WINDOW = WINDOW // 100


@dataclass(frozen=True, slots=True)
class Breaker:
    """The running counts of one partition, kept in its row of `positions`."""

    in_a_row: int = 0
    window_read: int = 0
    window_rejected: int = 0
    tolerance: int = 0

    def after_good(self, count: int = 1) -> "Breaker":
        """Return the counts after so many messages that were read."""
        if count == 0:
            return self
        return replace(self, in_a_row=0).read(count)

    def after_rejected(self) -> "Breaker":
        """Return the counts after a dead letter. One that an operator tolerates in advance does not count."""
        if self.tolerance > 0:
            return replace(self, tolerance=self.tolerance - 1)
        counted = replace(self, in_a_row=self.in_a_row + 1, window_rejected=self.window_rejected + 1)
        return counted.read(1)

    def why_open(self) -> str | None:
        """Return the French reason to pause the partition, or None."""
        if self.in_a_row > MOST_IN_A_ROW:
            return f"plus de {MOST_IN_A_ROW} rebuts de suite"
        if self.window_rejected > MOST_IN_A_WINDOW:
            return f"plus de 1 % de rebuts sur {WINDOW} messages"
        return None

    def read(self, count: int) -> "Breaker":
        """Return the counts after so many more messages; a clean window starts anew."""
        read = self.window_read + count
        if read >= WINDOW and self.window_rejected <= MOST_IN_A_WINDOW:
            return replace(self, window_read=read % WINDOW, window_rejected=0)
        return replace(self, window_read=read)
