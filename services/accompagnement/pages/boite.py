"""The inbox: my requests by tab, searched as one types; tab and words are in the address."""

import unicodedata
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.lectures import LigneDeBoite, Onglet
from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

ADRESSE = "/accompagnement/demandes"

router = APIRouter()


@router.get("/demandes")
async def boite(
    *,
    request: Request,
    qui: Annotated[Identite, reserve(Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION)],
    app: Annotated[Accompagnement, Depends(application)],
    vue: Onglet | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show one tab of the inbox. A search without tab looks everywhere; htmx asks for the list alone."""
    texte = q.strip()
    onglet = vue or (Onglet.TOUTES if texte else Onglet.A_PRENDRE)
    lue = await app.lire_boite(qui, onglet)
    response = render(
        request,
        "boite_liste.html" if is_fragment(request) else "boite.html",
        b=lue,
        lignes=[ligne for ligne in lue.lignes if repond(ligne, texte)],
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


def repond(ligne: LigneDeBoite, texte: str) -> bool:
    """Tell whether a row answers to every word of a search, whatever accents and capitals."""
    champs = (
        ligne.numero,
        ligne.nom_structure,
        ligne.finess or "",
        ligne.commune or "",
        ligne.thematique,
        ligne.demandeur,
        ligne.principal or "",
        ligne.extrait,
    )
    foin = _simple(" ".join(champs))
    return all(mot in foin for mot in _simple(texte).split())


def _simple(texte: str) -> str:
    decompose = unicodedata.normalize("NFD", texte.casefold())
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
