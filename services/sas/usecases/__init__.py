"""The table of contents: all that sas can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.kernel.copies import CopieDeStructure


@dataclass(frozen=True, kw_only=True)
class Sas:
    """All that the service can do."""

    lire_copie: Callable[[str], Awaitable[CopieDeStructure | None]]
