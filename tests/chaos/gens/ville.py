"""A town of the platform: structures, a team, the processes of accompagnement and notifications, and a postman."""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import httpx

from local.ports import free_port
from local.processes import Launch, kill, spawn
from local.region.personnes import intervenants_csv
from services.accompagnement.bootstrap import open_accompagnement
from shared.bus.broker import make_producer
from shared.contracts.base import Contract
from shared.contracts.referentiel import StructureV1
from tests.chaos.workers import WorkerProcess
from tests.integration.bus.running import until
from tests.integration.notifications.facteur import Facteur
from tests.messages import headers_of
from tests.platform import Platform
from tests.samples import finess, structure

SERVICES = ("accompagnement", "notifications", "usages")
CLES = ["une-cle-de-ville-assez-longue-pour-signer"]
STRUCTURES = 6
PATIENCE = 60
_FINAL = "select count(*) = 0 from livraisons where prochain_le is not null"


class Serveur:
    """The HTTP process of accompagnement, to be killed and started again at the same port."""

    def __init__(self, platform: Platform, folder: Path, environment: dict[str, str]) -> None:
        self.port, self._admin = free_port(), free_port()
        self._environment = platform.environment(
            **environment, MAILLAGE_HTTP_PORT=str(self.port), MAILLAGE_ADMIN_PORT=str(self._admin)
        )
        self._log = folder / "serveur.log"

    async def start(self) -> None:
        command = [sys.executable, "-m", "services.accompagnement.server"]
        self._process = spawn(Launch(command=command, env=self._environment, log=self._log))

        async def ready() -> bool:
            assert self._process.poll() is None, self._log.read_text("utf-8")[-2000:]
            try:
                async with httpx.AsyncClient() as client:
                    return (await client.get(f"http://127.0.0.1:{self._admin}/healthz/ready")).is_success
            except httpx.HTTPError:
                return False

        await until(ready, PATIENCE)

    def kill(self) -> None:
        kill(self._process)


@dataclass
class Ville:
    """What a scene acts on, and what its judge reads."""

    platform: Platform
    folder: Path
    rng: Random
    facteur: Facteur
    workers: list[WorkerProcess] = field(default_factory=list)
    killed: int = 0

    def __post_init__(self) -> None:
        self.environment = {
            "MAILLAGE_CLES": json.dumps(CLES),
            "MAILLAGE_JOURNAL": "INFO",
            "MAILLAGE_EMPREINTE_SECONDES": "1",
            "MAILLAGE_SMTP_HOTE": "127.0.0.1",
            "MAILLAGE_SMTP_PORT": str(self.facteur.port),
            "MAILLAGE_SMTP_DELAI_SECONDES": "0.6",
            "MAILLAGE_SMTP_ESSAI_SECONDES": "1.2",
            "MAILLAGE_ENVOI_BAIL_SECONDES": "2",
            "MAILLAGE_ENVOI_INTERVALLE_SECONDES": "0.3",
            "MAILLAGE_ENVOI_ESSAIS": "500",
            "MAILLAGE_ENVOI_TOUR_SECONDES": "0.2",
            "MAILLAGE_SESSION_TIMEOUT_MS": "6000",
        }
        self.serveur = Serveur(self.platform, self.folder, self.environment)

    def start(self, service: str, *points: str) -> WorkerProcess:
        """Start a worker, with failpoints."""
        env = self.platform.environment(**self.environment)
        log = self.folder / f"{len(self.workers):02}-{service}.log"
        worker = WorkerProcess(service, env=env, log=log, points=points)
        self.workers.append(worker)
        return worker

    def kill(self, worker: WorkerProcess) -> None:
        """kill -9."""
        worker.kill()
        self.killed += 1

    async def peupler(self) -> None:
        """Let the team in, and tell the structures."""
        file = self.folder / "intervenants.csv"
        file.write_text(intervenants_csv(), "utf-8")
        async with open_accompagnement(self.platform.settings("accompagnement", cles=CLES)) as app:
            await app.importer_intervenants(file)
        await self.dire(*((structure(n), "StructureConstatee") for n in range(1, STRUCTURES + 1)))

    async def dire(self, *events: tuple[Contract, str]) -> None:
        """Tell events as their producer would."""
        producer = make_producer(self.platform.servers.kafka, client_id="ville")
        await producer.start()
        try:
            for contract, title in events:
                topic = f"{self.platform.prefix}{type(contract).topic.nom}"
                await producer.send_and_wait(
                    topic,
                    value=contract.model_dump_json().encode(),
                    key=contract.key_value().encode(),
                    headers=[(k, v) for k, v in headers_of(contract, title) if v],
                )
        finally:
            await producer.stop()

    async def connue(self, service: str, n: int) -> None:
        """Wait until a service holds the n-th structure."""
        await self.devient(service, "select count(*) = 1 from structures where finess = $1", finess(n))

    async def deposer(self, n: int, cle: str, patience: float = 60) -> dict[str, Any]:
        """Deposit for the n-th structure until the server has answered, as a client that does not give up."""
        body = {
            "structure": finess(n),
            "thematique": "dmp",
            "texte": "Nous voulons alimenter le DMP.",
            "contact": {"nom": f"Direction {n}", "courriel": f"direction-{n}-{cle}@maillage.invalid"},
        }
        async with httpx.AsyncClient(timeout=5) as client:
            async with asyncio.timeout(patience):
                while True:
                    try:
                        answer = await client.post(
                            f"http://127.0.0.1:{self.serveur.port}/accompagnement/api/demandes",
                            json=body,
                            headers={"Idempotency-Key": cle},
                        )
                    except httpx.TransportError:
                        await asyncio.sleep(0.05)
                        continue
                    if answer.status_code == 201:
                        return dict(answer.json())
                    assert answer.status_code in (409, 503), answer.text
                    await asyncio.sleep(0.3)

    async def lire(self, service: str, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """Read a service's database."""
        async with self.platform.pool(service) as pool:
            return list(await pool.fetch(sql, *arguments))

    async def devient(self, service: str, sql: str, *arguments: object) -> None:
        """Wait until a question to a service's database has the answer true."""
        async with self.platform.pool(service) as pool:
            await until(lambda: pool.fetchval(sql, *arguments), PATIENCE)

    async def tout_part(self, demandes: int) -> None:
        """Wait until every request has its two mails, and none waits any more."""
        await self.devient("accompagnement", "select count(*) = 0 from outbox")
        await self.devient("notifications", "select count(*) >= $1 from livraisons", 2 * demandes)
        await self.devient("notifications", _FINAL)

    async def juger(self, demandes: int) -> None:
        """Check that each request was made once, told once, mailed once, and that every kept figure is right."""
        await self._juger_les_demandes(demandes)
        await self._juger_les_messages(demandes)
        await self._juger_les_courriels()
        for worker in self.workers:
            if worker.code is None:
                etat = await self._etat(worker)
                assert not any(etat["controles"].values()), etat["controles"]
                assert not any(etat["rebuts"].values()), etat["rebuts"]

    async def _etat(self, worker: WorkerProcess) -> dict[str, Any]:
        """Return what a worker says of itself, once it has joined its groups."""
        etat: dict[str, Any] = {}

        async def told() -> bool:
            nonlocal etat
            _, etat = await worker.ask("/etat?empreintes=1")
            return "controles" in etat

        await until(told, PATIENCE)
        return etat

    async def _juger_les_demandes(self, demandes: int) -> None:
        numeros = [
            r["numero"] for r in await self.lire("accompagnement", "select numero from demandes order by numero")
        ]
        assert [int(numero.rpartition("-")[2]) for numero in numeros] == list(range(1, demandes + 1))
        rows = await self.lire("accompagnement", "select demande from affectations where fin is null")
        assert len({r["demande"] for r in rows}) == len(rows) == demandes

    async def _juger_les_messages(self, demandes: int) -> None:
        rows = await self.lire("notifications", "select regle, count(*) as n from messages group by regle")
        assert {r["regle"]: r["n"] for r in rows} == {"accuse_reception": demandes, "nouvelle_affectation": demandes}

    async def _juger_les_courriels(self) -> None:
        """No mail without its message, none lost, none again after a 250 that was heard."""
        livraisons = await self.lire("notifications", "select message, etat from livraisons")
        essais = await self.lire("notifications", "select message, issue from essais order by message, rang")
        issues: dict[str, list[str]] = {}
        for row in essais:
            issues.setdefault(str(row["message"]), []).append(row["issue"])
        recus = Counter(identifiant.strip("<>").partition("@")[0] for identifiant in self.facteur.message_ids())
        assert set(recus) <= {str(row["message"]) for row in livraisons}
        for row in livraisons:
            message = str(row["message"])
            suite = issues[message]
            if row["etat"] == "refusee":
                assert suite[-1] == "refusee"
                continue
            assert row["etat"] == "envoyee", (row, suite)
            assert (suite[-1], suite.count("acceptee")) == ("acceptee", 1), suite
            douteux = sum(issue in ("coupee", "interrompue") for issue in suite)
            assert 1 <= recus[message] <= 1 + douteux, (recus[message], suite)

    def fermer(self) -> None:
        """End every process that still runs."""
        for worker in self.workers:
            if worker.code is None:
                worker.kill()
        self.serveur.kill()


def structures(*numeros: int) -> list[tuple[StructureV1, str]]:
    """Return the events of first sight of these structures."""
    return [(structure(n), "StructureConstatee") for n in numeros]
