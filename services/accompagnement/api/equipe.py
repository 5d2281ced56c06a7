"""The team over HTTP: loads, absences, and the software declared at sites."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.accompagnement.api.corps import AbsenceEnvoyee, DuiEnvoye, Identifiant
from services.accompagnement.api.reponses import AbsenceLue, ChargesLues, IntervenantLu
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import COORDINATION, EQUIPE, PILOTAGE
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(tags=["equipe"])
App = Annotated[Accompagnement, Depends(application)]
Equipe = Annotated[Identite, reserve(*EQUIPE)]
Pilotes = Annotated[Identite, reserve(*COORDINATION, *PILOTAGE)]


@router.get("/charges")
async def charges(qui: Pilotes, app: App) -> ChargesLues:
    """Read the loads: of each person for the coordination, by département for those who steer."""
    return ChargesLues.model_validate(await app.lire_coordination(qui))


@router.get("/intervenants")
async def intervenants(qui: Equipe, app: App) -> list[IntervenantLu]:
    """Read the team."""
    return [IntervenantLu.model_validate(intervenant) for intervenant in await app.lire_intervenants(qui)]


@router.get("/absences")
async def absences(qui: Equipe, app: App) -> list[AbsenceLue]:
    """Read one's absences to come, or everybody's for the coordination."""
    return [AbsenceLue.model_validate(absence) for absence in await app.lire_absences(qui)]


@router.post("/absences", status_code=201)
async def declarer_absence(corps: AbsenceEnvoyee, qui: Equipe, app: App) -> Identifiant:
    """Declare an absence."""
    absence = await app.declarer_absence(
        qui=qui, debut=corps.debut, fin=corps.fin, motif=corps.motif, intervenant=corps.intervenant
    )
    return Identifiant(id=absence)


@router.delete("/absences/{absence}", status_code=204)
async def annuler_absence(absence: UUID, qui: Equipe, app: App) -> None:
    """Take an absence back."""
    await app.annuler_absence(absence, qui=qui)


@router.post("/dui", status_code=201)
async def declarer_dui(corps: DuiEnvoye, qui: Equipe, app: App) -> Identifiant:
    """Declare a DUI in use at a site."""
    return Identifiant(id=await app.declarer_dui(corps.saisie(), qui=qui))
