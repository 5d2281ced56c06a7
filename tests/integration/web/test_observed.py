"""What a request leaves in traces and measures, whatever its caller pretends; over real HTTP."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter

from shared.observability import metrics
from shared.observability.serving import served
from shared.observability.tracing import current
from shared.web.acces import public
from shared.web.app import create_app
from shared.web.observed import Observed

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"
NEUF = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
pages = APIRouter(dependencies=[public()])
api = APIRouter(prefix="/api", dependencies=[public()])
sites = APIRouter(prefix="/sites")


@pages.get("/fiches/{numero}")
@api.get("/fiches/{numero}")
@sites.get("/{numero}/trace")
async def trace(numero: int) -> dict[str, str | None]:
    """Tell the trace of this request."""
    assert numero
    return {"correlation": current().correlation_id, "trace": current().trace_id}


api.include_router(sites)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a service that is really served."""
    app = Observed(create_app(service="usages", title="Essai", routers=[pages, api]))
    async with (
        served(app, host="127.0.0.1", port=0, name="essai") as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as opened,
    ):
        yield opened


def mesurees() -> set[str]:
    """Return the labels under which requests were measured."""
    return {sample.labels["route"] for family in metrics.HTTP_LATENCY.collect() for sample in family.samples}


async def test_deux_routes_de_meme_fin_se_mesurent_a_part(client: httpx.AsyncClient) -> None:
    metrics.HTTP_LATENCY.clear()
    for chemin in ("/usages/fiches/1", "/usages/api/fiches/2", "/usages/api/sites/3/trace", "/usages/rien"):
        await client.get(chemin)
    assert mesurees() == {
        "/usages/fiches/{numero}", "/usages/api/fiches/{numero}", "/usages/api/sites/{numero}/trace", "autre",
    }  # fmt: skip


async def test_un_numero_de_correlation_de_bonne_forme_continue(client: httpx.AsyncClient) -> None:
    reponse = await client.get("/usages/fiches/1", headers={"x-correlation-id": "Abc_1.2-3", "traceparent": TRACE})
    assert reponse.json() == {"correlation": "Abc_1.2-3", "trace": "a" * 32}


@pytest.mark.parametrize(
    "recu", ["x" * 65, "x" * 60_000, "x" * (2 << 20), "", "deux mots", "é", "a/b", "a\x01"],
    ids=["long", "très long", "énorme", "vide", "espace", "accent", "barre", "contrôle"],
)  # fmt: skip
async def test_un_numero_de_correlation_d_une_autre_forme_est_remplace(client: httpx.AsyncClient, recu: str) -> None:
    entetes = {"x-correlation-id": recu.encode(), "traceparent": recu.encode()}
    try:
        reponse = await client.get("/usages/fiches/1", headers=entetes)
    except (httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.ReadError):
        return  # the server, or the client itself, does not even take such a header
    if reponse.status_code == 200:
        assert re.fullmatch(NEUF, reponse.json()["correlation"])
        assert re.fullmatch("[0-9a-f]{32}", reponse.json()["trace"])
    else:
        assert reponse.status_code in (400, 431)
