"""Steps told as they pass: a spinner on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text


class Steps:
    """Says what is being done, in French, one line a step."""

    def __init__(self, console: Console | None = None) -> None:
        """Write to the console given, else to the standard output."""
        self._console = console or Console(highlight=False, soft_wrap=True)

    def say(self, line: str) -> None:
        """Write one line."""
        self._print(Text(line))

    def warn(self, line: str) -> None:
        """Write one line that asks for attention."""
        self._print(Text(line, style="yellow"))

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show that something is under way, then that it is done and how long it took."""
        start = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(what):
                yield
        else:
            self.say(f"{what}…")
            yield
        seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
        self._print(Text.assemble(("✓", "green"), f" {what} ", (f"({seconds} s)", "dim")))

    def _print(self, text: Text) -> None:
        """A terminal that was closed must not keep us from stopping in order: from then on nothing is said."""
        try:
            self._console.print(text)
        except OSError:
            self._console.quiet = True
