"""The admin port: what probes, Prometheus and `maillage etat` are answered."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import httpx
import pytest

from shared.observability import metrics
from shared.observability.admin import admin_app
from shared.observability.health import Health
from shared.observability.serving import served


@pytest.fixture
def health() -> Health:
    """Give the health of a process whose one loop advances."""
    made = Health()
    made.watch(lambda: {"relais": 0.5})
    return made


@pytest.fixture
async def admin(health: Health) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an admin port that is really served."""

    async def report(with_digests: bool) -> dict[str, Any]:
        return {"service": "usages", "avec": with_digests}

    async def collect() -> None:
        metrics.OUTBOX_DEPTH.set(42)

    app = admin_app(health=health, report=report, collect=collect)
    async with (
        served(app, host="127.0.0.1", port=0, name="essai") as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def test_un_processus_dont_les_boucles_avancent_est_vivant_et_pret(admin: httpx.AsyncClient) -> None:
    vivant, pret = await admin.get("/healthz/live"), await admin.get("/healthz/ready")
    assert (vivant.status_code, vivant.json()) == (200, {"vivant": True, "boucles_arretees": []})
    assert (pret.status_code, pret.json()) == (200, {"pret": True, "raisons": []})


async def test_une_boucle_arretee_ne_laisse_plus_vivre_mais_n_empeche_pas_de_dire(
    admin: httpx.AsyncClient, health: Health
) -> None:
    health.watch(lambda: {"minuterie": 61.0})
    vivant = await admin.get("/healthz/live")
    assert (vivant.status_code, vivant.json()["boucles_arretees"]) == (503, ["minuterie"])
    assert 'maillage_loop_age_seconds{boucle="minuterie"} 61.0' in (await admin.get("/metrics")).text


async def test_une_panne_de_bus_rend_non_pret_sans_tuer(admin: httpx.AsyncClient, health: Health) -> None:
    async def bus() -> list[str]:
        return ["Kafka n'a pas encore répondu"]

    health.require(bus)
    pret = await admin.get("/healthz/ready")
    assert (pret.status_code, pret.json()["raisons"]) == (503, ["Kafka n'a pas encore répondu"])
    assert (await admin.get("/healthz/live")).status_code == 200


async def test_les_mesures_sont_prises_au_moment_de_les_lire(admin: httpx.AsyncClient) -> None:
    metrics.OUTBOX_DEPTH.set(0)
    reponse = await admin.get("/metrics")
    assert reponse.headers["content-type"].startswith("text/plain")
    assert "maillage_outbox_events 42.0" in reponse.text


@pytest.mark.parametrize(
    ("question", "avec"), [("/etat", False), ("/etat?empreintes=1", True), ("/etat?empreintes=0", False)]
)
async def test_l_etat_ne_mesure_les_empreintes_que_si_on_le_demande(
    admin: httpx.AsyncClient, question: str, avec: bool
) -> None:
    assert (await admin.get(question)).json() == {"pret": True, "raisons": [], "service": "usages", "avec": avec}


async def test_un_port_deja_pris_se_dit_tout_de_suite(health: Health) -> None:
    async with served(_rien, host="127.0.0.1", port=0, name="un") as port:
        with pytest.raises(OSError, match="in use"):
            async with served(_rien, host="127.0.0.1", port=port, name="deux"):
                pass


async def test_a_l_arret_les_demandes_en_cours_s_achevent() -> None:
    async def lente(_: Any, __: Any, send: Any) -> None:
        await asyncio.sleep(0.8)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"fini"})

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await (lente if scope["type"] == "http" else _rien)(scope, receive, send)

    async with httpx.AsyncClient() as client:
        async with served(app, host="127.0.0.1", port=0, name="lent") as port:
            demande = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/"))
            await asyncio.sleep(0.1)
            debut = monotonic()
        assert monotonic() - debut > 0.5
        assert (await demande).text == "fini"


async def _rien(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
