"""Who asks: by a bearer token, else by the session's cookie; and the answer of an application that knows nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Protocol

import structlog
from starlette.requests import Request

from shared.kernel.clock import SystemClock
from shared.kernel.identite import Identite
from shared.settings import PlatformSettings, ReglageInvalideError
from shared.web.decouverte import client_http
from shared.web.oidc import Fournisseur
from shared.web.session import Coffret, Sessions

_SHORTEST_KEY = 32
_ATTEMPT = timedelta(minutes=10)
log = structlog.get_logger()


class Authentification(Protocol):
    """Recognises people and programs by what their requests carry."""

    async def identify(self, request: Request) -> Identite | None:
        """Return who asks, None for a stranger."""


class Inconnus:
    """Knows nobody: everybody is a stranger."""

    async def identify(self, request: Request) -> Identite | None:  # noqa: ARG002
        """Return None."""
        return None


class SessionOuJeton:
    """The real one: a bearer token speaks alone; without one, the session's cookie does."""

    def __init__(self, fournisseur: Fournisseur, sessions: Sessions, tentatives: Coffret) -> None:
        self.fournisseur = fournisseur
        self.sessions = sessions
        self.tentatives = tentatives

    async def identify(self, request: Request) -> Identite | None:
        """Return who asks, None for a stranger. Raises JetonInvalideError, FournisseurInjoignableError."""
        jeton = jeton_de(request)
        return self.sessions.lire(request) if jeton is None else await self.fournisseur.porteur(jeton)


def jeton_de(request: Request) -> str | None:
    """Return the bearer token of a request, None without one."""
    scheme, _, jeton = request.headers.get("authorization", "").partition(" ")
    return jeton.strip() if scheme.lower() == "bearer" else None


def sessions_de(settings: PlatformSettings) -> Sessions:
    """Return the sessions of a platform. Raises ReglageInvalideError for keys that protect nothing."""
    duree = timedelta(hours=settings.session_heures)
    return Sessions(_cles(settings), duree=duree, secure=_secure(settings), clock=SystemClock())


@asynccontextmanager
async def authentification_de(settings: PlatformSettings) -> AsyncIterator[Authentification]:
    """Give the authentification of a server process. Raises ReglageInvalideError."""
    if not settings.oidc_emetteur:
        log.warning("connexion_non_reglee")
        yield Inconnus()
        return
    clock = SystemClock()
    sessions = sessions_de(settings)
    tentatives = Coffret(_cles(settings), usage="connexion", duree=_ATTEMPT, secure=_secure(settings), clock=clock)
    async with client_http() as http:
        yield SessionOuJeton(Fournisseur(settings, http, clock), sessions, tentatives)


def _cles(settings: PlatformSettings) -> list[str]:
    if not settings.cles or any(len(cle) < _SHORTEST_KEY for cle in settings.cles):
        raise ReglageInvalideError(
            noms=f"MAILLAGE_CLES (au moins un secret, chacun de {_SHORTEST_KEY} caractères au moins)"
        )
    return settings.cles


def _secure(settings: PlatformSettings) -> bool:
    return settings.adresse.startswith("https://")
