"""The edge of every service: headers, errors, assets, and nothing outside of its own path."""

import re
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest
from fastapi import APIRouter, FastAPI, HTTPException

from shared.kernel.errors import NotFound, Refusal
from shared.web.acces import public
from shared.web.app import create_app
from shared.web.fragments import fragment_router
from tests.identites import COORDINATION, Connu


class StructureInconnueError(NotFound):
    """For the test."""

    message = "Aucune structure ne porte le numéro {finess}."


class DemandeDejaCloseError(Refusal):
    """For the test."""

    message = "La demande {numero} est close."


api = APIRouter(prefix="/api", dependencies=[public()])
pages = APIRouter(include_in_schema=False, dependencies=[public()])


@api.get("/structures/{finess}")
@pages.get("/structures/{finess}")
async def structure(finess: int) -> None:
    """Refuse, whatever the number."""
    raise StructureInconnueError(finess=finess)


@api.get("/close")
async def close() -> None:
    """Refuse."""
    raise DemandeDejaCloseError(numero="2026-0412")


@api.get("/statut/{statut}")
async def statut(statut: int) -> None:
    """Refuse with a status."""
    raise HTTPException(statut)


@api.get("/panne")
@pages.get("/panne")
async def panne() -> None:
    """Crash."""
    raise RuntimeError("secret interne")


async def _aucune_copie(_: str) -> None:
    return None


@pytest.fixture
def app() -> FastAPI:
    application = SimpleNamespace(lire_copie=_aucune_copie)
    return create_app(
        service="usages",
        title="Essai",
        routers=[api, fragment_router(), pages],
        application=application,
        authentification=Connu(COORDINATION),
    )


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://essai") as client:
        yield client


async def test_un_refus_de_l_api_est_un_probleme_dit_en_francais(client: httpx.AsyncClient) -> None:
    response = await client.get("/usages/api/close")
    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Action refusée",
        "status": 409,
        "detail": "La demande 2026-0412 est close.",
        "instance": "/usages/api/close",
        "refus": "DemandeDejaCloseError",
        "champs": {"numero": "2026-0412"},
    }


@pytest.mark.parametrize(
    ("statut", "titre", "phrase"),
    [
        (400, "Demande illisible", "Ce qui a été envoyé n’a pas pu être lu."),
        (409, "Action refusée", "L’état actuel ne permet pas cette action."),
        (429, "Demande refusée", "Cette demande n’a pas pu être acceptée."),
    ],
)
async def test_un_refus_sans_nom_ne_parle_que_de_ce_qu_il_sait(
    client: httpx.AsyncClient, statut: int, titre: str, phrase: str
) -> None:
    response = await client.get(f"/usages/api/statut/{statut}")
    assert response.status_code == statut
    assert (response.json()["title"], response.json()["detail"]) == (titre, phrase)


async def test_un_refus_d_une_page_est_une_page(client: httpx.AsyncClient) -> None:
    response = await client.get("/usages/structures/12")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "Aucune structure ne porte le numéro 12." in response.text


async def test_une_valeur_refusee_est_dite_a_son_champ(client: httpx.AsyncClient) -> None:
    response = await client.get("/usages/api/structures/abc")
    assert response.status_code == 422
    assert response.json()["erreurs"] == [{"champ": "finess", "motif": "un nombre entier est attendu", "saisi": "abc"}]


@pytest.mark.parametrize("path", ["/usages/api/panne", "/usages/panne"])
async def test_une_panne_ne_dit_rien_de_l_interieur(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 500
    assert "secret interne" not in response.text
    assert "Nous en avons gardé la trace" in response.text


@pytest.mark.parametrize("path", ["/usages/structures/12", "/usages/api/close", "/usages/panne", "/ailleurs"])
async def test_chaque_reponse_interdit_l_exterieur_et_le_cadre(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_une_page_ne_contient_ni_script_ni_style_en_ligne(client: httpx.AsyncClient) -> None:
    page = (await client.get("/usages/structures/12")).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


async def test_un_actif_est_garde_pour_toujours_et_deja_comprime(client: httpx.AsyncClient) -> None:
    page = (await client.get("/usages/structures/12")).text
    (address,) = re.findall(r'href="(/usages/assets/tabler\.[0-9a-f]{12}\.css)"', page)
    response = await client.get(address, headers={"accept-encoding": "gzip"})
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    plain = await client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == response.content


async def test_une_page_pese_moins_de_300_ko_la_premiere_fois(client: httpx.AsyncClient) -> None:
    page = await client.get("/usages/structures/12")
    addresses = set(re.findall(r'(?:href|src)="(/usages/assets/[^"#]+)', page.text))
    assert addresses
    weights = [int((await client.get(address)).headers["content-length"]) for address in addresses]
    assert sum(weights) + len(page.content) < 300_000


async def test_une_copie_absente_est_dite_sans_erreur(client: httpx.AsyncClient) -> None:
    response = await client.get("/usages/structures/310000001/fragment?version=2")
    assert response.status_code == 200
    assert "pas encore reçue" in response.text
    assert "<html" not in response.text


async def test_la_documentation_interactive_est_absente(client: httpx.AsyncClient) -> None:
    assert (await client.get("/usages/api/openapi.json")).status_code == 200
    for path in ("/docs", "/redoc", "/usages/docs", "/usages/api/docs"):
        assert (await client.get(path)).status_code == 404
