"""A structure as the support team knows it: the fragment of its sheet, and the declaration of its DUI."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.accompagnement.pages import libelles
from services.accompagnement.pages.phrases import phrase
from services.accompagnement.pages.saisie import saisie
from services.accompagnement.pages.saisie_dui import saisie_dui
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import EQUIPE
from shared.contracts.base import CodeFiness
from shared.kernel.errors import Refusal
from shared.kernel.identite import AccesRefuseError, Identite, TerritoireRefuseError
from shared.web.acces import connecte, reserve
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire
from shared.web.pages import render

router = APIRouter()
App = Annotated[Accompagnement, Depends(application)]
Equipe = Annotated[Identite, reserve(*EQUIPE)]


@router.get("/structures/{finess}/fragment")
async def fragment(
    *,
    request: Request,
    finess: CodeFiness,
    qui: Annotated[Identite, connecte()],
    app: App,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show the open requests of a structure, who usually answers for it, and the state of our copy."""
    return render(
        request,
        "structure_fragment.html",
        s=await app.lire_structure_accompagnee(finess, qui),
        copie=await app.lire_copie(finess),
        attendue=version,
        etats=libelles.ETATS,
    )


@router.get("/structures/{finess}/dui")
async def dui(request: Request, finess: CodeFiness, qui: Equipe, app: App) -> Response:
    """Show the form that declares a DUI at a site."""
    return await _formulaire(request, app, qui, finess, Formulaire({"genre": "deploiement"}))


@router.post("/structures/{finess}/dui")
async def declarer(
    request: Request, finess: CodeFiness, qui: Equipe, app: App, valeurs: Annotated[dict[str, str], Depends(saisie)]
) -> Response:
    """Declare a DUI, then show the structure's sheet, where it will stand."""
    try:
        await app.declarer_dui(saisie_dui(valeurs, finess=finess, demande=_uuid(valeurs.get("demande"))), qui=qui)
    except (AccesRefuseError, TerritoireRefuseError):
        raise
    except Refusal as refus:
        formulaire = Formulaire(valeurs).refuse(refus, "logiciel", phrase(refus))
        return await _formulaire(request, app, qui, finess, formulaire, statut=refus.statut)
    return RedirectResponse(f"/referentiel/structures/{finess}", 303)


async def _formulaire(
    request: Request, app: Accompagnement, qui: Identite, finess: str, f: Formulaire, *, statut: int = 200
) -> Response:
    structure = await app.lire_structure(finess)
    qui.exiger_territoire(structure.departement)
    return render(
        request,
        "dui.html",
        status_code=statut,
        s=structure,
        f=f,
        logiciels=await app.lire_logiciels(),
        genres=libelles.GENRES_DE_DUI,
    )


def _uuid(texte: str | None) -> UUID | None:
    try:
        return UUID(texte) if texte else None
    except ValueError:
        return None
