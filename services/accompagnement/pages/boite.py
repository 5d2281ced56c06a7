"""The inbox: my requests by tab, searched as one types; tab and words are in the address."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import EQUIPE
from services.accompagnement.usecases.lectures import Onglet
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

ADRESSE = "/accompagnement/demandes"

router = APIRouter()


@router.get("/demandes")
async def boite(
    *,
    request: Request,
    qui: Annotated[Identite, reserve(*EQUIPE)],
    app: Annotated[Accompagnement, Depends(application)],
    vue: Onglet | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show one tab of the inbox. A search without tab looks everywhere; htmx asks for the list alone."""
    texte = q.strip()
    onglet = vue or (Onglet.TOUTES if texte else Onglet.A_PRENDRE)
    lue = await app.lire_boite(qui, onglet, texte)
    response = render(
        request,
        "boite_liste.html" if is_fragment(request) else "boite.html",
        b=lue,
        combien=libelles.combien,
        coupee=libelles.est_coupee(lue.lignes),
        texte=texte,
        onglets=[
            (adresse(cle, texte), mots, lue.nombres.get(cle, 0), cle is onglet)
            for cle, mots in libelles.ONGLETS.items()
        ],
        etats=libelles.ETATS,
    )
    if is_fragment(request) and "hx-trigger-name" in request.headers:
        response.headers["HX-Replace-Url"] = adresse(onglet, texte)
    return response


def adresse(onglet: Onglet, texte: str) -> str:
    """Return the address of a tab with its search."""
    return f"{ADRESSE}?{urlencode({'vue': onglet.value} | ({'q': texte} if texte else {}))}"
