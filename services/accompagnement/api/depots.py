"""Deposit a request by API, once whatever the number of attempts; and the topics that it may be about."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header

from services.accompagnement.api.corps import DepotEnvoye, DepotRecu
from services.accompagnement.api.reponses import ThemeLu
from services.accompagnement.domain.etats import Canal
from services.accompagnement.usecases import Accompagnement
from shared.web.acces import public
from shared.web.dependencies import application

router = APIRouter(tags=["depot"], dependencies=[public()])
App = Annotated[Accompagnement, Depends(application)]
Cle = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="The same key with the same body gets the same answer for 24 hours; with another body, 422.",
    ),
]


@router.post("/demandes", status_code=201)
async def deposer(corps: DepotEnvoye, cle: Cle, app: App) -> DepotRecu:
    """Deposit a request: it is assigned, or left to the coordination, before the answer."""
    accuse = await app.deposer_demande(corps.depot(), canal=Canal.API, cle=cle)
    return DepotRecu(demande=accuse.demande, numero=accuse.numero, suivi=accuse.suivi)


@router.get("/thematiques")
async def thematiques(app: App) -> list[ThemeLu]:
    """List the topics."""
    return [ThemeLu.model_validate(theme) for theme in await app.lire_themes()]
