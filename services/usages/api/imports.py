"""Imports of figures: send a file, see what it would do or did, replay its quarantine."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, UploadFile
from pydantic import BaseModel

from services.usages.domain.acces import IMPORTATEURS
from services.usages.domain.importation import LigneEcartee, Rapport, Signalement
from services.usages.usecases import Usages
from services.usages.usecases.lectures import ResumeImport
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(prefix="/imports", tags=["imports"])


class LigneEcarteeLue(BaseModel):
    """A line in quarantine, as received, with the field at fault and why.

    `rejouee_le`: when it was read again; `classee_le`, `classee_par`: when somebody closed it, and who.
    """

    ligne: int
    brute: str
    champ: str
    valeur: str
    motif: str
    rejouee_le: datetime | None
    classee_le: datetime | None
    classee_par: str | None


class SignalementLu(BaseModel):
    """A line that went in and is worth a look; `ligne` null: the file as a whole."""

    code: str
    explication: str
    ligne: int | None
    champ: str
    valeur: str


class ChangementLu(BaseModel):
    """A line of the difference that a simulation shows: numerator and denominator, before (null: none) and after."""

    ligne: int
    finess: str
    indicateur: str
    mois: str
    avant: tuple[int, int] | None
    apres: tuple[int, int]


class RapportLu(BaseModel):
    """What an import did, or would do (`simule`); lists hold the first lines, counts are of all."""

    fichier: str
    statut: str
    import_id: UUID | None
    lignes: int
    nouvelles: int
    corrigees: int
    inchangees: int
    remplacees: int
    ecartees: int
    quarantaine: list[LigneEcarteeLue]
    signalements: list[SignalementLu]
    nombre_par_signalement: dict[str, int]
    changements: list[ChangementLu]


class ResumeImportLu(BaseModel):
    """One import in the list."""

    id: UUID
    fichier: str
    statut: str
    motif: str | None
    lignes: int
    nouvelles: int
    corrigees: int
    inchangees: int
    remplacees: int
    ecartees: int
    en_quarantaine: int
    par: str
    rejeu_de: UUID | None
    debut: datetime
    fin: datetime


class FicheImportLue(BaseModel):
    """One import: its counts, the first lines in quarantine, what is worth a look."""

    resume: ResumeImportLu
    sha256: str | None
    quarantaine: list[LigneEcarteeLue]
    signalements: list[SignalementLu]
    nombre_par_signalement: dict[str, int]


@router.get("")
async def lister(
    app: Annotated[Usages, Depends(application)], _qui: Annotated[Identite, reserve(*IMPORTATEURS)]
) -> list[ResumeImportLu]:
    """List the last imports, newest first."""
    return [_resume_lu(resume) for resume in await app.lister_imports()]


@router.get("/{import_id}")
async def lire(
    import_id: UUID, app: Annotated[Usages, Depends(application)], _qui: Annotated[Identite, reserve(*IMPORTATEURS)]
) -> FicheImportLue:
    """Read one import with its quarantine."""
    fiche = await app.lire_import(import_id)
    return FicheImportLue(
        resume=_resume_lu(fiche.resume),
        sha256=fiche.sha256,
        quarantaine=[_ecartee_lue(ligne) for ligne in fiche.quarantaine],
        signalements=[_signalement_lu(s) for s in fiche.signalements],
        nombre_par_signalement={code.value: nombre for code, nombre in fiche.nombre_par_signalement},
    )


@router.post("")
async def importer(
    *,
    app: Annotated[Usages, Depends(application)],
    qui: Annotated[Identite, reserve(*IMPORTATEURS)],
    fichier: UploadFile,
    simulation: Annotated[bool, Query(description="Tell what would change, and save nothing.")] = False,
) -> RapportLu:
    """Import a CSV file `finess;indicateur;mois;numerateur;denominateur`.

    Refused whole: 422, or 409 while another import runs.
    """
    nom = fichier.filename or "fichier.csv"
    return _rapport_lu(await app.importer_usages(fichier.file, nom=nom, par=qui.sujet, simulation=simulation))


@router.post("/{import_id}/rejeu")
async def rejouer(
    import_id: UUID, app: Annotated[Usages, Depends(application)], qui: Annotated[Identite, reserve(*IMPORTATEURS)]
) -> RapportLu:
    """Read again the lines that an import set aside; figures known since stay."""
    return _rapport_lu(await app.rejouer_quarantaine(import_id, par=qui.sujet))


@router.post("/{import_id}/classement", status_code=204)
async def classer(
    import_id: UUID, app: Annotated[Usages, Depends(application)], qui: Annotated[Identite, reserve(*IMPORTATEURS)]
) -> None:
    """Close the lines that an import set aside: they were repaired in another file, or given up."""
    await app.classer_quarantaine(import_id, par=qui.sujet)


def _rapport_lu(rapport: Rapport) -> RapportLu:
    """Translate a report. Raises ImportRefuseError, told as a problem."""
    if rapport.refus is not None:
        raise rapport.refus
    return RapportLu(
        fichier=rapport.fichier,
        statut=rapport.statut.value,
        import_id=rapport.id,
        lignes=rapport.lignes,
        nouvelles=rapport.nouvelles,
        corrigees=rapport.corrigees,
        inchangees=rapport.inchangees,
        remplacees=rapport.remplacees,
        ecartees=rapport.ecartees,
        quarantaine=[_ecartee_lue(ligne) for ligne in rapport.quarantaine],
        signalements=[_signalement_lu(s) for s in rapport.signalements],
        nombre_par_signalement={code.value: n for code, n in rapport.nombre_par_signalement.items()},
        changements=[
            ChangementLu(
                ligne=c.ligne, finess=c.finess, indicateur=c.indicateur, mois=c.mois, avant=c.avant, apres=c.apres
            )
            for c in rapport.changements
        ],
    )


def _resume_lu(resume: ResumeImport) -> ResumeImportLu:
    return ResumeImportLu(**{nom: getattr(resume, nom) for nom in ResumeImportLu.model_fields})


def _ecartee_lue(ligne: LigneEcartee) -> LigneEcarteeLue:
    return LigneEcarteeLue(**{nom: getattr(ligne, nom) for nom in LigneEcarteeLue.model_fields})


def _signalement_lu(s: Signalement) -> SignalementLu:
    return SignalementLu(
        code=s.code.value, explication=s.code.explication, ligne=s.ligne, champ=s.champ, valeur=s.valeur
    )
