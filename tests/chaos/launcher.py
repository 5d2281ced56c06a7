"""Runs the worker of a service as production does, with the witness's projections and the failpoints asked for.

`python -m tests.chaos.launcher SERVICE [place:n:action]…`; CHAOS_GROUPE leaves the witness one subscription alone.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import asyncpg

from shared.bus.inbound import Inbound
from shared.bus.parts import Parts
from shared.bus.worker import run_worker
from shared.settings import service_settings
from tests.chaos import failpoints, witness


def parts_of(service: str) -> Callable[[asyncpg.Pool], Parts]:
    """Return the service's own parts, and for the witness its projections of facts."""
    worker_parts: Callable[[asyncpg.Pool], Parts] = import_module(f"services.{service}.bootstrap").worker_parts
    if service != witness.SERVICE:
        return worker_parts

    def with_witness(pool: asyncpg.Pool) -> Parts:
        parts = worker_parts(pool)
        subscriptions = (*parts.inbound.subscriptions, *witness.SUBSCRIPTIONS)
        only = os.environ.get("CHAOS_GROUPE")
        return replace(parts, inbound=Inbound(*(s for s in subscriptions if only in (None, s.name))))

    return with_witness


def main(service: str, *points: str) -> None:
    """Run until SIGTERM, or until a failpoint decides otherwise."""
    for point in points:
        failpoints.lay(point)
    asyncio.run(run_worker(service_settings(service), parts_of(service)))


if __name__ == "__main__":
    main(*sys.argv[1:])
