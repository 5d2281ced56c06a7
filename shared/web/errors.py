"""Errors of the edge: problem details (RFC 9457) under /api, French pages elsewhere, never an internal."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.kernel.errors import Refusal
from shared.web.chemins import adresse_de_connexion
from shared.web.headers import SECURITY_HEADERS
from shared.web.pages import is_fragment, render

PHRASES: Mapping[int, tuple[str, str]] = {
    400: ("Demande illisible", "Ce qui a été envoyé n’a pas pu être lu."),
    401: ("Connexion nécessaire", "Identifiez-vous pour voir cette page."),
    403: ("Accès refusé", "Votre compte ne permet pas de voir cette page."),
    404: ("Introuvable", "L’adresse est peut-être incomplète, ou la page a changé de place."),
    405: ("Action impossible", "Cette adresse n’accepte pas cette action."),
    409: ("Action refusée", "L’état actuel ne permet pas cette action."),
    413: ("Envoi trop volumineux", "Ce qui est envoyé dépasse la taille permise."),
    422: ("Demande illisible", "Une valeur de l’adresse ou du formulaire ne convient pas."),
    500: ("Une erreur est survenue", "Nous en avons gardé la trace. Réessayez dans un instant."),
    503: ("Service momentanément indisponible", "Réessayez dans un instant."),
}
_AUTRE_REFUS = ("Demande refusée", "Cette demande n’a pas pu être acceptée.")

_NUMERO_DE_PERSONNE = re.compile(r"(?:[0-9AB][\s.\-\u00a0\u202f]?){13}")
MOTIFS: Mapping[str, str] = {
    "missing": "valeur obligatoire",
    "int_parsing": "un nombre entier est attendu",
    "float_parsing": "un nombre est attendu",
    "bool_parsing": "vrai ou faux est attendu",
    "date_from_datetime_parsing": "une date est attendue (AAAA-MM-JJ)",
    "uuid_parsing": "un identifiant est attendu",
    "string_too_long": "{max_length} caractères au plus",
    "string_too_short": "{min_length} caractères au moins",
    "string_pattern_mismatch": "la forme n’est pas celle attendue",
    "greater_than_equal": "{ge} au moins",
    "less_than_equal": "{le} au plus",
    "literal_error": "valeurs possibles : {expected}",
    "enum": "valeurs possibles : {expected}",
    "json_invalid": "le corps n’est pas du JSON",
}


def install(app: FastAPI) -> None:
    """Register one answer for each kind of error of the service."""

    async def refused(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, Refusal)
        return await refuser(request, exc)

    async def http_error(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        if exc.status_code == HTTPStatus.UNAUTHORIZED and _est_une_visite(request):
            return RedirectResponse(adresse_de_connexion(request), 303, {"cache-control": "no-store"})
        title, detail = _phrases(exc.status_code)
        if exc.detail != HTTPStatus(exc.status_code).phrase and exc.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            detail = exc.detail
        response = await _repondre(request, exc.status_code, title, detail)
        response.headers.update(exc.headers or {})
        return response

    async def invalid(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, RequestValidationError)
        return await _repondre(request, 422, *_phrases(422), erreurs=_motifs(exc.errors()))

    async def crashed(request: Request, _: Exception) -> Response:
        return await _repondre(request, 500, *_phrases(500))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, crashed)


async def refuser(request: Request, refus: Refusal) -> Response:
    """Answer with a refusal: its sentence, and for programs its name and fields."""
    title, _ = _phrases(refus.statut)
    fields = {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in refus.fields.items()
    }
    response = await _repondre(request, refus.statut, title, str(refus), refus=type(refus).__name__, champs=fields)
    if refus.statut == HTTPStatus.UNAUTHORIZED:
        response.headers["www-authenticate"] = 'Bearer error="invalid_token"'
    return response


async def _repondre(request: Request, status: int, title: str, detail: str, **more: Any) -> Response:
    if est_une_api(request):
        response = _problem(request, status, title, detail, more)
    else:
        await _reconnaitre(request)
        response = _page(request, status, title, detail, more)
    response.headers.update(SECURITY_HEADERS)
    response.headers["cache-control"] = "no-store"
    return response


async def _reconnaitre(request: Request) -> None:
    """Tell the page of an error who sees it, when no route was there to do so."""
    if not hasattr(request.state, "identite"):
        try:
            request.state.identite = await request.app.state.authentification.identify(request)
        except Refusal:
            request.state.identite = None


def est_une_api(request: Request) -> bool:
    """Tell whether a program asks: under `/<service>/api/` or `/<service>/schemas/`."""
    return request.url.path.split("/", 3)[2:3] in (["api"], ["schemas"])


def _est_une_visite(request: Request) -> bool:
    """Tell whether a browser goes to a page, which may be left for the sign-in page."""
    accepts = "text/html" in request.headers.get("accept", "")
    return request.method == "GET" and accepts and not is_fragment(request) and not est_une_api(request)


def _phrases(status: int) -> tuple[str, str]:
    return PHRASES.get(status, PHRASES[500] if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _AUTRE_REFUS)


def _motifs(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Tell each error at its field, in French: what is wrong and what was typed."""
    told = []
    for error in errors:
        motif = MOTIFS.get(error["type"], "valeur refusée").format_map(error.get("ctx", {})).replace(" or ", " ou ")
        field = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
        typed = error.get("input")
        told.append(
            {
                "champ": field,
                "motif": motif,
                "saisi": _montrable(typed),
            }
        )
    return told


def _montrable(typed: object) -> str:
    """Return what was typed, unless it may hold a person's number: that is never repeated."""
    text = str(typed) if isinstance(typed, str | int | float) else ""
    return "" if _NUMERO_DE_PERSONNE.search(text) else text


def _problem(request: Request, status: int, title: str, detail: str, more: Mapping[str, Any]) -> Response:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
    }
    return JSONResponse({**body, **more}, status_code=status, media_type="application/problem+json")


def _page(request: Request, status: int, title: str, detail: str, more: Mapping[str, Any]) -> Response:
    template = "erreur_fragment.html" if is_fragment(request) else "erreur.html"
    errors = more.get("erreurs", [])
    context = {
        "statut": HTTPStatus(status),
        "titre": title,
        "phrase": detail,
        "erreurs": errors,
        "connexion": adresse_de_connexion(request) if status == HTTPStatus.UNAUTHORIZED else None,
    }
    return render(request, template, status_code=status, **context)
