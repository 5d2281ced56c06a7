"""The curves of a site: each indicator month after month, its targets, its clocks, its crossings."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.usages.domain.acces import LECTEURS
from services.usages.domain.mois import texte_du_mois
from services.usages.usecases import Usages
from services.usages.usecases.lectures import Courbe, Courbes, Objectif
from services.usages.usecases.lire_courbes import exiger_connu
from shared.contracts.base import CodeFiness
from shared.contracts.usages import Mois
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(prefix="/sites", tags=["sites"])


class PointLu(BaseModel):
    """One month: the rate is null when the denominator is 0, and may exceed 1 (`depasse_100`)."""

    mois: Mois
    numerateur: int
    denominateur: int
    taux: float | None
    depasse_100: bool
    corrections: int
    connue_le: datetime


class PassageLu(BaseModel):
    """A crossing: an odd rank is a target reached, an even one a target lost."""

    rang: int
    mois: Mois
    taux: float
    dans_le_delai: bool
    constate_le: datetime


class ObjectifLu(BaseModel):
    """A target of one engagement."""

    engagement: UUID
    programme: str
    cible: float
    exemple: bool
    est_atteint: bool
    passages: list[PassageLu]


class CourbeLue(BaseModel):
    """One indicator; months without figure are left out."""

    indicateur: str
    libelle: str
    unite_de_compte: str
    points: list[PointLu]
    objectifs: list[ObjectifLu]


class HorlogeLue(BaseModel):
    """The clock of an engagement, today; `echeance` is the first day after the length."""

    engagement: UUID
    programme: str
    debut: date
    echeance: date
    mois_en_cours: int
    duree_mois: int
    est_echue: bool


class CourbesLues(BaseModel):
    """All the curves of a site; `departement` null: nobody told where it is yet."""

    finess: str
    nom: str | None
    departement: str | None
    courbes: list[CourbeLue]
    engagements: list[HorlogeLue]


@router.get("/{finess}/courbes")
async def courbes(
    finess: CodeFiness, app: Annotated[Usages, Depends(application)], qui: Annotated[Identite, reserve(*LECTEURS)]
) -> CourbesLues:
    """Read the curves of a site."""
    lues = await app.lire_courbes(finess)
    exiger_connu(lues)
    qui.exiger_territoire(lues.departement)
    return _courbes_lues(lues)


def _courbes_lues(lues: Courbes) -> CourbesLues:
    return CourbesLues(
        finess=lues.finess,
        nom=lues.site.nom if lues.site else None,
        departement=lues.departement,
        courbes=[_courbe_lue(courbe) for courbe in lues.courbes],
        engagements=[
            HorlogeLue(
                engagement=h.engagement.id,
                programme=h.engagement.programme,
                debut=h.debut,
                echeance=h.echeance,
                mois_en_cours=h.mois_en_cours,
                duree_mois=h.duree_mois,
                est_echue=h.est_echue,
            )
            for h in lues.horloges
        ],
    )


def _courbe_lue(courbe: Courbe) -> CourbeLue:
    return CourbeLue(
        indicateur=courbe.indicateur.code,
        libelle=courbe.indicateur.libelle,
        unite_de_compte=courbe.indicateur.unite_de_compte,
        points=[
            PointLu(
                mois=texte_du_mois(p.mois),
                numerateur=p.numerateur,
                denominateur=p.denominateur,
                taux=p.taux,
                depasse_100=p.depasse_100,
                corrections=p.corrections,
                connue_le=p.connue_le,
            )
            for p in courbe.points
        ],
        objectifs=[_objectif_lu(objectif) for objectif in courbe.objectifs],
    )


def _objectif_lu(objectif: Objectif) -> ObjectifLu:
    return ObjectifLu(
        engagement=objectif.engagement,
        programme=objectif.cible.programme,
        cible=float(objectif.cible.valeur),
        exemple=objectif.cible.exemple,
        est_atteint=objectif.est_atteint,
        passages=[
            PassageLu(
                rang=p.rang,
                mois=texte_du_mois(p.mois),
                taux=p.taux,
                dans_le_delai=p.dans_le_delai,
                constate_le=p.constate_le,
            )
            for p in objectif.passages
        ],
    )
