"""The sheet of a structure: what the directory holds, what happened to it, and its copies in the other services."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.referentiel.domain.territoire import OCCITANIE
from services.referentiel.pages import libelles
from services.referentiel.usecases.lectures import Lectures
from shared.contracts.base import CodeFiness
from shared.web.dependencies import application
from shared.web.navigation import COPIES_DE_L_ANNUAIRE
from shared.web.pages import render

router = APIRouter()


@router.get("/structures/{finess}")
async def structure(request: Request, finess: CodeFiness, app: Annotated[Lectures, Depends(application)]) -> Response:
    """Show one structure."""
    fiche = await app.lire_structure(finess)
    return render(
        request,
        "structure.html",
        fiche=fiche,
        s=fiche.structure,
        services=COPIES_DE_L_ANNUAIRE,
        departement=OCCITANIE.get(fiche.structure.departement, ""),
        lignes_adresse=libelles.lignes_adresse(fiche.structure.adresse),
        evenements=libelles.EVENEMENTS,
        champs=libelles.champs,
    )
