"""The start of a process: a refusal, such as a setting that is missing, is one line on stderr and exit code 2."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from shared.kernel.errors import Refusal


def start(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a process's main coroutine, made inside so that reading its settings may refuse."""
    try:
        asyncio.run(main())
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)
