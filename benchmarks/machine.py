"""Where and on what a run was made: hardware in general terms, versions, commit, load."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.ground import Ground, connected
from shared.bus.broker import BATCH_TIMEOUT_MS, PRODUCER
from shared.settings import ROOT, PlatformSettings

_LIBRARIES = ("aiokafka", "asyncpg", "faststream", "pydantic", "ijson", "orjson")


async def described(ground: Ground) -> dict[str, str]:
    """Return what a reader needs to judge the figures."""
    async with connected(ground.servers.postgres) as connection:
        postgres = await connection.fetchval("show server_version")
        durable = [f"{name}={await connection.fetchval(f'show {name}')}" for name in ("fsync", "synchronous_commit")]
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, {psutil.virtual_memory().total >> 30} GiB, {_processor()}, "
        f"{platform.system()} {platform.release().split('-')[0]}",
        "load average": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "commit": _commit(),
        "versions": f"Python {platform.python_version()}, Kafka {_kafka()}, PostgreSQL {postgres}, "
        + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "PostgreSQL": ", ".join(durable),
        "producer": ", ".join(f"{name}={value}" for name, value in PRODUCER.items()),
        "consumer": f"batches of {PlatformSettings.model_fields['lot_max'].default}, {BATCH_TIMEOUT_MS} ms",
        "collector": "both sides: as the worker settles it (shared/bus/memory.py)",
        "scale": f"{ground.scale:g}",
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _kafka() -> str:
    jar = next((ROOT / ".maillage" / "serveurs" / "libs").glob("kafka_2.13-*.jar"), None)
    return jar.stem.partition("-")[2] if jar else "?"


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"
