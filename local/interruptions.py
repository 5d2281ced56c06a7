"""Ctrl-C, SIGTERM and a closed terminal: they break off the start, and end the watch once all runs."""

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

Handler = Callable[[int, FrameType | None], Any] | int | None
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked to stop while we were starting."""


class Interruptions:
    """Takes the signals over; a second one while stopping changes nothing."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.asked = False
        self._raises = True
        self._former: dict[signal.Signals, Handler] = {}

    def only_remember(self) -> None:
        """From now on a signal only sets `asked`."""
        self._raises = False

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` is respected
                self._former[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        first, self.asked = not self.asked, True
        if first and self._raises:
            raise Interrupted
