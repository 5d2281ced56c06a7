"""A real PostgreSQL on the loopback: initialised once per folder, started, stopped, killed, restarted."""

import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from local.account import Account, erase, reachable, unprivileged_account
from local.download import Servers, ensure_servers
from local.errors import ServerStartError
from local.ports import LOOPBACK, free_port
from local.postgres_data import SUPERUSER, await_former, bare_environment, init_data
from local.processes import Launch, kill, spawn, stop, tail

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "password_encryption": "scram-sha-256",
    # Our passwords are 256 random bits: iterations would only slow every connection down.
    "scram_iterations": "64",
    "timezone": "UTC",
}
# A crash of the machine may lose everything: for tests and benchmarks only. A kill -9 loses nothing even so, since
# each commit is still handed to the kernel (synchronous_commit stays on).
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class PostgresServer:
    """Postgres over one folder; also a context manager. From an event loop call the methods by `asyncio.to_thread`."""

    name = "Postgres"

    def __init__(
        self,
        dossier: Path,
        port: int | None = None,
        *,
        durable: bool = True,
        servers: Servers | None = None,
    ) -> None:
        """`port`: the one wanted, the next free one is taken if it is not free; None: any. Starts nothing."""
        self.dossier = dossier.absolute()
        self.port = port
        self.durable = durable
        self._wanted = port
        self._port_chosen = False
        self._servers = servers
        self._account: Account | None = unprivileged_account()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def dsn(self) -> str:
        """The superuser's address of the database `postgres`; the password is kept beside the data (0600)."""
        return self.dsn_of(SUPERUSER, (self.dossier / "acces").read_text("utf-8").strip(), "postgres")

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.dossier / "postgres.log"

    def dsn_of(self, role: str, password: str, database: str) -> str:
        """The address of a database for a role."""
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port}/{database}"

    def start(self, *, timeout: float = 60) -> Self:
        """Initialise if new, start, wait until it accepts connections. A port chosen once is kept by the restarts."""
        if self.pid is not None:
            return self
        self._servers = self._servers or ensure_servers()
        real = reachable(self.dossier, self._account)
        if not (real / "donnees" / "PG_VERSION").exists():
            init_data(real, self._program("initdb"), self._account)
        await_former(real / "donnees")
        if not self._port_chosen:
            self.port, self._port_chosen = free_port(self._wanted), True
        settings = SETTINGS | ({} if self.durable else NOT_DURABLE) | {"port": str(self.port)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [self._program("postgres"), "-D", str(real / "donnees"), *options]
        # SIGQUIT on our death: its children leave at once, the next start replays the log.
        self._process = spawn(
            Launch(
                command=command, log=self.log, cwd=real, env=bare_environment(), account=self._account,
                on_our_death=signal.SIGQUIT,
            )
        )  # fmt: skip
        self.wait_ready(timeout)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> bool:
        """Fast stop: sessions are cut, data are flushed; SIGKILL after 15 s; False when it had to be killed."""
        gently = self._process is None or stop(self._process, how)
        self._process = None
        return gently

    def tuer(self) -> None:
        """Kill -9 the postmaster and its children: what a crash looks like."""
        if self._process:
            kill(self._process)
        self._process = None

    def restart(self, *, timeout: float = 60) -> Self:
        """Start again on the same folder and port, after `stop` or `tuer`, or stopping it first."""
        self.stop()
        return self.start(timeout=timeout)

    def erase(self) -> None:
        """Stop without care and erase the folder, wherever its data lie."""
        self.tuer()
        erase(self.dossier)

    def wait_ready(self, timeout: float = 60) -> None:
        """Wait until the server accepts connections, recovery included. Raises ServerStartError."""
        end = time.monotonic() + timeout
        while time.monotonic() < end and self.pid is not None:
            if self._accepts():
                return
            time.sleep(0.03)
        self.tuer()
        raise ServerStartError(f"Postgres n'a pas démarré (journal : {self.log}).\n{tail(self.log)}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _program(self, name: str) -> str:
        assert self._servers is not None
        return str(self._servers.postgres / "bin" / name)

    def _accepts(self) -> bool:
        """Whether the pid file is of this very process and says "ready": recovery is over, connections are let in."""
        try:
            lines = (self.dossier / "donnees" / "postmaster.pid").read_text("utf-8").split()
        except OSError:
            return False
        return lines[:1] == [str(self.pid)] and lines[-1:] == ["ready"]
