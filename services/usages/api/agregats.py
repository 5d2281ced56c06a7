"""Rollups: an indicator by département and month. Rates are those of the sums, never averaged."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from services.usages.domain.acces import LECTEURS, territoire
from services.usages.domain.mois import texte_du_mois
from services.usages.usecases import Usages
from services.usages.usecases.lectures import CritereAgregats
from shared.contracts.base import CodeDepartement
from shared.contracts.usages import CodeIndicateur, Mois
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(prefix="/agregats", tags=["agregats"])


class AgregatLu(BaseModel):
    """Sums of one département, indicator and month; `nombre` sites gave a figure. Null: sites not known yet."""

    departement: str | None
    indicateur: str
    mois: Mois
    numerateur: int
    denominateur: int
    nombre: int
    taux: float | None


@router.get("")
async def agregats(
    *,
    app: Annotated[Usages, Depends(application)],
    qui: Annotated[Identite, reserve(*LECTEURS)],
    departement: CodeDepartement | None = None,
    indicateur: CodeIndicateur | None = None,
    depuis: Annotated[Mois | None, Query(description="First month, included.")] = None,
    jusqu_a: Annotated[Mois | None, Query(description="Last month, included.")] = None,
) -> list[AgregatLu]:
    """Read the rollups; an animator's own départements only."""
    critere = CritereAgregats(territoire(qui, departement), indicateur, _jour(depuis), _jour(jusqu_a))
    return [
        AgregatLu(
            departement=a.departement,
            indicateur=a.indicateur,
            mois=texte_du_mois(a.mois),
            numerateur=a.numerateur,
            denominateur=a.denominateur,
            nombre=a.nombre,
            taux=a.taux,
        )
        for a in await app.lire_agregats(critere)
    ]


def _jour(mois: str | None) -> date | None:
    return date.fromisoformat(f"{mois}-01") if mois else None
