"""An identity provider for tests: real keys, real signatures, answers over HTTP; it may fall silent or change its keys."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from shared.settings import PlatformSettings, platform_settings

EMETTEUR, ADRESSE = "https://identite.essai", "http://maillage.essai"
CLE = "une clé de session de trente-deux caractères"
SIGNATURE = RSAKey.generate_key(2048)
DEBUT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class Horloge:
    """A clock that the test moves."""

    instant: datetime = DEBUT

    def now(self) -> datetime:
        return self.instant

    def avancer(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@dataclass
class FauxFournisseur:
    """What answers at the provider's addresses."""

    horloge: Horloge
    cles: dict[str, RSAKey | ECKey | OctKey] = field(default_factory=lambda: {"a": SIGNATURE})
    en_panne: bool = False
    appels: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    annonce: dict[str, Any] = field(default_factory=dict)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.repondre)

    def repondre(self, request: httpx.Request) -> httpx.Response:
        self.appels.append(request.url.path)
        if self.en_panne:
            raise httpx.ConnectError("arrêté", request=request)
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self._decouverte())
        if request.url.path == "/jwks":
            return httpx.Response(
                200, json={"keys": [{**key.as_dict(private=False), "kid": kid} for kid, key in self.cles.items()]}
            )
        if request.url.path == "/jeton":
            return self._echanger(parse_qs(request.content.decode()))
        return httpx.Response(404)

    def signer(self, *, kid: str | None = "a", alg: str = "RS256", cle: Any = None, **changes: Any) -> str:
        """Return a token that is good, but for what the test changes (None removes a claim)."""
        header = {"alg": alg} | ({"kid": kid} if kid else {})
        return jwt.encode(header, self.revendications(**changes), cle or self.cles[kid or "a"], algorithms=[alg])

    def revendications(self, **changes: Any) -> dict[str, Any]:
        now = int(self.horloge.now().timestamp())
        claims: Mapping[str, Any] = {
            "iss": EMETTEUR, "aud": "maillage-api", "sub": "animateur-31-1", "iat": now, "nbf": now, "exp": now + 300,
            "name": "Animateur Haute-Garonne 1", "role": "animateur", "departements": ["31"],
        } | changes  # fmt: skip
        return {name: value for name, value in claims.items() if value is not None}

    def promettre(self, code: str, nonce: str, challenge: str, /, **changes: Any) -> None:
        """Give the code that the browser will bring back."""
        self.codes[code] = {"nonce": nonce, "challenge": challenge, **changes}

    def _decouverte(self) -> dict[str, Any]:
        return {
            "issuer": EMETTEUR,
            "authorization_endpoint": f"{EMETTEUR}/autorisation",
            "token_endpoint": f"{EMETTEUR}/jeton",
            "jwks_uri": f"{EMETTEUR}/jwks",
            **self.annonce,
        }

    def _echanger(self, form: Mapping[str, list[str]]) -> httpx.Response:
        promise = self.codes.pop(form["code"][0], None)
        proof = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        )
        if promise is None or promise.pop("challenge") != proof:
            return httpx.Response(400, json={"error": "invalid_grant"})
        return httpx.Response(
            200, json={"id_token": self.signer(**{"aud": "maillage", **promise}), "access_token": "x"}
        )


def reglages(**changes: Any) -> PlatformSettings:
    """Return the settings of a platform that trusts this provider."""
    values = {
        "kafka": "aucun", "adresse": ADRESSE, "cles": [CLE], "oidc_emetteur": EMETTEUR, "oidc_secret": "secret", **changes,
    }  # fmt: skip
    return platform_settings(**values)


def lisible(cookie: str) -> bool:
    """Tell whether anybody can read a cookie: it must not hold JSON in base64."""
    try:
        json.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
    except ValueError:
        return False
    return True
