"""Run the suite: `python -m benchmarks [--only NAME] [--rounds N] [--scale X] [--json FILE]`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.figure import NotMeasuredError, rounds
from benchmarks.figures import FIGURES
from benchmarks.ground import ground
from benchmarks.machine import described
from benchmarks.report import Report
from shared.bus.memory import settle
from shared.observability.logs import configure_logs

NAMES = ", ".join(figure.name for figure in FIGURES)


def main(
    *,
    only: Annotated[list[str] | None, typer.Option(help=f"Figures to measure, repeatable: {NAMES}.")] = None,
    count: Annotated[int, typer.Option("--rounds", min=1, help="Paired rounds of each figure.")] = 5,
    scale: Annotated[float, typer.Option(min=0.001, help="Factor on the number of events.")] = 1.0,
    json: Annotated[Path | None, typer.Option(help="Write the results to this file too.")] = None,
    strict: Annotated[bool, typer.Option(help="Exit with 1 when a target is missed.")] = False,
) -> None:
    """Measure Maillage against raw baselines of the same run."""
    unknown = set(only or ()) - {figure.name for figure in FIGURES}
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose among {NAMES}")
    met = asyncio.run(_run(set(only or ()), count, scale, json))
    raise typer.Exit(1 if strict and not met else 0)


async def _run(only: set[str], count: int, scale: float, json: Path | None) -> bool:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # so that the servers are put away
    console = Console()
    configure_logs(service="benchmarks", process="benchmarks", level="ERROR")
    async with ground(scale) as base:
        report = Report(console, await described(base))
        settle()
        for figure in FIGURES:
            if only and figure.name not in only:
                continue
            try:
                with console.status(figure.title):
                    measured = [measures async for measures in rounds(figure, base, count)]
            except NotMeasuredError as error:
                report.skip(figure, str(error))
            else:
                report.add(figure, measured)
    if json:
        report.write(json)
    return report.met


if __name__ == "__main__":
    typer.run(main)
