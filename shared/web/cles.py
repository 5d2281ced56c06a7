"""The public keys of the identity provider: fetched when needed, not too often, and kept when it is down."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from shared.kernel.clock import Clock
from shared.kernel.errors import Refusal

CleDePublication = RSAKey | ECKey
Telecharger = Callable[[], Awaitable[Mapping[str, Any]]]

_FRESH = timedelta(hours=1)
_PAUSE, _PAUSE_SANS_CLE = timedelta(seconds=30), timedelta(seconds=5)
log = structlog.get_logger()


class FournisseurInjoignableError(Refusal):
    """The identity provider does not answer, or not as it should."""

    message = "Le service d'identité ne répond pas. Réessayez dans un instant."
    statut = 503


class Cles:
    """The keys by their identifier. An unknown identifier asks the provider again, at most every 30 seconds."""

    def __init__(self, telecharger: Telecharger, clock: Clock) -> None:
        self._telecharger = telecharger
        self._clock = clock
        self._cles: dict[str | None, CleDePublication] = {}
        self._lues_le: datetime | None = None
        self._essai_le: datetime | None = None
        self._verrou = asyncio.Lock()

    async def trouver(self, kid: str | None) -> CleDePublication | None:
        """Return the key of this identifier (None: the only one there is), None when the provider has no such key.

        Raises FournisseurInjoignableError when no key was ever read.
        """
        if not self._fraiches() or self._choisir(kid) is None:
            await self._relire(kid)
        if self._lues_le is None:
            raise FournisseurInjoignableError
        return self._choisir(kid)

    def _choisir(self, kid: str | None) -> CleDePublication | None:
        if kid is None:
            return next(iter(self._cles.values())) if len(self._cles) == 1 else None
        return self._cles.get(kid)

    def _fraiches(self) -> bool:
        return self._lues_le is not None and self._clock.now() - self._lues_le < _FRESH

    async def _relire(self, kid: str | None) -> None:
        if self._verrou.locked() and self._choisir(kid) is not None:
            return  # a silent provider delays one request at a time, when a key is at hand
        async with self._verrou:
            if self._fraiches() and self._choisir(kid) is not None:
                return  # another request read them meanwhile
            now = self._clock.now()
            pause = _PAUSE if self._cles else _PAUSE_SANS_CLE
            if self._essai_le is not None and now - self._essai_le < pause:
                return
            self._essai_le = now
            try:
                self._cles = _lire(await self._telecharger())
                self._lues_le = now
            except FournisseurInjoignableError:
                log.warning("cles_du_fournisseur_injoignables", gardees=len(self._cles))


def _lire(document: Mapping[str, Any]) -> dict[str | None, CleDePublication]:
    """Return the public keys that sign; the others, and what is no key, are left out."""
    cles: dict[str | None, CleDePublication] = {}
    rows = document.get("keys")
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or row.get("kty") not in {"RSA", "EC"} or row.get("use", "sig") != "sig":
            continue
        public = {name: value for name, value in row.items() if name not in {"d", "p", "q", "dp", "dq", "qi", "oth"}}
        try:
            cle = JWKRegistry.import_key(public)
        except (JoseError, ValueError):
            log.warning("cle_du_fournisseur_illisible")
            continue
        if isinstance(cle, RSAKey | ECKey):
            cles[row.get("kid")] = cle
    if not cles:
        raise FournisseurInjoignableError
    return cles
