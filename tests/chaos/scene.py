"""The scene of a scenario: a platform of its own, its source, its workers, the faults done to them, and the reading back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from time import monotonic
from urllib.parse import urlsplit

import asyncpg
from aiokafka import AIOKafkaConsumer

from shared.contracts.colonnes import names
from shared.contracts.referentiel import StructureV1
from shared.contracts.topics import Topic
from shared.db.copies import StateTable
from shared.db.pool import open_pool
from tests.chaos import contract, readback, traffic, witness
from tests.chaos.poison import Syringe
from tests.chaos.proxy import TcpProxy
from tests.chaos.readback import Copy, Readback
from tests.chaos.workers import WorkerProcess
from tests.platform import Platform, Servers, platform_of

COPIES = ("usages", "sas")
SERVICES = (traffic.SERVICE, *COPIES)
CALM_POLL = 0.15
SLOW = 5.0
_TOPICS = {t.nom: t.partitions for t in Topic} | {contract.MOUVEMENT.nom: contract.MOUVEMENT.partitions}
_SETTINGS = {"MAILLAGE_LOT_MAX": "60", "MAILLAGE_BASSIN": "4", "MAILLAGE_EMPREINTE_SECONDES": "3600"}


class Scene:
    """What a scenario plays on. `say` writes its schedule, `expect` its own demands beside the oracle's."""

    def __init__(
        self, platform: Platform, reader: AIOKafkaConsumer, rng: Random, *, folder: Path, patience: float
    ) -> None:
        """`patience`: seconds granted to come to rest."""
        self.platform = platform
        self.patience = patience
        self.rng = rng
        self.source = traffic.Source(platform.dsns[traffic.SERVICE], rng)
        self.syringe = Syringe(platform.servers.kafka, platform.prefix)
        self.workers: list[WorkerProcess] = []
        self.schedule: list[str] = []
        self.unmet: list[str] = []
        self.quiet = False
        self._restless = False
        self.folder = folder
        self._reader = reader
        self._started = monotonic()

    def say(self, what: str) -> None:
        """Write a line of the schedule."""
        line = f"{monotonic() - self._started:6.2f} s  {what}"
        self.schedule.append(line)
        print(line, file=sys.stderr, flush=True)

    def expect(self, met: object, otherwise: str) -> None:
        """Note a demand of the scenario that is not met."""
        if not met:
            self.say(f"ATTENDU : {otherwise}")
            self.unmet.append(otherwise)

    def start(self, service: str, *points: str, through: TcpProxy | None = None, **env: str) -> WorkerProcess:
        """Start a worker, with failpoints, its database perhaps behind a proxy."""
        if through:
            env[f"MAILLAGE_{service.upper()}_POSTGRES"] = _through(self.platform.dsns[service], through)
        worker = WorkerProcess(
            service, env=self.platform.environment(**{**_SETTINGS, **env}), points=points,
            log=self.folder / f"{len(self.workers):02}-{service}.log",
        )  # fmt: skip
        self.workers.append(worker)
        self.say(f"{service} démarre (processus {worker.pid}){' avec ' + ' '.join(points) if points else ''}")
        return worker

    def start_all(self, services: Iterable[str] = SERVICES) -> dict[str, WorkerProcess]:
        """Start one worker of each service."""
        return {service: self.start(service) for service in services}

    def kill(self, worker: WorkerProcess) -> None:
        """kill -9."""
        self.say(f"kill -9 {worker.service} ({worker.pid})")
        worker.kill()

    async def until_dead(self, worker: WorkerProcess, seconds: float = 20) -> None:
        """Wait for a failpoint to kill its worker; not reached, the scenario proves nothing."""
        code = await worker.died(seconds)
        self.say(f"{worker.service} ({worker.pid}) est mort : {code}")
        self.expect(
            code == -9, f"{worker.service} devait mourir à son point de rupture ({code})\n{worker.last_words()}"
        )

    async def until_said(self, worker: WorkerProcess, event: str, seconds: float = 20) -> None:
        """Wait until the log of a worker holds an event."""
        deadline = monotonic() + seconds
        while not worker.lines(event):
            if monotonic() > deadline:
                self.expect(False, f"{worker.service} n'a jamais dit « {event} » en {seconds:.0f} s")
                return
            await asyncio.sleep(CALM_POLL)

    async def until_ready(self, worker: WorkerProcess, seconds: float = 30) -> None:
        """Wait until the worker says that it is ready."""
        deadline = monotonic() + seconds
        answer: tuple[int, object] = (0, {})
        while monotonic() < deadline and worker.code is None:
            before, answer = answer, await worker.ask("/healthz/ready")
            if answer[0] == 200:
                if monotonic() > deadline - seconds + SLOW:
                    self.say(f"{worker.service} ({worker.pid}) n'était pas prêt : {before}")
                return
            await asyncio.sleep(CALM_POLL)
        self.expect(False, f"{worker.service} n'est pas prêt après {seconds:.0f} s : {answer}\n{worker.last_words()}")

    async def until_applied(self, service: str, events: int, seconds: float = 20) -> None:
        """Wait until a service has passed so many messages."""
        deadline = monotonic() + seconds
        while await self.ask(service, "select coalesce(sum(prochain), 0) from positions") < events:
            if monotonic() > deadline:
                self.expect(False, f"{service} n'a pas passé {events} messages en {seconds:.0f} s")
                return
            await asyncio.sleep(CALM_POLL)

    async def until_caught_up(self, service: str, seconds: float = 25) -> None:
        """Wait until a service stands at the end of every topic it listens to, whatever waits in its own outbox."""
        deadline = monotonic() + seconds
        while monotonic() < deadline:
            if not await self._behind(service):
                self.say(f"{service} a tout lu")
                return
            await asyncio.sleep(CALM_POLL)
        self.expect(False, f"{service} n'a pas tout lu en {seconds:.0f} s")

    async def until_owed(self, service: str, *, owed: bool, seconds: float) -> None:
        """Wait until a relay that was cut short owes its last words, or until its heir has told them."""
        what, deadline = "dus" if owed else "redits", monotonic() + seconds
        while bool(await self.ask(service, "select count(*) from relais where redire_depuis is not null")) != owed:
            if monotonic() > deadline:
                self.expect(False, f"les derniers mots du relais de {service} ne sont pas {what} en {seconds:.0f} s")
                return
            await asyncio.sleep(CALM_POLL)
        self.say(f"les derniers mots du relais de {service} sont {what}")

    async def calm(self) -> None:
        """Wait until outboxes are empty and every position stands at the end of its log."""
        deadline = monotonic() + (1.0 if self._restless else self.patience)
        in_a_row, self.quiet, unrest = 0, False, ["rien n'a été regardé"]
        while monotonic() < deadline:
            unrest = await self.unrest()
            in_a_row = 0 if unrest else in_a_row + 1
            if in_a_row == 2:
                self.quiet = True
                self.say("calme : boîtes vides, tout est lu")
                return
            await asyncio.sleep(CALM_POLL)
        self._restless = True
        self.say(f"le calme n'est pas revenu en {self.patience:.0f} s : {', '.join(unrest)}")

    async def unrest(self) -> list[str]:
        """Return what is still on its way; nothing when all is at rest."""
        reasons = []
        for service in SERVICES:
            if waiting := await self.ask(service, "select count(*) from outbox"):
                reasons.append(f"{service} : {waiting} dans la boîte d'envoi")
            reasons += await self._behind(service)
        return reasons

    async def ask(self, service: str, sql: str, *arguments: object) -> int:
        """Return a figure of a service's database."""
        connection = await asyncpg.connect(self.platform.dsns[service])
        try:
            return int(await connection.fetchval(sql, *arguments) or 0)
        finally:
            await connection.close()

    async def behind(self, service: str, topic: str) -> list[int]:
        """Return the partitions of a topic where a service has not reached the end."""
        ends = await self._ends([topic])
        rows = await readback.read_positions(self.platform.dsns[service], self.platform.prefix)
        return [r["partition"] for r in rows if r["topic"] == topic and r["prochain"] != ends[topic, r["partition"]]]

    @asynccontextmanager
    async def pool(self, service: str) -> AsyncIterator[asyncpg.Pool]:
        """Open a pool on a service's database."""
        async with open_pool(self.platform.dsns[service], name=f"chaos-{service}", size=2) as pool:
            yield pool

    async def log(self, topics: Sequence[str] = tuple(_TOPICS)) -> list[readback.Record]:
        """Return the records of the log."""
        return await readback.read_log(self._reader, self.platform.prefix, await self._ends(topics))

    async def settle(self) -> None:
        """Come to rest and stop. What was still told between the rest and the stop is let through by new workers."""
        for worker in self.workers:
            if worker.code is None:
                await self.until_ready(worker)
            elif not worker.stopped_by_us:
                self.expect(worker.code == -9, f"{worker.service} est mort : {worker.code}\n{worker.last_words()}")
        for _ in range(3):
            await self.calm()
            await self._stop_all()
            if not self.quiet or not await self.unrest():
                return
            self.say("quelque chose est parti pendant l'arrêt")
            self.start_all()

    async def _stop_all(self) -> None:
        """SIGTERM to all: whoever still runs must leave in time with exit code 0."""
        running = [worker for worker in self.workers if worker.code is None]
        codes = await asyncio.gather(*(worker.stop() for worker in running))
        for worker, code in zip(running, codes, strict=True):
            said = f"{worker.service} ({worker.pid}) a fini par {code} après SIGTERM\n{worker.last_words()}"
            self.expect(code == 0, said)

    async def read(self) -> Readback:
        """Read everything back."""
        prefix = self.platform.prefix
        ends = await self._ends()
        records = await readback.read_log(self._reader, prefix, ends)
        parts = {s: await readback.read_service(self.platform.dsns[s], s, prefix) for s in SERVICES}
        tables = {s: await self._copy(s) for s in SERVICES}
        chief = parts[witness.SERVICE]
        return Readback(
            waiting=[row for part in parts.values() for row in part["waiting"]],
            sent=[sent for part in parts.values() for sent in part["sent"]],
            log=[readback.as_message(record, prefix) for record in records],
            ends=ends,
            positions=[p for part in parts.values() for p in part["positions"]],
            letters=[letter for part in parts.values() for letter in part["letters"]],
            setbacks=[setback for part in parts.values() for setback in part["setbacks"]],
            source=tables[traffic.SERVICE],
            copies=[tables[service] for service in COPIES],
            told=parts[traffic.SERVICE]["told"],
            applied=chief["applied"],
            totals=chief["totals"],
            passages=chief["passages"],
            injected=self.syringe.injected,
        )

    async def _behind(self, service: str) -> list[str]:
        rows = await readback.read_positions(self.platform.dsns[service], self.platform.prefix)
        ends = await self._ends()
        late = [row for row in rows if ends[row["topic"], row["partition"]] != row["prochain"]]
        return (
            [f"{row['groupe']}/{row['partition']} à {row['prochain']}" for row in late]
            if rows
            else [f"{service} n'a rien lu"]
        )

    async def _ends(self, topics: Sequence[str] = tuple(_TOPICS)) -> dict[readback.Place, int]:
        return await readback.read_ends(self._reader, self.platform.prefix, {t: _TOPICS[t] for t in topics})

    async def _copy(self, service: str) -> Copy:
        connection = await asyncpg.connect(self.platform.dsns[service], server_settings={"timezone": "UTC"})
        try:
            digest = await StateTable(StructureV1, "structures").digest(connection)
            rows = await connection.fetch(f"select {', '.join(names(StructureV1))} from structures")
        finally:
            await connection.close()
        return Copy(service, digest.hexadecimal, {row["finess"]: tuple(row) for row in rows})


@asynccontextmanager
async def scene_of(servers: Servers, seed: int, folder: Path, patience: float) -> AsyncIterator[Scene]:
    """Set the scene: databases, topics, source, witness. At the end no process and no database is left."""
    async with (
        platform_of(servers, SERVICES) as platform,
        contract.topic_of(servers.kafka, platform.prefix),
        readback.open_reader(servers.kafka) as reader,
    ):
        scene = Scene(platform, reader, Random(seed), folder=folder, patience=patience)
        await scene.source.install()
        for service in COPIES:
            await witness.install(platform.dsns[service], service)
        try:
            yield scene
        finally:
            for worker in scene.workers:
                worker.kill()


def _through(dsn: str, proxy: TcpProxy) -> str:
    parts = urlsplit(dsn)
    credentials, _, _ = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{credentials}@127.0.0.1:{proxy.port}").geturl()
