"""A real Kafka of one node on the loopback: formatted once per folder, started, stopped, killed, restarted."""

import base64
import os
import socket
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from local.download import Servers, ensure_servers
from local.errors import ServerStartError
from local.kafka_settings import cluster_id, is_formatted, write_properties
from local.ports import LOOPBACK, free_port
from local.prerequisites import java_command
from local.processes import Launch, kill, spawn, stop, tail

JVM = [
    "-Xms96m",
    "-Xmx320m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
]


class KafkaServer:
    """Kafka over one folder; also a context manager. From an event loop call the methods by `asyncio.to_thread`."""

    name = "Kafka"

    def __init__(self, dossier: Path, port: int | None = None, *, servers: Servers | None = None) -> None:
        """`port`: the one wanted, the next free one is taken if it is not free; None: any. Starts nothing."""
        self.dossier = dossier.absolute()
        self.port = port
        self.log = self.dossier / "kafka.log"
        self._wanted = port
        self._controller_port: int | None = None
        self._servers = servers
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """host:port for the clients."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, *, timeout: float = 60) -> Self:
        """Start and wait until a client is answered. A port chosen once is kept by the restarts."""
        if self.pid is not None:
            return self
        self._servers = self._servers or ensure_servers()
        if self._controller_port is None:
            self.port = free_port(self._wanted)
            self._controller_port = free_port(taken=frozenset({self.port}))
        assert self.port is not None
        self.dossier.mkdir(parents=True, exist_ok=True)
        properties = write_properties(self.dossier, self.port, self._controller_port)
        self._format(properties)
        # SIGKILL on our death: nothing acknowledged is lost by it, and nothing is left running.
        command = [*self._java(), "kafka.Kafka", str(properties)]
        self._process = spawn(Launch(command=command, log=self.log, cwd=self.dossier))
        self.wait_ready(timeout)
        return self

    def stop(self) -> bool:
        """SIGTERM, then SIGKILL after 15 s; False when it had to be killed."""
        gently = self._process is None or stop(self._process)
        self._process = None
        return gently

    def tuer(self) -> None:
        """Kill -9: what a crash looks like."""
        if self._process:
            kill(self._process)
        self._process = None

    def restart(self, *, timeout: float = 60) -> Self:
        """Start again on the same folder and port, after `stop` or `tuer`, or stopping it first."""
        self.stop()
        return self.start(timeout=timeout)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until the broker lists itself as alive. Raises ServerStartError."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.pid is None:
                break
            if self._answers():
                return
            time.sleep(0.05)
        self.tuer()
        raise ServerStartError(f"Kafka n'a pas démarré (journal : {self.log}).\n{tail(self.log)}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _java(self) -> list[str]:
        assert self._servers is not None
        jars = ":".join(str(jar) for jar in sorted(self._servers.libs.glob("*.jar")))
        return [java_command(), *JVM, "-cp", jars]

    def _format(self, properties: Path) -> None:
        """Give the folder its cluster id, once; a format cut short is done again."""
        if is_formatted(self.dossier):
            return
        cluster = base64.urlsafe_b64encode(b"\x01" + os.urandom(15)).decode().rstrip("=")
        command = [
            *self._java(),
            "kafka.tools.StorageTool",
            "format",
            "-t",
            cluster,
            "-c",
            str(properties),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerStartError(f"Kafka n'a pas pu préparer {self.dossier} : {(done.stderr or done.stdout).strip()}")

    def _answers(self) -> bool:
        """Whether a Metadata request (v2, no topic) is answered by this very cluster with a living broker.

        The port may have been taken by somebody else's Kafka while ours was down.
        """
        assert self.port is not None
        request = struct.pack(">hhih8si", 3, 2, 1, 8, b"maillage", 0)
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=2) as connection:
                connection.sendall(struct.pack(">i", len(request)) + request)
                with connection.makefile("rb") as stream:
                    (length,) = struct.unpack(">i", stream.read(4))
                    answer = stream.read(length)
                _, brokers = struct.unpack_from(">ii", answer)
        except (OSError, struct.error):
            return False
        return brokers > 0 and cluster_id(self.dossier).encode() in answer
