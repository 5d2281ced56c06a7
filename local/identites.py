"""The local identity provider: `oidc-provider-mock` with our people, our client, our keys, and what it leaves out.

It accepts any client, any way back, any subject, and no proof of possession (PKCE); here each of them is required.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import uvicorn
from oidc_provider_mock import User, init_app
from oidc_provider_mock._storage import Client, Storage

from local.cle import assurer_cle, lire_cle
from local.ports import LOOPBACK
from local.region.personnes import Personne, personnes
from shared.web.assets import STATIC, Manifest
from shared.web.roles import LIBELLES_DES_ROLES

TEMPLATES = Path(__file__).parent / "templates"
AUTORISATION, JETON = "/oauth2/authorize", "/oauth2/token"
CHEMINS = ("/.well-known/openid-configuration", "/jwks", AUTORISATION, JETON, "/userinfo", "/actifs/")
_CODES_KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class Partie:
    """The one client of the provider."""

    client: str
    secret: str
    retour: str


def fournisseur(adresse: str, partie: Partie, cle: Path, connus: Sequence[Personne]) -> flask.Flask:
    """The provider: `adresse` is its own public address (the issuer), `cle` the file of its signing key."""
    app = flask.Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC), static_url_path="/actifs")
    app.config["TRUSTED_HOSTS"] = [urlsplit(adresse).hostname]
    plain = app.wsgi_app
    users = [User(sub=p.sujet, claims=p.revendications) for p in connus]
    init_app(app, require_client_registration=True, require_nonce=True, issue_refresh_token=False, user_claims=users)
    app.debug = False
    setattr(app, "wsgi_app", plain)  # noqa: B010 - the debugger that the library wraps around us runs code for anybody
    _completer(app, partie, cle)
    preuves = Preuves({p.sujet for p in connus})
    app.before_request(preuves.exiger)
    app.after_request(preuves.retenir)
    manifest = Manifest.load()
    groupes = _groupes(connus)

    @app.context_processor
    def known() -> dict[str, Any]:
        return {"groupes": groupes, "actif": lambda name: f"/actifs/{manifest[name]}"}

    return app


def _groupes(connus: Sequence[Personne]) -> dict[str, list[Personne]]:
    """The people by role; those who are alone in theirs stand together at the end."""
    par_role = {role: [p for p in connus if p.role is role] for role in LIBELLES_DES_ROLES}
    groupes = {LIBELLES_DES_ROLES[role]: found for role, found in par_role.items() if len(found) > 1}
    return {**groupes, "Autres rôles": [found[0] for found in par_role.values() if len(found) == 1]}


def _completer(app: flask.Flask, partie: Partie, cle: Path) -> None:
    """Give the library our client and our key, and serve nothing but the protocol; runs after its own hook."""
    client = Client(
        id=partie.client,
        secret=partie.secret,
        redirect_uris=[partie.retour],
        allowed_scopes=Client.SCOPES_SUPPORTED,
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
    )
    origine = "{0.scheme}://{0.netloc}".format(urlsplit(partie.retour))
    politique = f"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' {origine}"

    @app.before_request
    def prepare() -> flask.Response | None:
        storage: Storage = flask.g.oidc_provider_mock_storage
        storage.store_client(client)
        storage.jwk = type(storage.jwk).import_key(lire_cle(cle).as_dict(private=True))
        return None if flask.request.path.startswith(CHEMINS) else flask.Response("Introuvable.", 404)

    @app.after_request
    def protect(response: flask.Response) -> flask.Response:
        response.headers["Content-Security-Policy"] = politique
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class Preuves:
    """Proof of possession (PKCE): a code goes only to who holds the verifier of its challenge."""

    def __init__(self, sujets: set[str]) -> None:
        """`sujets`: the only people that there are."""
        self._sujets = sujets
        self._challenges: dict[str, str] = {}

    def exiger(self) -> flask.Response | None:
        """Refuse a way out without challenge, an unknown person, a code without its verifier."""
        asked, sent = flask.request.args, flask.request.form
        if flask.request.path == AUTORISATION:
            if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
                return flask.Response("PKCE (S256) est exigé.", 400)
            if flask.request.method == "POST" and "action" not in sent and sent.get("sub") not in self._sujets:
                return flask.Response("Personne inconnue.", 400)
        if flask.request.path == JETON:
            challenge = self._challenges.pop(sent.get("code", ""), "")
            if not hmac.compare_digest(challenge, s256(sent.get("code_verifier", ""))):
                refused = flask.jsonify(error="invalid_grant", error_description="PKCE")
                refused.status_code = 400
                return refused
        return None

    def retenir(self, response: flask.Response) -> flask.Response:
        """Remember the challenge of a code that leaves."""
        if flask.request.path == AUTORISATION and response.location:
            for code in parse_qs(urlsplit(response.location).query).get("code", []):
                self._challenges[code] = flask.request.args["code_challenge"]
                while len(self._challenges) > _CODES_KEPT:
                    del self._challenges[next(iter(self._challenges))]
        return response


def s256(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode("ascii")


def main() -> None:
    """Serve until SIGTERM."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain http on the loopback
    partie = Partie(
        client=os.environ["MAILLAGE_OIDC_CLIENT"],
        secret=os.environ["MAILLAGE_OIDC_SECRET"],
        retour=os.environ["MAILLAGE_IDENTITES_RETOUR"],
    )
    cle = assurer_cle(Path(os.environ["MAILLAGE_IDENTITES_CLE"]))
    app = fournisseur(os.environ["MAILLAGE_OIDC_EMETTEUR"], partie, cle, personnes())
    port = int(os.environ["MAILLAGE_HTTP_PORT"])
    uvicorn.run(app, interface="wsgi", host=LOOPBACK, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
