"""What the identity provider publishes of itself: its addresses and its keys, kept while it is down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog

from shared.kernel.clock import Clock
from shared.settings import PlatformSettings
from shared.web.cles import FournisseurInjoignableError

_FRESH = timedelta(hours=1)
_TIMEOUT = httpx.Timeout(5.0)
log = structlog.get_logger()


def client_http() -> httpx.AsyncClient:
    """Return the client that talks to the provider: short patience, no redirect followed."""
    return httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False)


class Decouverte:
    """The discovery document of the provider, read on first use and again every hour."""

    def __init__(self, settings: PlatformSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        self._emetteur = settings.oidc_emetteur
        self._document = settings.oidc_decouverte or f"{self._emetteur.rstrip('/')}/.well-known/openid-configuration"
        self._http = http
        self._clock = clock
        self._lu: tuple[datetime, Mapping[str, Any]] | None = None

    async def adresse(self, nom: str) -> str:
        """Return one of the provider's addresses (`token_endpoint`). Raises FournisseurInjoignableError."""
        adresse = await self.adresse_eventuelle(nom)
        if adresse is None:
            log.error("fournisseur_sans_adresse", nom=nom)
            raise FournisseurInjoignableError
        return adresse

    async def adresse_eventuelle(self, nom: str) -> str | None:
        """Return one of the addresses that a provider may lack. Raises FournisseurInjoignableError."""
        adresse = (await self._metadonnees()).get(nom)
        return adresse if isinstance(adresse, str) else None

    async def cles(self) -> Mapping[str, Any]:
        """Return the document of the provider's keys. Raises FournisseurInjoignableError."""
        return await self.lire(await self.adresse("jwks_uri"))

    async def lire(self, adresse: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """Return the JSON object of an address. Raises FournisseurInjoignableError."""
        try:
            return document(await self._http.get(adresse, headers=headers))
        except httpx.HTTPError as error:
            log.warning("fournisseur_injoignable", erreur=type(error).__name__)
            raise FournisseurInjoignableError from None

    async def _metadonnees(self) -> Mapping[str, Any]:
        now = self._clock.now()
        if self._lu is None:
            self._lu = (now, await self._relire())
        elif now - self._lu[0] >= _FRESH:
            try:
                self._lu = (now, await self._relire())
            except FournisseurInjoignableError:
                log.warning("decouverte_gardee", depuis=self._lu[0].isoformat())
        return self._lu[1]

    async def _relire(self) -> Mapping[str, Any]:
        metadonnees = await self.lire(self._document)
        if metadonnees.get("issuer") != self._emetteur:
            log.error("emetteur_inattendu", attendu=self._emetteur, annonce=str(metadonnees.get("issuer")))
            raise FournisseurInjoignableError
        return metadonnees


def document(answer: httpx.Response) -> Mapping[str, Any]:
    """Return the JSON object of an answer. Raises FournisseurInjoignableError."""
    try:
        found = answer.json() if answer.is_success else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        log.warning("fournisseur_illisible", statut=answer.status_code)
        raise FournisseurInjoignableError
    return found
