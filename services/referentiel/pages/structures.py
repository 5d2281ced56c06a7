"""The sheet of a structure: what the directory holds, what happened to it, and what the other services say of it."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.referentiel.pages import libelles
from services.referentiel.usecases.lectures import Lectures
from shared.contracts.base import CodeFiness
from shared.kernel.identite import Role
from shared.kernel.territoire import OCCITANIE
from shared.web.acces import public
from shared.web.dependencies import application
from shared.web.navigation import COPIES_DE_L_ANNUAIRE
from shared.web.pages import render

QUI_DECLARE = frozenset({Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION})
"""Who is offered to declare a DUI: `accompagnement` alone allows it."""

router = APIRouter()


@router.get("/structures/{finess}", dependencies=[public()])
async def structure(request: Request, finess: CodeFiness, app: Annotated[Lectures, Depends(application)]) -> Response:
    """Show one structure; a place is kept for what each other service says of it."""
    fiche = await app.lire_structure(finess)
    coherence = await app.lire_coherence()
    return render(
        request,
        "structure.html",
        fiche=fiche,
        s=fiche.structure,
        services=COPIES_DE_L_ANNUAIRE,
        places=libelles.PLACES,
        contacts=coherence.contacts,
        qui_declare=QUI_DECLARE,
        departement=OCCITANIE.get(fiche.structure.departement, ""),
        lignes_adresse=libelles.lignes_adresse(fiche.structure.adresse),
        **_histoire(a_part=False),
    )


@router.get("/structures/{finess}/equipement", dependencies=[public()])
async def equipement(
    request: Request,
    finess: CodeFiness,
    app: Annotated[Lectures, Depends(application)],
    connus: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show the equipment anew to a sheet that knows so many deployments, with its story; nothing when none is new."""
    if await app.compter_deploiements(finess) == connus:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    fiche = await app.lire_structure(finess)
    return render(request, "structure_nouveautes.html", fiche=fiche, s=fiche.structure, **_histoire(a_part=True))


def _histoire(*, a_part: bool) -> dict[str, Any]:
    return {
        "a_part": a_part,
        "evenements": libelles.EVENEMENTS,
        "champs": libelles.champs,
        "genres": libelles.GENRES_DE_DEPLOIEMENT,
    }
