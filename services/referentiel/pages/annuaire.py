"""The search page: filters, results and page are all in the address, so that a shared link shows the same."""

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.referentiel.domain.structure import Etat
from services.referentiel.pages.libelles import ETATS, MANQUES_DE_DUI
from services.referentiel.pages.saisie import numero_de_demande, numero_finess
from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.rechercher_structures import ManqueDeDui, Recherche
from shared.kernel.territoire import OCCITANIE
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

ADRESSE = "/referentiel/"
DEMANDES = "/accompagnement/demandes"

router = APIRouter()


@router.get("/", dependencies=[public()])
async def annuaire(
    *,
    request: Request,
    app: Annotated[Lectures, Depends(application)],
    q: Annotated[str, Query(max_length=200)] = "",
    departement: Annotated[str, Query(pattern=r"^([0-9][0-9AB][0-9]?)?$")] = "",
    etat: Literal["", "ouverte", "fermee"] = "",
    dui: Literal["", "sans_dui", "non_reference"] = "",
    curseur: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the structures that answer to the search; the number of a structure or of a request goes straight there."""
    live = is_fragment(request)
    if not live and (ailleurs := await _ailleurs(app, q)):
        return RedirectResponse(ailleurs, status_code=303)
    recherche = Recherche(
        texte=q.strip(),
        departement=departement or None,
        etat=Etat(etat) if etat else None,
        dui=ManqueDeDui(dui) if dui else None,
    )
    resultats = await app.rechercher_structures(recherche, curseur=curseur)
    criteres = {"q": recherche.texte, "departement": departement, "etat": etat, "dui": dui}
    response = render(
        request,
        "annuaire_resultats.html" if live else "annuaire.html",
        recherche=recherche,
        resultats=resultats,
        departements=OCCITANIE,
        etats=ETATS,
        manques=MANQUES_DE_DUI,
        debut=_adresse(criteres) if curseur else None,
        suite=_adresse(criteres | {"curseur": resultats.suite}) if resultats.suite else None,
    )
    response.headers["HX-Replace-Url"] = _adresse(criteres | {"curseur": curseur or ""})
    return response


async def _ailleurs(app: Lectures, texte: str) -> str | None:
    if demande := numero_de_demande(texte):
        return f"{DEMANDES}?{urlencode({'q': demande})}"
    finess = numero_finess(texte)
    return f"/referentiel/structures/{finess}" if finess and await app.est_connue(finess) else None


def _adresse(criteres: Mapping[str, str]) -> str:
    given = {name: value for name, value in criteres.items() if value}
    return f"{ADRESSE}?{urlencode(given)}" if given else ADRESSE
