"""Those who asked for support: forgotten when they wish."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.accompagnement.api.corps import OubliEnvoye
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import OUBLI
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(prefix="/demandeurs", tags=["demandeurs"])


@router.post("/oubli", status_code=204)
async def oublier(
    corps: OubliEnvoye,
    qui: Annotated[Identite, reserve(*OUBLI)],
    app: Annotated[Accompagnement, Depends(application)],
) -> None:
    """Forget who asked under an address: name, function, address and phone. Their requests stay, without a name."""
    await app.oublier_demandeur(corps.courriel, qui=qui)
