"""The worker as a process: probes, metrics, an orderly end, and a Kafka that is not there yet."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import asyncpg
import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from local.kafka import KafkaServer
from shared.bus import outbox
from shared.bus.outbox import Outgoing
from shared.bus.topics import create_topics
from shared.observability import metrics
from tests.integration.bus.kafka import produce, told
from tests.integration.bus.running import running_worker, until
from tests.platform import Platform, Servers
from tests.samples import structure

SHORT_LOOPS = "import shared.observability.health as health; health.LOOP_LIMIT_SECONDS = 2"
NOWHERE = "127.0.0.1:9"


async def demander(url: str, chemin: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"{url}{chemin}", timeout=20)


async def pret(url: str) -> bool:
    return (await demander(url, "/healthz/ready")).status_code == 200


async def test_le_travail_se_lit_sur_les_sondes_et_les_mesures(usages: Platform, pool: asyncpg.Pool) -> None:
    await produce(usages, [*(told(structure(n)) for n in range(1, 51)), told(structure(51), autre=b"\xff")])
    async with running_worker(usages, "usages") as url:
        await until(lambda: pret(url))
        await until(lambda: pool.fetchval("select coalesce(sum(prochain), 0) = 51 from positions"))
        assert (await demander(url, "/healthz/live")).json() == {"vivant": True, "boucles_arretees": []}
        await until(lambda: pool.fetchval("select count(*) = 0 from outbox"))
        familles = {f.name: f for f in text_string_to_metric_families((await demander(url, "/metrics")).text)}
        declarees = {family.name for family in metrics.REGISTRY.collect()}
        assert {nom for nom in familles if not nom.endswith("_created")} == declarees
        groupe = f"{usages.prefix}usages.structures"

        def somme(famille: str, **etiquettes: str) -> float:
            suffixes = (famille, f"{famille}_total", f"{famille}_count")
            samples = [s for s in familles[famille].samples if s.name in suffixes]
            return sum(s.value for s in samples if etiquettes.items() <= s.labels.items())

        assert somme("maillage_events", groupe=groupe, issue="applique") == 50
        assert somme("maillage_events", groupe=groupe, issue="rebut") == 1
        assert somme("maillage_dead_letters", groupe=groupe) == 1
        assert somme("maillage_consumer_lag_events", groupe=groupe) == 0
        retards = [s for s in familles["maillage_consumer_lag_seconds"].samples if s.labels["groupe"] == groupe]
        assert [s.value for s in retards] == [0] * 6
        assert somme("maillage_batch_events", groupe=groupe) >= 1
        assert somme("maillage_event_age_seconds", groupe=groupe) >= 1
        assert somme("maillage_conservation_delta", groupe=groupe) == 0
        assert (somme("maillage_relay_active"), somme("maillage_outbox_events")) == (1, 0)
        assert somme("maillage_relayed_events") >= 1
        assert somme("maillage_pool_connections") >= 1
        assert {s.labels["boucle"] for s in familles["maillage_loop_age_seconds"].samples} >= {
            "relais", f"consommateur {groupe}", "minuterie empreintes",
        }  # fmt: skip


async def test_un_arret_en_plein_trafic_ne_perd_ni_ne_double_rien(usages: Platform, pool: asyncpg.Pool) -> None:
    nombre = 6_000
    for version in (1, 2, 3):
        async with pool.acquire() as connection, connection.transaction():
            evenements = [structure(n, version=version) for n in range(1, nombre // 3 + 1)]
            await outbox.write(connection, [Outgoing(e, "StructureModifiee", datetime.now(UTC)) for e in evenements])
    async with running_worker(usages, "usages", MAILLAGE_LOT_MAX="10"):
        await until(lambda: pool.fetchval("select coalesce(sum(prochain), 0) > 500 from positions"))
        debut = monotonic()
    assert monotonic() - debut < 15
    assert 500 < await pool.fetchval("select sum(prochain) from positions") < nombre
    async with running_worker(usages, "usages"):
        await until(lambda: pool.fetchval(f"select sum(prochain) >= {nombre} from positions"))
    assert await pool.fetchval("select count(*) from structures where version = 3") == nombre // 3
    ecart = "sum(prochain - appliques - perimes - ignores - rebuts - trous)"
    assert await pool.fetchval(f"select {ecart} from positions") == 0


async def test_sans_kafka_le_processus_vit_se_dit_non_pret_et_s_arrete_sur_demande(usages: Platform) -> None:
    async with running_worker(usages, "usages", prelude=SHORT_LOOPS, MAILLAGE_KAFKA=NOWHERE) as url:
        await asyncio.sleep(4)
        vivant, pas_pret = await demander(url, "/healthz/live"), await demander(url, "/healthz/ready")
        assert (vivant.status_code, vivant.json()["boucles_arretees"]) == (200, [])
        assert pas_pret.status_code == 503
        assert any("Kafka" in raison for raison in pas_pret.json()["raisons"])
        debut = monotonic()
    assert monotonic() - debut < 5


async def test_une_migration_manquante_rend_non_pret_et_se_nomme(usages: Platform, pool: asyncpg.Pool) -> None:
    retiree = await pool.fetchrow("delete from migrations where nom like 'usages/0001%' returning nom, sha256")
    try:
        async with running_worker(usages, "usages", MAILLAGE_KAFKA=NOWHERE) as url:
            raisons = (await demander(url, "/healthz/ready")).json()["raisons"]
            assert f"migration {retiree['nom']} non appliquée" in raisons
    finally:
        await pool.execute("insert into migrations (nom, sha256) values ($1, $2)", *retiree)


async def test_sans_ses_topics_le_processus_vit_et_s_arrete_sur_demande(usages: Platform) -> None:
    async with running_worker(usages, "usages", MAILLAGE_PREFIXE="sans-topics-") as url:
        await asyncio.sleep(4)
        # The relay may wait 10 s for a topic's leader, more than this test's short limit.
        assert set((await demander(url, "/healthz/live")).json()["boucles_arretees"]) <= {"relais"}
        assert not await pret(url)
        etat = await demander(url, "/etat?empreintes=1")
        assert (etat.status_code, etat.json()["pret"], "erreur" in etat.json()) == (200, False, True)
        assert (await demander(url, "/metrics")).status_code == 200
        debut = monotonic()
    assert monotonic() - debut < 10


async def test_sans_postgres_le_processus_vit_et_s_arrete_sur_demande(usages: Platform) -> None:
    dsn = usages.dsns["usages"]
    ailleurs = f"{dsn[: dsn.rindex('@')]}@127.0.0.1:9/{dsn.rpartition('/')[2]}"
    async with running_worker(usages, "usages", MAILLAGE_USAGES_POSTGRES=ailleurs) as url:
        await asyncio.sleep(1)
        assert (await demander(url, "/healthz/live")).status_code == 200
        assert any("Postgres" in raison for raison in (await demander(url, "/healthz/ready")).json()["raisons"])


@pytest.fixture
def kafka_tardif(tmp_path: Path) -> Iterator[KafkaServer]:
    """Give a Kafka of its own, formatted and started."""
    with KafkaServer(tmp_path / "kafka") as server:
        yield server


async def test_kafka_peut_arriver_apres_le_service(
    usages: Platform, pool: asyncpg.Pool, kafka_tardif: KafkaServer
) -> None:
    ici = replace(usages, servers=Servers(kafka_tardif.bootstrap, usages.servers.postgres))
    await create_topics(kafka_tardif.bootstrap, ici.prefix)
    await asyncio.to_thread(kafka_tardif.stop)
    async with running_worker(ici, "usages") as url:
        assert not await pret(url)
        await asyncio.to_thread(kafka_tardif.restart)
        await produce(ici, [told(structure(1))])
        await until(lambda: pool.fetchval("select count(*) = 1 from structures"))
        await until(lambda: pret(url))
