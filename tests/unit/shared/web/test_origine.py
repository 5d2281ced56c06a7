"""Actions that come from elsewhere, and bodies that are too large: refused before any route sees them."""

from collections.abc import AsyncIterator, MutableMapping
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Form, Request

from shared.web.acces import public
from shared.web.app import create_app
from tests.identites import COORDINATION, Connu

ADRESSE = "http://maillage.essai"
COOKIE = {"cookie": "maillage=x"}
router = APIRouter(dependencies=[public()])


@router.post("/action")
@router.post("/api/action")
@router.delete("/action")
@router.get("/action")
async def action(request: Request) -> int:
    """Tell the size of the body."""
    return len(await request.body())


@router.post("/formulaire")
async def formulaire(texte: Annotated[str, Form()]) -> int:
    """Tell the size of a field."""
    return len(texte)


@router.post("/imports")
async def imports(request: Request) -> int:
    """Tell the size of a file."""
    return len(await request.body())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        service="usages", title="Essai", routers=[router], authentification=Connu(COORDINATION), adresse=ADRESSE,
        corps_max={"/usages/imports": 3 << 20},
    )  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADRESSE) as client:
        yield client


ICI: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": ADRESSE},
    {"origin": "http://127.0.0.1:8080", "host": "127.0.0.1:8080"},
    {"authorization": "Bearer x", "origin": "https://ailleurs.essai", "sec-fetch-site": "cross-site"},
)
AILLEURS: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ADRESSE},
    {"origin": "https://ailleurs.essai"},
    {"origin": "https://maillage.essai"},
    {"origin": "http://maillage.essai.ailleurs.essai"},
    {"origin": "http://maillage.essai:81"},
    {"origin": "null"},
    {"origin": ""},
    {},
    {"authorization": "Basic x", "origin": "https://ailleurs.essai"},
)


@pytest.mark.parametrize("headers", ICI)
async def test_une_action_de_nos_pages_passe(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/usages/action", headers=COOKIE | headers)).status_code == 200


@pytest.mark.parametrize("headers", AILLEURS)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_une_action_venue_d_ailleurs_est_refusee(
    client: httpx.AsyncClient, headers: dict[str, str], method: str
) -> None:
    answer = await client.request(method, "/usages/action", headers=COOKIE | headers)
    assert answer.status_code == 403
    assert "ne vient pas d&#39;une page de Maillage" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_un_formulaire_public_est_protege_aussi_et_un_programme_passe(client: httpx.AsyncClient) -> None:
    cross = await client.post("/usages/api/action", headers={"sec-fetch-site": "cross-site"})
    assert (cross.status_code, cross.json()["refus"]) == (403, "OrigineRefuseeError")
    assert (await client.post("/usages/api/action", content=b"abc")).json() == 3


async def test_lire_n_est_pas_agir(client: httpx.AsyncClient) -> None:
    assert (await client.get("/usages/action", headers=COOKIE | {"sec-fetch-site": "cross-site"})).status_code == 200


async def test_un_corps_trop_grand_est_refuse_en_francais(client: httpx.AsyncClient) -> None:
    assert (await client.post("/usages/action", content=b"x" * (1 << 20))).json() == 1 << 20
    page = await client.post("/usages/action", content=b"x" * ((1 << 20) + 1))
    assert page.status_code == 413
    assert "Envoi trop volumineux" in page.text
    problem = await client.post("/usages/api/action", content=b"x" * (2 << 20))
    assert (problem.status_code, problem.json()["champs"]) == (413, {"maximum": "1 Mio"})


@pytest.mark.parametrize("path", ["/usages/action", "/usages/api/action", "/usages/formulaire"])
async def test_un_corps_qui_ne_dit_pas_sa_taille_est_compte(client: httpx.AsyncClient, path: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"texte="
        for _ in range(40):
            yield b"x" * (1 << 16)

    answer = await client.post(path, content=endless(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert "1 Mio au plus" in answer.text


async def test_une_adresse_d_envoi_prend_davantage(client: httpx.AsyncClient) -> None:
    assert (await client.post("/usages/imports", content=b"x" * (3 << 20))).json() == 3 << 20
    assert (await client.post("/usages/imports", content=b"x" * ((3 << 20) + 1))).status_code == 413


@pytest.mark.parametrize("length", ["abc", "-1", "1e9", "9" * 30])
async def test_une_taille_annoncee_illisible_ne_passe_pas(client: httpx.AsyncClient, length: str) -> None:
    answer = await client.post("/usages/action", content=b"", headers={"content-length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize("entete", [(b"content-length", b"9" * 12), (b"transfer-encoding", b"chunked")])
async def test_qui_n_en_finit_pas_d_envoyer_n_est_lu_que_deux_mio_au_dela(entete: tuple[bytes, bytes]) -> None:
    lus, statuts = 0, []

    async def receive() -> dict[str, object]:
        nonlocal lus
        lus += 1 << 16
        return {"type": "http.request", "body": b"x" * (1 << 16), "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        statuts.append(message.get("status"))

    scope = {
        "type": "http", "method": "POST", "path": "/usages/api/action", "raw_path": b"/usages/api/action",
        "query_string": b"", "headers": [entete, (b"origin", ADRESSE.encode())], "scheme": "http",
        "server": ("essai", 80), "client": ("127.0.0.1", 1), "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    app = create_app(
        service="usages", title="Essai", routers=[router], authentification=Connu(COORDINATION), adresse=ADRESSE
    )
    await app(scope, receive, send)
    assert statuts[0] == 413
    assert 3 << 20 <= lus <= (3 << 20) + (1 << 17)
