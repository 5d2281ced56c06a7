"""Signing in and out: to the identity provider and back, then the page that was asked for."""

import hmac
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.kernel.errors import Refusal
from shared.web.acces import public
from shared.web.authentification import SessionOuJeton
from shared.web.chemins import CONNEXION, DECONNEXION, page_locale
from shared.web.cles import FournisseurInjoignableError
from shared.web.oidc import ConnexionExpireeError, Tentative
from shared.web.pages import render

router = APIRouter(include_in_schema=False, dependencies=[public()])


class ConnexionAbsenteError(Refusal):
    """The platform has no identity provider."""

    message = "La connexion n'est pas réglée sur cette plateforme : aucun service d'identité ne lui est donné."
    statut = 503


class ConnexionAbandonneeError(Refusal):
    """The person, or the provider, said no."""

    message = "La connexion n'a pas abouti : vous y avez renoncé, ou le service d'identité l'a refusée."
    statut = 403


@router.get("/connexion")
async def connexion(
    request: Request, vers: Annotated[str, Query()] = "/", *, ici: Annotated[bool, Query()] = False
) -> Response:
    """Lead to the provider, from the platform's own address: the way back ends there.

    `ici`: we come from another address already; a proxy that rewrites the host must not send us round in circles.
    """
    porte, vers = _porte(request), page_locale(vers)
    adresse = porte.fournisseur.adresse
    if not ici and request.headers.get("host") != urlsplit(adresse).netloc:
        return RedirectResponse(f"{adresse}{CONNEXION}?{urlencode({'vers': vers, 'ici': 1})}", 303)
    if request.state.identite is not None:
        return RedirectResponse(vers, 303)
    tentative = Tentative.nouvelle(vers)
    try:
        response = RedirectResponse(await porte.fournisseur.depart(tentative), 303)
    except Refusal as refus:
        return _interrompue(request, refus, vers)
    porte.tentatives.poser(response, _nom(tentative.state), tentative.contenu)
    return response


@router.get("/connexion/retour")
async def retour(
    request: Request, state: str = "", code: str = "", error: str = "", iss: str | None = None
) -> Response:
    """Take the answer of the provider; begin the session; lead to the page that was asked for."""
    porte, vers = _porte(request), "/"
    try:
        if error:
            raise ConnexionAbandonneeError if error == "access_denied" else FournisseurInjoignableError
        tentative = _tentative(porte, request, state)
        vers = tentative.vers
        if not code or iss not in {None, porte.fournisseur.emetteur}:
            raise ConnexionExpireeError
        identite = await porte.fournisseur.arrivee(code, tentative)
    except Refusal as refus:
        return _interrompue(request, refus, vers)
    response = RedirectResponse(vers, 303)
    porte.tentatives.retirer(response, _nom(state))
    porte.sessions.ouvrir(response, identite)
    return response


@router.post("/deconnexion")
async def deconnexion(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse(DECONNEXION, 303)
    _porte(request).sessions.fermer(response)
    return response


@router.get("/deconnexion")
async def au_revoir(request: Request) -> Response:
    """Say that the session is over."""
    return render(request, "deconnexion.html")


def _interrompue(request: Request, refus: Refusal, vers: str) -> Response:
    adresse = f"{CONNEXION}?{urlencode({'vers': vers})}"
    return render(request, "connexion.html", status_code=refus.statut, phrase=str(refus), adresse=adresse)


def _nom(state: str) -> str:
    """One cookie for each attempt: two tabs may sign in at the same time."""
    return f"maillage-connexion-{state[:8]}"


def _tentative(porte: SessionOuJeton, request: Request, state: str) -> Tentative:
    contenu = porte.tentatives.lire(request, _nom(state)) if state.isascii() else None
    if contenu is None or not hmac.compare_digest(str(contenu["state"]).encode(), state.encode()):
        raise ConnexionExpireeError
    return Tentative(**{name: str(value) for name, value in contenu.items()})


def _porte(request: Request) -> SessionOuJeton:
    porte = request.app.state.authentification
    if not isinstance(porte, SessionOuJeton):
        raise ConnexionAbsenteError
    return porte
