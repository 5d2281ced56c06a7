"""The local identity provider: a real one in what matters, whatever the library underneath lets pass."""

import hashlib
import json
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet

from local.cle import assurer_cle, lire_cle, signer
from local.errors import LocalError
from local.identites import Partie, fournisseur, s256
from local.jeton import jeton
from local.region.personnes import intervenants_csv, personne_de, personnes
from shared.kernel.clock import SystemClock
from shared.kernel.identite import Role
from shared.kernel.territoire import OCCITANIE

EMETTEUR, RETOUR = "http://127.0.0.1:9400", "http://localhost:8080/accompagnement/connexion/retour"
VERIFIER = "preuve" * 10
DEMANDE = {
    "response_type": "code", "client_id": "maillage", "redirect_uri": RETOUR, "scope": "openid profile", "state": "e",
    "nonce": "n", "code_challenge": s256(VERIFIER), "code_challenge_method": "S256",
}  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")


@pytest.fixture
def cle(tmp_path: Path) -> Path:
    return assurer_cle(tmp_path / "exemple" / "identites.json")


@pytest.fixture
def client(cle: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    return fournisseur(EMETTEUR, Partie(client="maillage", secret="s", retour=RETOUR), cle, personnes()).test_client()


def _code(client: FlaskClient, **changes: str) -> str:
    answer = client.post(
        f"/oauth2/authorize?{urlencode(DEMANDE | changes)}", data={"sub": "animateur-31-1"}, base_url=EMETTEUR
    )
    assert answer.location.startswith(RETOUR), answer.text
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def _echanger(client: FlaskClient, code: str, secret: str = "s", **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETOUR,
        "code_verifier": VERIFIER,
    } | changes
    return client.post("/oauth2/token", data=form, auth=("maillage", secret), base_url=EMETTEUR)


def test_la_page_propose_chaque_personne_en_francais_sans_rien_d_exterieur(client: FlaskClient) -> None:
    page = client.get(f"/oauth2/authorize?{urlencode(DEMANDE)}", base_url=EMETTEUR)
    assert all(f'value="{p.sujet}">{p.nom}</button>' in page.text for p in personnes())
    assert 'lang="fr"' in page.text
    assert not {word for word in ("http://", "https://", "<script", "style=") if word in page.text}
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_le_jeton_d_identite_dit_la_personne_et_son_role(client: FlaskClient) -> None:
    answer = _echanger(client, _code(client))
    keys = KeySet.import_key_set(client.get("/jwks", base_url=EMETTEUR).json)
    claims = jwt.decode(answer.json["id_token"], keys, algorithms=["RS256"]).claims
    assert {name: claims[name] for name in ("iss", "sub", "nonce", "role", "departements")} == {
        "iss": EMETTEUR, "sub": "animateur-31-1", "nonce": "n", "role": "animateur", "departements": ["31"],
    }  # fmt: skip
    assert claims["aud"] == ["maillage"]
    assert "refresh_token" not in answer.json


def test_un_code_ne_sert_qu_une_fois_et_qu_avec_sa_preuve(client: FlaskClient) -> None:
    code = _code(client)
    assert _echanger(client, code).status_code == 200
    assert _echanger(client, code).json["error"] == "invalid_grant"
    for wrong in ("", "autre" * 10, DEMANDE["code_challenge"]):
        assert _echanger(client, _code(client), code_verifier=wrong).json["error"] == "invalid_grant"
    assert _echanger(client, _code(client), secret="autre").status_code == 401
    assert _echanger(client, _code(client), redirect_uri="http://ailleurs/").status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://ailleurs/"}, {"client_id": "autre"}, {"code_challenge": ""},
        {"code_challenge_method": "plain"},
    ],
)  # fmt: skip
def test_une_demande_qui_n_est_pas_la_notre_est_refusee(client: FlaskClient, changes: dict[str, str]) -> None:
    assert client.get(f"/oauth2/authorize?{urlencode(DEMANDE | changes)}", base_url=EMETTEUR).status_code == 400


def test_une_personne_inconnue_n_entre_pas_et_l_on_peut_renoncer(client: FlaskClient) -> None:
    place = f"/oauth2/authorize?{urlencode(DEMANDE)}"
    assert client.post(place, data={"sub": "administrateur"}, base_url=EMETTEUR).status_code == 400
    assert "error=access_denied" in client.post(place, data={"action": "deny"}, base_url=EMETTEUR).location


def test_rien_d_autre_que_le_protocole_n_est_servi(client: FlaskClient) -> None:
    assert client.get("/", base_url=EMETTEUR).status_code == 404
    assert client.put("/users/x", json={"role": "coordination"}, base_url=EMETTEUR).status_code == 404
    assert client.post("/oauth2/clients", json={"redirect_uris": ["http://a/"]}, base_url=EMETTEUR).status_code == 404
    assert client.get("/jwks", base_url="http://ailleurs:9400").status_code == 400
    assert client.get("/console", base_url=EMETTEUR).status_code == 404


def test_la_cle_est_faite_une_fois_pour_nous_seuls_et_signe_les_jetons(cle: Path, client: FlaskClient) -> None:
    before = hashlib.sha256(cle.read_bytes()).hexdigest()
    assert hashlib.sha256(assurer_cle(cle).read_bytes()).hexdigest() == before
    assert stat.S_IMODE(cle.stat().st_mode) == 0o600
    someone = personne_de(Role.COORDINATION)
    assert someone is not None
    made = signer(someone, lire_cle(cle), emetteur=EMETTEUR, audience="maillage-api", clock=SystemClock())
    token = jwt.decode(made, KeySet.import_key_set(client.get("/jwks", base_url=EMETTEUR).json), algorithms=["RS256"])
    assert (token.claims["role"], token.claims["aud"]) == ("coordination", "maillage-api")


@pytest.mark.parametrize(
    ("role", "departement", "words"),
    [
        ("chef", None, "Rôle inconnu : « chef »"),
        ("animateur", "75", "Département inconnu : « 75 »"),
        ("ars", "aude", "« aude »"),
    ],
)
def test_un_role_ou_un_departement_inconnu_est_nomme(role: str, departement: str | None, words: str) -> None:
    with pytest.raises(LocalError, match=words):
        jeton(role, departement)


def test_un_jeton_demande_pour_un_departement_est_celui_de_son_animateur(
    cle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = cle.parent / "environnement"
    file.write_text(f"MAILLAGE_KAFKA=aucun\nMAILLAGE_OIDC_EMETTEUR={EMETTEUR}\n", "utf-8")
    monkeypatch.setenv("MAILLAGE_ENVIRONNEMENT", str(file))
    claims = jwt.decode(jeton("animateur", "48"), lire_cle(cle), algorithms=["RS256"]).claims
    assert (claims["sub"], claims["departements"]) == ("animateur-48-1", ["48"])
    claims = jwt.decode(jeton("medecin", "48"), lire_cle(cle), algorithms=["RS256"]).claims
    assert (claims["sub"], claims["departements"]) == ("medecin", ["48"])


def test_la_region_a_ses_vingt_et_un_animateurs_et_quelqu_un_de_chaque_role() -> None:
    animateurs = [p for p in personnes() if p.role is Role.ANIMATEUR]
    assert len(animateurs) == 21
    assert {code for p in animateurs for code in p.departements} == set(OCCITANIE)
    assert {p.role for p in personnes()} == set(Role)
    assert len({p.sujet for p in personnes()}) == len(personnes())
    rows = intervenants_csv().splitlines()
    assert rows[0] == "sujet;nom;courriel;profil;departements;etp"
    assert "animateur-31-1;Animateur Haute-Garonne 1;animateur-31-1@maillage.invalid;animateur;31;1" in rows
    assert len(rows) == 1 + 21 + 4 + 2
    assert json.dumps(rows).isascii()
