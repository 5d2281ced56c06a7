"""What is measured and asked: indicators, programmes, targets."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.usages.domain.acces import LECTEURS
from services.usages.usecases import Usages
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(tags=["catalogue"])


class IndicateurLu(BaseModel):
    """An indicator, in the version in force."""

    code: str
    version: int
    libelle: str
    unite_de_compte: str
    sens: str


class CibleLue(BaseModel):
    """A rate asked of an indicator since a day; `exemple`: to be fixed by the agency."""

    programme: str
    indicateur: str
    valeur: float
    valable_depuis: date
    exemple: bool


@router.get("/indicateurs")
async def indicateurs(
    app: Annotated[Usages, Depends(application)], _qui: Annotated[Identite, reserve(*LECTEURS)]
) -> list[IndicateurLu]:
    """List the indicators."""
    return [
        IndicateurLu(
            code=i.code, version=i.version, libelle=i.libelle, unite_de_compte=i.unite_de_compte, sens=i.sens.value
        )
        for i in await app.lister_indicateurs()
    ]


@router.get("/cibles")
async def cibles(
    app: Annotated[Usages, Depends(application)], _qui: Annotated[Identite, reserve(*LECTEURS)]
) -> list[CibleLue]:
    """List every version of every target."""
    return [
        CibleLue(
            programme=c.programme, indicateur=c.indicateur, valeur=float(c.valeur), valable_depuis=c.valable_depuis,
            exemple=c.exemple,
        )
        for c in await app.lister_cibles()
    ]  # fmt: skip
