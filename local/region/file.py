"""Writes the daily file of the sample region: the same bytes for the same seed and day."""

import gzip
import json
from pathlib import Path
from typing import Literal

from local.region.builder import Builder
from local.region.defects import spoil
from local.region.next_day import live_one_day

SEED = 31
DAYS = {1: "2026-04-01", 2: "2026-04-02"}
Jour = Literal[1, 2]


def write_region(path: Path, seed: int = SEED, jour: Jour = 1) -> Path:
    """Write the gzip file of the first or the second day, whole or not at all."""
    builder = Builder(seed)
    entities = builder.build()
    spoil([site for entity in entities for site in entity["ege"]])
    if jour == 2:  # noqa: PLR2004
        live_one_day(builder, entities, DAYS[jour])
        entities = builder.entities
    document = {
        "schemaVersion": "v1.0.0",
        "generatedAt": f"{DAYS[jour]}T02:00:00Z",
        "gcc": [],
        "gco": [],
        "pmej": entities,
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(gzip.compress(text.encode(), mtime=0))
    return draft.replace(path)


def file_name(jour: Jour) -> str:
    """The name that the live feed would give to this day's file."""
    return f"finess-structures-journalier-{DAYS[jour].replace('-', '')}.json.gz"
