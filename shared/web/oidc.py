"""The identity provider, by OpenID Connect: where people sign in, and what it says of them afterwards."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import structlog

from shared.kernel.clock import Clock
from shared.kernel.errors import Refusal
from shared.kernel.identite import Identite
from shared.settings import PlatformSettings
from shared.web.chemins import RETOUR
from shared.web.cles import Cles, FournisseurInjoignableError
from shared.web.decouverte import Decouverte, document
from shared.web.jetons import JetonInvalideError, Jetons
from shared.web.revendications import Revendications

log = structlog.get_logger()


class ConnexionExpireeError(Refusal):
    """The way back does not belong to a way out of ours: too late, already used, or begun elsewhere."""

    message = "Cette connexion a expiré ou a déjà servi. Recommencez."
    statut = 400


@dataclass(frozen=True, kw_only=True)
class Tentative:
    """One way to the provider and back, known to one browser only."""

    state: str
    nonce: str
    verifier: str
    vers: str

    @classmethod
    def nouvelle(cls, vers: str) -> "Tentative":
        """Return a fresh attempt that will lead to a page of ours."""
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        return cls(state=state, nonce=nonce, verifier=verifier, vers=vers)

    @property
    def contenu(self) -> dict[str, object]:
        """What the browser keeps of it, encrypted."""
        return asdict(self)

    @property
    def challenge(self) -> str:
        """The proof that only the holder of the verifier can redeem (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class Fournisseur:
    """One provider, discovered on first use."""

    def __init__(self, settings: PlatformSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        self.adresse = settings.adresse.rstrip("/")
        self.emetteur = settings.oidc_emetteur
        self._settings = settings
        self._http = http
        self._decouverte = Decouverte(settings, http, clock)
        self._jetons = Jetons(emetteur=self.emetteur, cles=Cles(self._decouverte.cles, clock), clock=clock)
        self._revendications = Revendications(
            nom=settings.oidc_nom, role=settings.oidc_role, departements=settings.oidc_departements
        )

    @property
    def retour(self) -> str:
        """The address that the provider sends people back to."""
        return self.adresse + RETOUR

    async def depart(self, tentative: Tentative) -> str:
        """Return the address where the person signs in. Raises FournisseurInjoignableError."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client,
            "redirect_uri": self.retour,
            "scope": self._settings.oidc_portees,
            "state": tentative.state,
            "nonce": tentative.nonce,
            "code_challenge": tentative.challenge,
            "code_challenge_method": "S256",
        }
        adresse = await self._decouverte.adresse("authorization_endpoint")
        return f"{adresse}{'&' if '?' in adresse else '?'}{urlencode(asked)}"

    async def arrivee(self, code: str, tentative: Tentative) -> Identite:
        """Return who signed in.

        Raises FournisseurInjoignableError, ConnexionExpireeError, JetonInvalideError and what Revendications raises.
        """
        answer = await self._echanger(code, tentative)
        claims = await self._jetons.verifier(str(answer.get("id_token", "")), audience=self._settings.oidc_client)
        if not self._est_pour_nous(claims):
            raise _refus("azp")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), tentative.nonce.encode()):
            raise _refus("nonce")
        if self._settings.oidc_role not in claims:
            claims = await self._completer(claims, str(answer.get("access_token", "")))
        return self._revendications.identite(claims)

    async def porteur(self, jeton: str) -> Identite:
        """Return who a bearer token speaks for. Raises JetonInvalideError, FournisseurInjoignableError."""
        claims = await self._jetons.verifier(jeton, audience=self._settings.oidc_audience)
        try:
            return self._revendications.identite(claims)
        except Refusal as refus:
            raise _refus(type(refus).__name__) from None

    def _est_pour_nous(self, claims: Mapping[str, Any]) -> bool:
        """A token for several audiences must name us as the one that asked for it (OpenID Connect Core, 3.1.3.7)."""
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        return bool(claims.get("azp", None if several else self._settings.oidc_client) == self._settings.oidc_client)

    async def _echanger(self, code: str, tentative: Tentative) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.retour,
            "code_verifier": tentative.verifier,
        }
        client, secret = self._settings.oidc_client, self._settings.oidc_secret
        adresse = await self._decouverte.adresse("token_endpoint")
        try:
            if secret:
                answer = await self._http.post(adresse, data=form, auth=httpx.BasicAuth(client, secret))
            else:
                answer = await self._http.post(adresse, data=form | {"client_id": client})
        except httpx.HTTPError:
            raise FournisseurInjoignableError from None
        if answer.is_client_error:
            log.warning("code_refuse_par_le_fournisseur", statut=answer.status_code)
            raise ConnexionExpireeError
        return document(answer)

    async def _completer(self, claims: Mapping[str, Any], acces: str) -> Mapping[str, Any]:
        """Some providers tell the role at the userinfo endpoint only; it must speak of the same person."""
        adresse = await self._decouverte.adresse_eventuelle("userinfo_endpoint")
        if adresse is None:
            return claims
        more = await self._decouverte.lire(adresse, {"authorization": f"Bearer {acces}"})
        if more.get("sub") != claims["sub"]:
            raise _refus("userinfo")
        return {**more, **claims}


def _refus(raison: str) -> JetonInvalideError:
    log.info("jeton_refuse", raison=raison)
    return JetonInvalideError()
