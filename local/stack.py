"""Brings one region up, step by step: servers, topics, databases, processes; and down again."""

import asyncio
import json
import os
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from local.bases import create_bases, password_of
from local.download import ensure_servers
from local.environment import point_current, read_environment, write_environment
from local.errors import LocalError, ServerStartError
from local.kafka import KafkaServer
from local.paths import current_link
from local.ports import LOOPBACK, block_of
from local.postgres import PostgresServer
from local.processes import tail
from local.programmes import (
    COURRIER,
    Ports,
    Region,
    gateway_programme,
    identity_programme,
    mailbox_programme,
    service_programmes,
)
from local.progress import Steps
from local.supervisor import Programme, Supervisor
from shared.bus.topics import create_topics
from shared.db.migrations import migrate
from shared.settings import services

READY_SECONDS = 120
# A worker that was killed is replaced sooner than on a cluster, where a busy machine may be silent for longer.
SESSION_TIMEOUT_MS = "10000"


@dataclass
class Platform:
    """One region of the platform on this machine."""

    folder: Path
    prefix: str
    port: int
    steps: Steps
    supervisor: Supervisor = field(init=False)
    address: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Nothing runs yet."""
        self.supervisor = Supervisor(self.steps.warn)

    def start(self) -> None:
        """Everything up to ready processes. Raises LocalError."""
        kafka, postgres = self._servers()
        bases = self._prepare(kafka, postgres)
        ports = Ports.choose(services(), self.port, block_of(self.folder) + 3)
        if ports.gateway != self.port:
            self.steps.warn(f"Le port {self.port} est pris : la passerelle écoute sur le port {ports.gateway}.")
        self.address = f"http://localhost:{ports.gateway}"
        shared = {
            "MAILLAGE_KAFKA": kafka,
            "MAILLAGE_PREFIXE": self.prefix,
            "MAILLAGE_EMPREINTE_SECONDES": "2",
            "MAILLAGE_SESSION_TIMEOUT_MS": SESSION_TIMEOUT_MS,
            "MAILLAGE_ADMINS": json.dumps(ports.admins),
            **self._people(ports),
        }
        addresses = {f"MAILLAGE_{service.upper()}_POSTGRES": dsn for service, dsn in bases.items()}
        write_environment(self.folder, shared | {"MAILLAGE_POSTGRES": postgres} | addresses)
        point_current(current_link(), self.folder)
        region = Region(self.folder, shared, ports)
        beside = {
            identity_programme(region): f"{ports.emetteur}/jwks",
            mailbox_programme(region): f"{ports.routes[COURRIER]}/courrier/",
        }
        programmes = dict(zip(service_programmes(region, bases), map(_readiness, ports.admin.values()), strict=True))
        with self.steps.step(f"Démarrage des services ({', '.join(services())}, identités, courrier)"):
            self.supervisor.start(*beside)
            self.supervisor.start(*programmes)
            self.supervisor.start(gateway_programme(region))
            self._await_ready(beside | programmes)

    def _people(self, ports: Ports) -> dict[str, str]:
        """How people sign in, and where their mails go; secrets are made once, so that sessions outlive a restart."""
        known = read_environment(self.folder)
        return {
            "MAILLAGE_ADRESSE": self.address,
            "MAILLAGE_CLES": known.get("MAILLAGE_CLES") or json.dumps([secrets.token_urlsafe(32)]),
            "MAILLAGE_OIDC_EMETTEUR": ports.emetteur,
            "MAILLAGE_OIDC_CLIENT": "maillage",
            "MAILLAGE_OIDC_SECRET": known.get("MAILLAGE_OIDC_SECRET") or secrets.token_urlsafe(32),
            "MAILLAGE_OIDC_AUDIENCE": "maillage-api",
            "MAILLAGE_SMTP_HOTE": LOOPBACK,
            "MAILLAGE_SMTP_PORT": str(ports.smtp),
        }

    def _servers(self) -> tuple[str, str]:
        """The addresses of Kafka and of Postgres: elsewhere when the environment says so, else ours, started."""
        kafka, postgres = os.environ.get("MAILLAGE_KAFKA"), os.environ.get("MAILLAGE_POSTGRES")
        if kafka and postgres:
            return kafka, postgres
        with self.steps.step("Serveurs Kafka et Postgres"):
            servers = ensure_servers(self.steps.say)
        wanted = " et ".join(name for name, given in (("Kafka", kafka), ("Postgres", postgres)) if not given)
        with self.steps.step(f"Démarrage de {wanted}"):
            own_kafka = KafkaServer(self.folder / "kafka", block_of(self.folder), servers=servers)
            own_postgres = PostgresServer(self.folder / "postgres", block_of(self.folder) + 2, servers=servers)
            self.supervisor.start(*([] if kafka else [own_kafka]), *([] if postgres else [own_postgres]))
        if not postgres and own_postgres.dossier.is_symlink():
            where = own_postgres.dossier.resolve()
            self.steps.say(f"Ce dossier est fermé au compte de Postgres : ses données sont dans {where}.")
        return kafka or own_kafka.bootstrap, postgres or own_postgres.dsn

    def _prepare(self, kafka: str, postgres: str) -> Mapping[str, str]:
        """Topics, databases and migrations; the address of each service's database."""
        with self.steps.step("Sujets, bases et migrations"), ThreadPoolExecutor(max_workers=1) as pool:
            topics = pool.submit(lambda: asyncio.run(create_topics(kafka, self.prefix)))
            bases = asyncio.run(self._bases(postgres))
            topics.result()
        return bases

    async def _bases(self, postgres: str) -> dict[str, str]:
        known = read_environment(self.folder)
        passwords = {s: password_of(known.get(f"MAILLAGE_{s.upper()}_POSTGRES", "")) for s in services()}
        bases = await create_bases(postgres, services(), prefix=self.prefix, passwords=passwords)
        for service, dsn in bases.items():
            await migrate(dsn, service)
        return bases

    def _await_ready(self, programmes: Mapping[Programme, str]) -> None:
        """Wait until every process answers well at its address; one that dies meanwhile ends the wait."""
        waiting = dict(programmes)
        end = time.monotonic() + READY_SECONDS
        with httpx.Client(timeout=2, trust_env=False) as client:
            while waiting:
                for programme, address in list(waiting.items()):
                    if programme.pid is None:
                        log = programme.launch.log
                        raise ServerStartError(f"« {programme.name} » n'a pas démarré (journal : {log}).\n{tail(log)}")
                    if _is_ready(client, address):
                        del waiting[programme]
                if time.monotonic() > end:
                    names = ", ".join(programme.name for programme in waiting)
                    raise LocalError(f"Toujours pas prêt après {READY_SECONDS} s : {names} (journaux : {self.folder}).")
                time.sleep(0.1)


def _readiness(port: int) -> str:
    return f"http://{LOOPBACK}:{port}/healthz/ready"


def _is_ready(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(address).is_success
    except httpx.HTTPError:
        return False
