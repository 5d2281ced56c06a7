"""One request: its thread, who asks, where it stands, and the acts that the reader may do now."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import EQUIPE
from services.accompagnement.usecases.phrases import MOTIFS_DE_QUALIFICATION
from shared.kernel.errors import Refusal
from shared.kernel.identite import Identite
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire
from shared.web.pages import is_fragment, render

router = APIRouter()
Lecteur = Annotated[Identite, reserve(*EQUIPE)]


@router.get("/demandes/{demande}")
async def demande(
    request: Request,
    demande: UUID,
    qui: Lecteur,
    app: Annotated[Accompagnement, Depends(application)],
    fait: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show one request."""
    return await montrer(request, app, qui, demande, fait=fait)


async def montrer(
    request: Request,
    app: Accompagnement,
    qui: Identite,
    demande: UUID,
    *,
    fait: str = "",
    refus: Refusal | None = None,
    acte: str = "",
    formulaire: Formulaire | None = None,
) -> Response:
    """Render the sheet as it stands now; after a refusal, with what was typed in the form of `acte`."""
    fiche = await app.lire_demande(demande, qui)
    saisis: Mapping[str, Formulaire] = {acte: formulaire} if formulaire else {}
    return render(
        request,
        "demande_vive.html" if is_fragment(request) else "demande.html",
        status_code=refus.statut if refus else 200,
        d=fiche,
        etats=libelles.ETATS,
        motifs=MOTIFS_DE_QUALIFICATION,
        refus_possibles=libelles.REFUS,
        issues={cle: (mots, libelles.AIDES_DES_ISSUES[cle]) for cle, mots in libelles.ISSUES.items()},
        libelles_issues=libelles.ISSUES,
        genres=libelles.GENRES_DE_DUI,
        profils=libelles.PROFILS,
        logiciels=await app.lire_logiciels() if "declarer_dui" in fiche.actions else (),
        fait=libelles.fait(fait, joignable=bool(fiche.demandeur.courriel)),
        code_fait=fait,
        refus=refus,
        acte=acte,
        f=lambda nom: saisis.get(nom) or Formulaire({"version": str(fiche.version)}),
    )
