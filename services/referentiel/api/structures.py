"""Structures: look for them, read one with its equipment, its history and the defects of its source."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from services.referentiel.domain.equipement import Deploiement
from services.referentiel.domain.structure import Etat
from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.lire_structure import Fiche
from services.referentiel.usecases.rechercher_structures import LIMITE_PAR_PAGE, ManqueDeDui, Recherche
from shared.contracts.base import CodeDepartement, CodeFiness
from shared.contracts.referentiel import StructureV1
from shared.web.acces import public
from shared.web.dependencies import application

LIMITE_MAX = 200

router = APIRouter(prefix="/structures", tags=["structures"])


class DuiLu(BaseModel):
    """The DUI in use at a site; `reference_segur`: this version is on the Ségur list."""

    logiciel: str
    version_logiciel: str
    reference_segur: bool


class ResumeLu(BaseModel):
    """One structure as a row of results."""

    finess: CodeFiness
    nom: str
    categorie: str
    libelle_categorie: str | None
    code_postal: str
    commune: str
    departement: str
    etat: Literal["ouverte", "fermee"]
    date_fermeture: date | None
    entite_juridique: str
    dui: DuiLu | None


class ResultatsLus(BaseModel):
    """One page of results; `suite` is the cursor of the next one, null on the last."""

    structures: list[ResumeLu]
    total: int
    suite: str | None


class EvenementLu(BaseModel):
    """What happened at one version."""

    nom: str
    version: int
    constate_le: datetime
    champs: list[str]


class DeploiementLu(DuiLu):
    """A DUI deployed or upgraded, as declared."""

    deploiement: UUID
    genre: Literal["deploiement", "montee_de_version"]
    editeur: str
    deploye_le: date
    declare_le: datetime


class EquipementLu(BaseModel):
    """The DUI in use, null when none was ever declared, and all that were declared, newest first."""

    actuel: DeploiementLu | None
    histoire: list[DeploiementLu]


class DefautLu(BaseModel):
    """A defect of the source, with the sentence that explains it."""

    code: str
    explication: str
    champ: str
    valeur: str
    repare: bool


class FicheLue(BaseModel):
    """One structure: its state as the topic `referentiel.structure` tells it, and what the directory knows besides."""

    structure: StructureV1
    libelle_categorie: str | None
    libelle_statut: str | None
    equipement: EquipementLu
    histoire: list[EvenementLu]
    defauts: list[DefautLu]


@router.get("", dependencies=[public()])
async def rechercher(
    *,
    app: Annotated[Lectures, Depends(application)],
    q: Annotated[str, Query(max_length=200, description="Name, town, legal entity, FINESS, SIRET or phone.")] = "",
    departement: CodeDepartement | None = None,
    etat: Etat | None = None,
    dui: Annotated[ManqueDeDui | None, Query(description="Medico-social sites whose DUI is wanting.")] = None,
    limite: Annotated[int, Query(ge=1, le=LIMITE_MAX)] = LIMITE_PAR_PAGE,
    curseur: Annotated[str | None, Query(max_length=500)] = None,
) -> ResultatsLus:
    """Look for structures: the open ones first, by name."""
    recherche = Recherche(texte=q.strip(), departement=departement, etat=etat, dui=dui)
    resultats = await app.rechercher_structures(recherche, limite=limite, curseur=curseur)
    return ResultatsLus.model_validate(asdict(resultats))


@router.get("/{finess}", dependencies=[public()])
async def lire(finess: CodeFiness, app: Annotated[Lectures, Depends(application)]) -> FicheLue:
    """Read one structure."""
    return _fiche_lue(await app.lire_structure(finess))


def _fiche_lue(fiche: Fiche) -> FicheLue:
    return FicheLue(
        structure=StructureV1.model_validate(asdict(fiche.structure)),
        libelle_categorie=fiche.libelle_categorie,
        libelle_statut=fiche.libelle_statut,
        equipement=EquipementLu(
            actuel=_deploiement_lu(fiche.equipement.actuel) if fiche.equipement.actuel else None,
            histoire=[_deploiement_lu(deploiement) for deploiement in fiche.equipement.deploiements],
        ),
        histoire=[EvenementLu.model_validate(asdict(evenement)) for evenement in fiche.histoire],
        defauts=[
            DefautLu(
                code=defaut.code.value,
                explication=defaut.code.explication,
                champ=defaut.champ,
                valeur=defaut.valeur,
                repare=defaut.repare,
            )
            for defaut in fiche.defauts
        ],
    )


def _deploiement_lu(deploiement: Deploiement) -> DeploiementLu:
    return DeploiementLu(
        deploiement=deploiement.id,
        genre=deploiement.genre.value,
        editeur=deploiement.editeur,
        logiciel=deploiement.logiciel,
        version_logiciel=deploiement.version_logiciel,
        reference_segur=deploiement.reference_segur,
        deploye_le=deploiement.deploye_le,
        declare_le=deploiement.declare_le,
    )
