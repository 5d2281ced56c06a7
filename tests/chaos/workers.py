"""Workers as real processes, to be killed, frozen, stopped and started again; none outlives the process that runs them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from local.ports import free_port
from local.processes import Launch, kill, spawn, tail


class WorkerProcess:
    """One worker: the process, its admin port, its log."""

    def __init__(self, service: str, *, env: Mapping[str, str], log: Path, points: tuple[str, ...] = ()) -> None:
        """Start it at once, through the launcher; the log is shared by the successive workers of one name."""
        self.service = service
        self.port = free_port()
        self.log = log
        self.stopped_by_us = False
        self._process: subprocess.Popen[bytes] = spawn(
            Launch(
                command=[sys.executable, "-m", "tests.chaos.launcher", service, *points],
                env={**env, "MAILLAGE_ADMIN_PORT": str(self.port)},
                log=log,
            )
        )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Return the exit code (negative: the signal), None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """kill -9."""
        self.stopped_by_us = True
        kill(self._process)

    def freeze(self) -> None:
        """SIGSTOP: alive for the kernel, silent for everybody else."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def is_frozen(self) -> bool:
        """Tell whether a signal stopped the process."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    async def stop(self, patience: float = 15) -> int | None:
        """SIGTERM; return the exit code, None when it had to be killed."""
        self.stopped_by_us = True
        if self.code is None:
            self._process.send_signal(signal.SIGTERM)
            deadline = monotonic() + patience
            while self.code is None and monotonic() < deadline:
                await asyncio.sleep(0.05)
        if self.code is None:
            kill(self._process)
            return None
        return self.code

    async def died(self, seconds: float) -> int | None:
        """Wait for the process to end by itself; return its exit code, None when it still runs."""
        deadline = monotonic() + seconds
        while self.code is None and monotonic() < deadline:
            await asyncio.sleep(0.02)
        return self.code

    async def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        """Ask the admin port; (0, {}) when nobody answers."""
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = await client.get(f"http://127.0.0.1:{self.port}{path}")
                return answer.status_code, answer.json()
        except (httpx.HTTPError, ValueError):
            return 0, {}

    async def is_relaying(self) -> bool:
        """Tell whether this worker holds the lock of the relay."""
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = await client.get(f"http://127.0.0.1:{self.port}/metrics")
        except httpx.HTTPError:
            return False
        return "maillage_relay_active 1.0" in answer.text

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return the log lines of an event, such as `lot_ecarte`."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{") and f'"{event}"' in line]
        return [line for line in found if line.get("evenement") == event]

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n".join(line[:400] for line in tail(self.log, 4).splitlines())
