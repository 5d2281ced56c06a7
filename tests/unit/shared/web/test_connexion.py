"""Signing in and out: to the provider and back, each step refused when it is not ours."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from shared.kernel.identite import Identite, Role
from shared.web import connexion
from shared.web.acces import connecte, reserve
from shared.web.app import create_app
from shared.web.authentification import SessionOuJeton
from shared.web.chemins import page_locale
from shared.web.oidc import Fournisseur
from shared.web.session import Coffret, Sessions
from tests.identites import ANIMATEUR_31
from tests.unit.shared.web.fournisseur import ADRESSE, CLE, EMETTEUR, FauxFournisseur, Horloge, reglages

VISITE = {"accept": "text/html,application/xhtml+xml"}
ICI = {"sec-fetch-site": "same-origin"}
router = APIRouter()


@router.get("/page", dependencies=[connecte()])
@router.get("/api/chose", dependencies=[connecte()])
async def page() -> str:
    """Let whoever signed in."""
    return "vu"


@router.post("/action")
async def action(qui: Annotated[Identite, reserve(Role.COORDINATION)]) -> str:
    """Let the coordination."""
    return qui.nom


@pytest.fixture
def faux() -> FauxFournisseur:
    return FauxFournisseur(Horloge())


def application(faux: FauxFournisseur, adresse: str = ADRESSE) -> FastAPI:
    """Return a service whose door is the real one, before a provider of ours."""
    secure = adresse.startswith("https")
    settings = reglages(adresse=adresse)
    http = httpx.AsyncClient(transport=faux.transport)
    porte = SessionOuJeton(
        Fournisseur(settings, http, faux.horloge),
        Sessions([CLE], duree=timedelta(hours=8), secure=secure, clock=faux.horloge),
        Coffret([CLE], usage="connexion", duree=timedelta(minutes=10), secure=secure, clock=faux.horloge),
    )
    routers = [router, connexion.router]
    return create_app(
        service="accompagnement",
        title="Essai",
        routers=routers,
        authentification=porte,
        adresse=adresse,
        clock=faux.horloge,
    )


@pytest.fixture
async def client(faux: FauxFournisseur) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(faux))
    async with httpx.AsyncClient(transport=transport, base_url=ADRESSE, headers=VISITE) as client:
        yield client


async def _partir(client: httpx.AsyncClient, vers: str = "/accompagnement/page?x=1") -> dict[str, str]:
    """Go to the provider; return what it is asked."""
    answer = await client.get("/accompagnement/connexion", params={"vers": vers})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{EMETTEUR}/autorisation?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def _revenir(client: httpx.AsyncClient, **params: str) -> httpx.Response:
    return await client.get("/accompagnement/connexion/retour", params=params)


async def _se_connecter(client: httpx.AsyncClient, faux: FauxFournisseur, **changes: object) -> httpx.Response:
    asked = await _partir(client)
    faux.promettre("c", asked["nonce"], asked["code_challenge"], **changes)
    return await _revenir(client, state=asked["state"], code="c")


async def test_on_se_connecte_et_l_on_revient_a_la_page_demandee(
    client: httpx.AsyncClient, faux: FauxFournisseur
) -> None:
    refused = await client.get("/accompagnement/page?x=1")
    assert (refused.status_code, refused.headers["cache-control"]) == (303, "no-store")
    assert refused.headers["location"] == "/accompagnement/connexion?vers=%2Faccompagnement%2Fpage%3Fx%3D1"
    answer = await _se_connecter(client, faux)
    assert (answer.status_code, answer.headers["location"]) == (303, "/accompagnement/page?x=1")
    assert (await client.get("/accompagnement/page")).text == '"vu"'
    assert [cookie.name for cookie in client.cookies.jar] == ["maillage"], "the attempt leaves nothing behind"


async def test_le_fournisseur_recoit_une_preuve_un_etat_et_un_nonce(client: httpx.AsyncClient) -> None:
    first, second = await _partir(client), await _partir(client)
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{ADRESSE}/accompagnement/connexion/retour"
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert "code_verifier" not in first


async def test_un_autre_etat_ne_connecte_pas(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    asked = await _partir(client)
    faux.promettre("c", asked["nonce"], asked["code_challenge"])
    for state in ("", "x", asked["state"] + "x", asked["state"][:8], "é"):
        answer = await _revenir(client, state=state, code="c")
        assert answer.status_code == 400
        assert "a expiré ou a déjà servi" in answer.text
    assert (await client.get("/accompagnement/page")).status_code == 303


async def test_le_retour_d_un_autre_navigateur_ne_connecte_pas(faux: FauxFournisseur) -> None:
    """An attacker who sends a victim the end of their own sign-in must not sign the victim in."""
    transport = httpx.ASGITransport(application(faux))
    async with (
        httpx.AsyncClient(transport=transport, base_url=ADRESSE) as attacker,
        httpx.AsyncClient(transport=transport, base_url=ADRESSE) as victim,
    ):
        asked = await _partir(attacker)
        faux.promettre("c", asked["nonce"], asked["code_challenge"])
        answer = await _revenir(victim, state=asked["state"], code="c")
        assert answer.status_code == 400
        assert not victim.cookies


async def test_un_code_ne_sert_qu_une_fois(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    asked = await _partir(client)
    faux.promettre("c", asked["nonce"], asked["code_challenge"])
    attempts = {cookie.name: cookie.value or "" for cookie in client.cookies.jar}
    assert (await _revenir(client, state=asked["state"], code="c")).status_code == 303
    assert (await _revenir(client, state=asked["state"], code="c")).status_code == 400
    client.cookies.update(attempts)
    assert (await _revenir(client, state=asked["state"], code="c")).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "autre"}, {"nonce": None}, {"aud": "autre"}, {"aud": "maillage-api"}, {"iss": "https://ailleurs.essai"},
        {"aud": ["maillage", "autre"]}, {"azp": "autre"}, {"exp": 1}, {"sub": None},
    ],
)  # fmt: skip
async def test_un_jeton_d_identite_qui_n_est_pas_pour_cette_connexion_est_refuse(
    client: httpx.AsyncClient, faux: FauxFournisseur, changes: dict[str, object]
) -> None:
    answer = await _se_connecter(client, faux, **changes)
    assert answer.status_code == 401
    assert "maillage" not in client.cookies


async def test_un_compte_sans_role_est_dit(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    answer = await _se_connecter(client, faux, role="visiteur")
    assert answer.status_code == 403
    assert "aucun rôle de la plateforme" in answer.text
    assert "maillage" not in client.cookies


async def test_une_connexion_trop_longue_recommence(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    asked = await _partir(client)
    faux.promettre("c", asked["nonce"], asked["code_challenge"])
    faux.horloge.avancer(minutes=11)
    assert (await _revenir(client, state=asked["state"], code="c")).status_code == 400


async def test_deux_onglets_se_connectent_en_meme_temps(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    first, second = await _partir(client, "/accompagnement/un"), await _partir(client, "/accompagnement/deux")
    for name, asked in (("a", first), ("b", second)):
        faux.promettre(name, asked["nonce"], asked["code_challenge"])
    for name, asked, page in (("a", first, "/accompagnement/un"), ("b", second, "/accompagnement/deux")):
        assert (await _revenir(client, state=asked["state"], code=name)).headers["location"] == page


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [("access_denied", 403, "vous y avez renoncé"), ("server_error", 503, "ne répond pas")],
)
async def test_un_refus_du_fournisseur_est_dit_en_clair(
    client: httpx.AsyncClient, error: str, status: int, words: str
) -> None:
    asked = await _partir(client)
    answer = await _revenir(client, state=asked["state"], error=error, error_description="<script>")
    assert answer.status_code == status
    assert words in answer.text
    assert "<script>" not in answer.text
    assert 'href="/accompagnement/connexion?vers=' in answer.text


async def test_un_fournisseur_arrete_est_dit_en_clair(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    faux.en_panne = True
    answer = await client.get("/accompagnement/connexion")
    assert answer.status_code == 503
    assert "Le service d&#39;identité ne répond pas" in answer.text
    faux.en_panne = False
    asked = await _partir(client)
    faux.promettre("c", asked["nonce"], asked["code_challenge"])
    faux.en_panne = True
    assert (await _revenir(client, state=asked["state"], code="c")).status_code == 503


@pytest.mark.parametrize(
    "vers",
    [
        "https://ailleurs.essai/", "//ailleurs.essai", "/\\ailleurs.essai", "\\\\ailleurs.essai", "/\t/ailleurs.essai",
        "/\n/ailleurs.essai", "javascript:alert(1)", "ailleurs", "", "/accompagnement/connexion?vers=/x", "/" + "x" * 3000,
        "/accompagnement/deconnexion", " //ailleurs.essai", "/\x00/x",
    ],
)  # fmt: skip
async def test_on_ne_revient_que_chez_nous(client: httpx.AsyncClient, faux: FauxFournisseur, vers: str) -> None:
    assert page_locale(vers) == "/"
    asked = await _partir(client, vers)
    faux.promettre("c", asked["nonce"], asked["code_challenge"])
    assert (await _revenir(client, state=asked["state"], code="c")).headers["location"] == "/"


async def test_on_part_de_l_adresse_de_la_plateforme(client: httpx.AsyncClient) -> None:
    answer = await client.get("/accompagnement/connexion?vers=/page", headers={"host": "127.0.0.1:8080"})
    assert answer.headers["location"] == f"{ADRESSE}/accompagnement/connexion?vers=%2Fpage&ici=1"
    behind_a_proxy = await client.get("/accompagnement/connexion?vers=%2Fpage&ici=1", headers={"host": "interne:8000"})
    assert behind_a_proxy.headers["location"].startswith(EMETTEUR)


async def test_se_deconnecter_finit_la_session(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    await _se_connecter(client, faux)
    answer = await client.post("/accompagnement/deconnexion", headers=ICI)
    assert (answer.status_code, answer.headers["location"]) == (303, "/accompagnement/deconnexion")
    assert "maillage" not in client.cookies
    assert "Vous êtes déconnecté" in (await client.get("/accompagnement/deconnexion")).text


async def test_chacun_recoit_le_refus_qu_il_sait_lire(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    fragment = await client.get("/accompagnement/page", headers={"hx-request": "true"})
    assert fragment.status_code == 401
    assert "<html" not in fragment.text
    problem = await client.get("/accompagnement/api/chose")
    assert (problem.status_code, problem.headers["www-authenticate"]) == (401, "Bearer")
    assert problem.headers["content-type"] == "application/problem+json"
    forged = await client.get("/accompagnement/api/chose", headers={"authorization": "Bearer x.y.z"})
    assert (forged.status_code, forged.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert forged.json()["refus"] == "JetonInvalideError"
    late = await client.post("/accompagnement/action", headers=ICI)
    assert late.status_code == 401
    assert 'href="/accompagnement/connexion"' in late.text
    await _se_connecter(client, faux)
    other = await client.post("/accompagnement/action", headers=ICI)
    assert other.status_code == 403
    assert "réservée à\u202f: coordination" in other.text.replace(" :", "\u202f:")


async def test_un_jeton_parle_seul_meme_a_cote_d_une_session(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    await _se_connecter(client, faux)
    coordination = faux.signer(sub="coordination-1", name="Coordination 1", role="coordination", departements=None)
    answer = await client.post("/accompagnement/action", headers={"authorization": f"Bearer {coordination}"})
    assert answer.json() == "Coordination 1"
    forged = await client.get("/accompagnement/api/chose", headers={"authorization": "Bearer x"})
    assert forged.status_code == 401, "the session does not stand in for a forged token"


async def test_sous_https_les_cookies_ne_voyagent_jamais_en_clair(faux: FauxFournisseur) -> None:
    adresse = "https://maillage.essai"
    transport = httpx.ASGITransport(application(faux, adresse))
    async with httpx.AsyncClient(transport=transport, base_url=adresse, headers=VISITE) as client:
        answer = await _se_connecter(client, faux)
        told = answer.headers.get_list("set-cookie")
        assert told
        assert all(cookie.startswith("__Host-maillage") and "Secure" in cookie for cookie in told)
        assert "max-age=63072000" in answer.headers["strict-transport-security"]


async def test_le_nom_et_le_role_sont_en_haut_de_page(client: httpx.AsyncClient, faux: FauxFournisseur) -> None:
    assert "Se connecter" in (await client.get("/accompagnement/introuvable")).text
    await _se_connecter(client, faux)
    page = (await client.get("/accompagnement/introuvable")).text
    assert ANIMATEUR_31.nom in page
    assert "Se déconnecter" in page
