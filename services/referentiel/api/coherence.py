"""Coherence: every copy of the platform beside its source, as the services told their digests last."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.lire_coherence import Comparaison
from shared.web.acces import public
from shared.web.dependencies import application

router = APIRouter(prefix="/coherence", tags=["coherence"])


class ComparaisonLue(BaseModel):
    """A copy beside its source: counts and digests are pairs, the source's first (null when it never told)."""

    source: str | None
    copie: str
    contrat: str
    nombre: tuple[int | None, int]
    empreinte: tuple[str | None, str]
    egales: bool
    depuis: datetime


class CoherenceLue(BaseModel):
    """All of them."""

    en_phase: bool
    comparaisons: list[ComparaisonLue]


@router.get("", dependencies=[public()])
async def lire(app: Annotated[Lectures, Depends(application)]) -> CoherenceLue:
    """Read every copy beside its source."""
    coherence = await app.lire_coherence()
    lues = [_comparaison_lue(comparaison) for comparaison in coherence.comparaisons]
    return CoherenceLue(en_phase=coherence.en_phase, comparaisons=lues)


def _comparaison_lue(comparaison: Comparaison) -> ComparaisonLue:
    source, copie = comparaison.source, comparaison.copie
    return ComparaisonLue(
        source=source.table if source else None,
        copie=copie.table,
        contrat=copie.contrat,
        nombre=(source.nombre if source else None, copie.nombre),
        empreinte=(source.empreinte if source else None, copie.empreinte),
        egales=comparaison.egales,
        depuis=comparaison.depuis,
    )
