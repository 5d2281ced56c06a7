"""The structures that a form offers while somebody types: a short list of options, open structures only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.referentiel.domain.structure import Etat
from services.referentiel.pages.saisie import numero_finess
from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.lire_structure import Fiche, StructureInconnueError
from services.referentiel.usecases.rechercher_structures import Recherche
from shared.kernel.finess import est_finess
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.pages import render

LIMITE = 10
MIN_LETTRES = 2

router = APIRouter()


@router.get("/structures/choix", dependencies=[public()])
async def choix(
    request: Request,
    app: Annotated[Lectures, Depends(application)],
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show at most ten open structures as the options of a list, or the sentence that says why there are none."""
    texte, fiche, resultats = q.strip(), None, None
    numero = numero_finess(texte)
    if len(texte) >= MIN_LETTRES:
        resultats = await app.rechercher_structures(Recherche(texte=texte, etat=Etat.OUVERTE), limite=LIMITE)
        if numero and not resultats.structures:
            fiche = await _fiche(app, numero)
    return render(
        request,
        "structure_choix.html",
        texte=texte,
        numero=numero,
        cle_juste=numero is None or est_finess(numero),
        resultats=resultats,
        fiche=fiche,
    )


async def _fiche(app: Lectures, finess: str) -> Fiche | None:
    try:
        return await app.lire_structure(finess)
    except StructureInconnueError:
        return None
