"""The import desk: a file is checked, shown as a difference, then confirmed; past imports and their quarantine."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from services.usages.domain.acces import IMPORTATEURS
from services.usages.domain.importation import Rapport, Statut
from services.usages.domain.lecture import COLONNES, couper
from services.usages.domain.refus import DepotInconnuError
from services.usages.pages.acces import Importateur
from services.usages.pages.libelles import STATUTS
from services.usages.pages.tableurs import reponse_csv
from services.usages.usecases import Usages
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire
from shared.web.pages import is_fragment, render

ADRESSE = "/usages/imports"
TAILLE_MAX_MIO = 32
CORPS_MAX = {ADRESSE: (TAILLE_MAX_MIO << 20) + (1 << 16)}
"""The largest body of the desk, form included: what the server is given to refuse the rest."""
LIGNES_MONTREES = 50

Application = Annotated[Usages, Depends(application)]

router = APIRouter()


@router.get("/imports", dependencies=[reserve(*IMPORTATEURS)])
async def bureau(request: Request, app: Application, fait: str = "") -> Response:
    """Show the form, and the past imports."""
    return await _bureau(request, app, Formulaire(), fait=fait)


@router.post("/imports/verification")
async def verifier(
    request: Request, qui: Importateur, app: Application, fichier: Annotated[UploadFile | None, Form()] = None
) -> Response:
    """Read the file without writing anything but the file itself, and show what it would change."""
    nom = (fichier and fichier.filename) or ""
    if fichier is None or not nom:
        return await _bureau(request, app, Formulaire({}, {"fichier": "Choisissez un fichier CSV."}))
    rapport = await app.importer_usages(fichier.file, nom=nom, par=qui.sujet, simulation=True)
    if rapport.statut is Statut.REFUSE:
        return await _bureau(request, app, Formulaire({}, {"fichier": rapport.motif or "Fichier refusé."}), nom=nom)
    depot = None
    if _change(rapport):
        await fichier.seek(0)
        depot = await app.deposer_fichier(await fichier.read(), nom=nom, par=qui.sujet)
    return render(request, "import_verification.html", rapport=rapport, depot=depot, montrees=LIGNES_MONTREES)


@router.post("/imports")
async def importer(qui: Importateur, app: Application, depot: Annotated[UUID, Form()]) -> Response:
    """Import the checked file for good, and go to its report."""
    try:
        rapport = await app.importer_depot(depot, par=qui.sujet)
    except DepotInconnuError:
        return RedirectResponse(f"{ADRESSE}?fait=oublie", status_code=303)
    encore = f"&depot={depot}" if rapport.statut is Statut.REFUSE else ""
    return RedirectResponse(f"{ADRESSE}/{rapport.id}?fait={rapport.statut}{encore}", status_code=303)


@router.get("/imports/{import_id}", dependencies=[reserve(*IMPORTATEURS)])
async def rapport(
    request: Request, import_id: UUID, app: Application, fait: str = "", depot: UUID | None = None
) -> Response:
    """Show the report of one import; `depot` is the file still kept after a refusal, to be confirmed again."""
    fiche = await app.lire_import(import_id)
    return render(
        request,
        "import_rapport.html",
        fiche=fiche,
        r=fiche.resume,
        fait=fait,
        depot=depot,
        statuts=STATUTS,
        montrees=LIGNES_MONTREES,
    )


@router.get("/imports/{import_id}/quarantaine.csv", dependencies=[reserve(*IMPORTATEURS)])
async def quarantaine(import_id: UUID, app: Application) -> Response:
    """Give the lines set aside, to be repaired and imported again: every cell as received, then the reason."""
    lignes = await app.lire_quarantaine(import_id)
    rangees = [(*_cellules(ligne.brute), ligne.motif) for ligne in lignes if ligne.attend]
    return reponse_csv(f"quarantaine-{import_id}", (*COLONNES, "motif"), rangees)


@router.post("/imports/{import_id}/rejeu")
async def rejouer(qui: Importateur, import_id: UUID, app: Application) -> Response:
    """Read again the lines set aside, once what was missing has come."""
    rapport = await app.rejouer_quarantaine(import_id, par=qui.sujet)
    return RedirectResponse(f"{ADRESSE}/{rapport.id or import_id}?fait=rejeu", status_code=303)


@router.post("/imports/{import_id}/classement")
async def classer(qui: Importateur, import_id: UUID, app: Application) -> Response:
    """Close the lines set aside: they were repaired in another file, or given up."""
    await app.classer_quarantaine(import_id, par=qui.sujet)
    return RedirectResponse(f"{ADRESSE}/{import_id}?fait=classement", status_code=303)


async def _bureau(request: Request, app: Usages, formulaire: Formulaire, *, nom: str = "", fait: str = "") -> Response:
    refuse = bool(formulaire.erreurs)
    return render(
        request,
        "imports.html",
        status_code=422 if refuse and not is_fragment(request) else 200,
        f=formulaire,
        nom=nom,
        fait=fait,
        imports=await app.lister_imports(),
        indicateurs=await app.lister_indicateurs(),
        statuts=STATUTS,
        taille_max=TAILLE_MAX_MIO,
    )


def _change(rapport: Rapport) -> bool:
    return bool(rapport.nouvelles or rapport.corrigees or rapport.ecartees)


def _cellules(brute: str) -> list[str]:
    """Return the cells of a line, at least as many as there are columns: one cell too many is for a person to drop."""
    cellules = couper(brute)
    return cellules + [""] * (len(COLONNES) - len(cellules))
