"""What a run says: a table for people, a document for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figure import Figure, Measures, Spread, Target, spread


class Report:
    """Collects the figures of one run."""

    def __init__(self, console: Console, machine: Mapping[str, str]) -> None:
        self._console = console
        self._machine = machine
        self._figures: list[dict[str, Any]] = []
        self.met = True
        for name, value in machine.items():
            console.print(f"[bold]{name}[/] {value}", highlight=False, soft_wrap=True)

    def add(self, figure: Figure, rounds: Sequence[Measures]) -> None:
        """Show a figure: the median of each measure over the rounds, its spread, its target."""
        spreads = {name: spread([measures[name] for measures in rounds]) for name in rounds[0]}
        targets = {target.measure: target for target in figure.targets}
        table = Table("measure", "median", "min – max", "target", title=figure.title, title_justify="left")
        for name, values in spreads.items():
            target = targets.get(name)
            verdict = "" if target is None else f"{target}  {_verdict(target, values.median)}"
            table.add_row(
                name, _number(values.median), f"{_number(values.lowest)} – {_number(values.highest)}", verdict
            )
        settings = ", ".join(f"{name} {value}" for name, value in figure.settings.items())
        scale = self._machine["scale"]
        table.caption = f"{len(rounds)} rounds; {settings}" + ("" if scale == "1" else f" (all × {scale})")
        self._console.print(table)
        self.met &= all(target.met_by(spreads[target.measure].median) for target in figure.targets)
        self._figures.append(_document(figure, rounds, spreads))

    def skip(self, figure: Figure, why: str) -> None:
        """Say that a figure was not measured."""
        self._console.print(f"[yellow]{figure.name}[/]: not measured, {why}")
        self._figures.append({"name": figure.name, "title": figure.title, "not_measured": why})

    def write(self, path: Path) -> None:
        """Write the document."""
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {"machine": self._machine, "figures": self._figures}
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _document(figure: Figure, rounds: Sequence[Measures], spreads: Mapping[str, Spread]) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": figure.title,
        "settings": dict(figure.settings),
        "measures": {name: asdict(values) for name, values in spreads.items()},
        "targets": [
            {"measure": t.measure, "bound": str(t), "met": t.met_by(spreads[t.measure].median)} for t in figure.targets
        ],
        "rounds": list(rounds),
    }


def _verdict(target: Target, value: float) -> str:
    return "[green]met[/]" if target.met_by(value) else "[red]missed[/]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
