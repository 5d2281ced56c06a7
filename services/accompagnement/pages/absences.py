"""Absences: mine, and for the coordination everybody's; new requests go elsewhere meanwhile."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from services.accompagnement.pages import libelles
from services.accompagnement.pages.phrases import phrase
from services.accompagnement.pages.saisie import parmi, saisie
from services.accompagnement.pages.saisie_dui import jour
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import EQUIPE
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.identite import AccesRefuseError, Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire
from shared.web.pages import render

router = APIRouter()
App = Annotated[Accompagnement, Depends(application)]
Equipe = Annotated[Identite, reserve(*EQUIPE)]


@router.get("/absences")
async def absences(
    request: Request, qui: Equipe, app: App, fait: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show the absences of the reader, or of the team for the coordination."""
    return await _montrer(request, app, qui, Formulaire(), fait=libelles.fait(fait))


@router.post("/absences")
async def declarer(
    request: Request, qui: Equipe, app: App, valeurs: Annotated[dict[str, str], Depends(saisie)]
) -> Response:
    """Declare an absence."""
    try:
        await app.declarer_absence(
            qui=qui,
            debut=jour(valeurs, "debut"),
            fin=jour(valeurs, "fin"),
            motif=valeurs.get("motif", ""),
            intervenant=parmi(UUID, valeurs, "intervenant") if valeurs.get("intervenant") else None,
        )
    except AccesRefuseError:
        raise
    except Refusal as refus:
        formulaire = Formulaire(valeurs).refuse(refus, "debut", phrase(refus))
        return await _montrer(request, app, qui, formulaire, statut=refus.statut)
    return RedirectResponse("/accompagnement/absences?fait=absence", 303)


@router.post("/absences/{absence}/annulation")
async def annuler(request: Request, absence: UUID, qui: Equipe, app: App) -> Response:
    """Take an absence back."""
    try:
        await app.annuler_absence(absence, qui=qui)
    except (AccesRefuseError, NotFound):
        raise
    except Refusal as refus:
        return await _montrer(request, app, qui, Formulaire({}, {"debut": str(refus)}), statut=refus.statut)
    return RedirectResponse("/accompagnement/absences?fait=absence_annulee", 303)


async def _montrer(
    request: Request, app: Accompagnement, qui: Identite, f: Formulaire, *, statut: int = 200, fait: str = ""
) -> Response:
    coordination = qui.role is Role.COORDINATION
    return render(
        request,
        "absences.html",
        status_code=statut,
        f=f,
        fait=fait,
        absences=await app.lire_absences(qui),
        equipe={str(i.personne): i.nom for i in await app.lire_intervenants(qui)} if coordination else {},
    )
