"""The pages of the local mailbox: the mails that the platform sent, newest first, and each as its reader sees it."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from local.boite import Boite, Courriel
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

# What the mail wrote is shown, alone in a frame: it runs nothing, fetches nothing, leads nowhere but to a new window.
_BAC_A_SABLE = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
Ici = Annotated[Boite, Depends(application)]

router = APIRouter(dependencies=[public()])


@router.get("/", include_in_schema=False)
def liste(request: Request, boite: Ici, a: Annotated[str, Query(max_length=320)] = "") -> Response:
    """Show the mails; htmx asks for the list alone."""
    template = "courrier_liste.html" if is_fragment(request) else "courrier.html"
    return render(request, template, courriels=boite.courriels(destinataire=a or None), a=a)


@router.get("/mails/{identifiant}", include_in_schema=False)
def courriel(request: Request, identifiant: str, boite: Ici) -> Response:
    """Show one mail."""
    return render(request, "courriel.html", courriel=boite.courriel(identifiant))


@router.get("/mails/{identifiant}/html", include_in_schema=False)
def corps(identifiant: str, boite: Ici) -> Response:
    """Give the HTML of one mail, for a frame that trusts it with nothing."""
    headers = {"content-security-policy": _BAC_A_SABLE, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(boite.courriel(identifiant).html, headers=headers)


@router.get("/api/mails")
def lire(
    boite: Ici,
    a: Annotated[str | None, Query(max_length=320)] = None,
    limite: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> list[dict[str, Any]]:
    """Give the mails, newest first; `a`: those of one address."""
    return [_document(mail) for mail in boite.courriels(destinataire=a, limite=limite)]


def _document(mail: Courriel) -> dict[str, Any]:
    return asdict(mail) | {"recu_le": mail.recu_le.isoformat()}
