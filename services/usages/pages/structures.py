"""A site's curves against their targets: its page, and the piece of the directory's sheet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.usages.domain.acces import LECTEURS
from services.usages.pages import libelles
from services.usages.pages.acces import Lecteur
from services.usages.pages.suivis import part, suivis
from services.usages.usecases import Usages
from services.usages.usecases.lire_courbes import exiger_connu
from shared.contracts.base import CodeFiness
from shared.kernel.identite import Identite
from shared.web.acces import connecte
from shared.web.dependencies import application
from shared.web.pages import aujourd_hui, render

Application = Annotated[Usages, Depends(application)]

router = APIRouter()


@router.get("/structures/{finess}")
async def structure(request: Request, finess: CodeFiness, qui: Lecteur, app: Application) -> Response:
    """Show every curve of a site. Raises SiteInconnuError, TerritoireRefuseError."""
    courbes = await app.lire_courbes(finess)
    exiger_connu(courbes)
    qui.exiger_territoire(courbes.departement)
    jour = aujourd_hui(request)
    return render(
        request,
        "structure.html",
        courbes=courbes,
        suivis=suivis(courbes, jour),
        jour=jour,
        horloges={horloge.engagement.id: horloge for horloge in courbes.horloges},
        regles=libelles.REGLES,
        part=part,
    )


@router.get("/structures/{finess}/fragment")
async def fragment(
    request: Request,
    finess: CodeFiness,
    qui: Annotated[Identite, connecte()],
    app: Application,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show the follow-ups in short to who may read them, then what the copy of the directory holds."""
    courbes = await app.lire_courbes(finess)
    ouvert = qui.role in LECTEURS and qui.couvre(courbes.departement)
    return render(
        request,
        "fragment.html",
        finess=courbes.finess,
        suivis=suivis(courbes, aujourd_hui(request)) if ouvert else (),
        ouvert=ouvert,
        copie=courbes.site,
        attendue=version,
    )
