"""The search page: filters, results and page are all in the address, so that a shared link shows the same."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.referentiel.domain.structure import Etat
from services.referentiel.domain.territoire import OCCITANIE
from services.referentiel.pages.libelles import ETATS
from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.lire_structure import StructureInconnueError
from services.referentiel.usecases.rechercher_structures import Recherche
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

ADRESSE = "/referentiel/"
NUMERO_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}")

router = APIRouter()


@router.get("/")
async def annuaire(
    *,
    request: Request,
    app: Annotated[Lectures, Depends(application)],
    q: Annotated[str, Query(max_length=200)] = "",
    departement: Annotated[str, Query(max_length=3)] = "",
    etat: Literal["", "ouverte", "fermee"] = "",
    curseur: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the structures that answer to the search; a whole FINESS number goes straight to its sheet."""
    live = is_fragment(request)
    numero = re.sub(r"\s", "", q).upper()
    if not live and NUMERO_FINESS.fullmatch(numero) and await _est_connue(app, numero):
        return RedirectResponse(f"/referentiel/structures/{numero}", status_code=303)
    recherche = Recherche(texte=q.strip(), departement=departement or None, etat=Etat(etat) if etat else None)
    resultats = await app.rechercher_structures(recherche, curseur=curseur)
    criteres = {"q": recherche.texte, "departement": departement, "etat": etat}
    response = render(
        request,
        "annuaire_resultats.html" if live else "annuaire.html",
        recherche=recherche,
        resultats=resultats,
        departements=OCCITANIE,
        etats=ETATS,
        debut=_adresse(criteres) if curseur else None,
        suite=_adresse(criteres | {"curseur": resultats.suite}) if resultats.suite else None,
    )
    response.headers["HX-Replace-Url"] = _adresse(criteres | {"curseur": curseur or ""})
    return response


async def _est_connue(app: Lectures, finess: str) -> bool:
    try:
        await app.lire_structure(finess)
    except StructureInconnueError:
        return False
    return True


def _adresse(criteres: Mapping[str, str]) -> str:
    given = {name: value for name, value in criteres.items() if value}
    return f"{ADRESSE}?{urlencode(given)}" if given else ADRESSE
