"""Plays one scenario and writes its report as JSON: `python -m tests.chaos.play SCENARIO --graine N --rapport FILE`.

A process of its own, so that the same command plays a scenario on a copy of the tree broken on purpose. Exit code 0
when the oracle has spoken, whatever it said; another one when the scene itself fell.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from local.kafka import KafkaServer
from local.postgres import PostgresServer
from shared.settings import ROOT
from tests.chaos.oracle import judge
from tests.chaos.scenarios import SCENARIOS, Own, Scenario
from tests.chaos.scene import scene_of
from tests.platform import Servers

KAFKA, POSTGRES = "MAILLAGE_KAFKA", "MAILLAGE_POSTGRES"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of a scenario. `fautes` by name of check; `examines`: how much the oracle had before its eyes."""

    scenario: str
    graine: int
    deroule: list[str]
    fautes: dict[str, list[str]]
    examines: dict[str, int]
    secondes: float


async def play(name: str, seed: int, *, patience: float, folder: Path) -> Report:
    """Play a scenario on the servers of the environment, or on servers of its own where it breaks them."""
    scenario, started = SCENARIOS[name], monotonic()
    async with _servers(scenario, folder) as (servers, own), scene_of(servers, seed, folder, patience) as scene:
        scene.say(f"{name}, graine {seed}")
        await scenario.act(scene, own)
        await scene.settle()
        read = await scene.read()
    faults = judge(read)
    if not scene.quiet:
        faults["calme"] = scene.schedule[-3:]
    if scene.unmet:
        faults["attendus"] = scene.unmet
    examined = {
        "messages": len(read.log), "archives": len(read.sent), "structures": len(read.source.rows),
        "faits": len(read.told), "rebuts": len(read.letters), "positions": len(read.positions),
    }  # fmt: skip
    return Report(
        scenario=name, graine=seed, deroule=scene.schedule, fautes=faults, examines=examined,
        secondes=round(monotonic() - started, 1),
    )  # fmt: skip


@asynccontextmanager
async def _servers(scenario: Scenario, folder: Path) -> AsyncIterator[tuple[Servers, Own]]:
    async with AsyncExitStack() as stack:
        own = Own()
        if scenario.breaks_kafka or KAFKA not in os.environ:
            own.kafka = KafkaServer(folder / "kafka")
            stack.callback(own.kafka.tuer)
            await asyncio.to_thread(own.kafka.start)
        if scenario.breaks_postgres or POSTGRES not in os.environ:
            own.postgres = PostgresServer(folder / "postgres", durable=False)
            stack.callback(own.postgres.erase)
            await asyncio.to_thread(own.postgres.start)
        kafka = own.kafka.bootstrap if own.kafka else os.environ[KAFKA]
        postgres = own.postgres.dsn if own.postgres else os.environ[POSTGRES]
        yield Servers(kafka, postgres), own


def main() -> None:
    """Read the arguments, play, write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--patience", type=float, default=30.0, help="seconds granted to come to rest")
    parser.add_argument("--rapport", type=Path)
    arguments = parser.parse_args()
    (ROOT / ".cache").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="chaos-", dir=ROOT / ".cache"))
    try:
        report = asyncio.run(play(arguments.scenario, arguments.graine, patience=arguments.patience, folder=folder))
    finally:
        if not os.environ.get("CHAOS_GARDER"):
            shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(asdict(report), ensure_ascii=False, indent=2)
    if arguments.rapport:
        arguments.rapport.write_text(text, "utf-8")
    else:
        sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
