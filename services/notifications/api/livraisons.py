"""Deliveries: look for them, read one with its attempts, ask for another attempt."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from services.notifications.domain.lecture import Criteres, LivraisonLue
from services.notifications.domain.livraison import EtatLivraison, Issue, Motif
from services.notifications.usecases import Notifications
from services.notifications.usecases.livraisons import PAR_PAGE
from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application

LIMITE_MAX = 200
Lecteur = Annotated[Identite, reserve(Role.ANIMATEUR, Role.COORDINATION, Role.OPERATEUR)]
Appli = Annotated[Notifications, Depends(application)]

router = APIRouter(prefix="/livraisons", tags=["livraisons"])


class EssaiVu(BaseModel):
    """One attempt: its length in milliseconds, the server's code and words."""

    rang: int
    debut: datetime
    duree_ms: int
    issue: Issue
    code: int | None
    reponse: str


class LivraisonVue(BaseModel):
    """One delivery; `adresse` is masked for those who may not see it, null when the person is gone or not known yet."""

    message: UUID
    regle: str
    etat: EtatLivraison
    motif: Motif | None
    demande: UUID | None
    numero: str | None
    structure: str | None
    nom_structure: str | None
    nom: str | None
    adresse: str | None
    cree_le: datetime
    prochain_le: datetime | None
    envoyee_le: datetime | None
    renvoyable: bool
    essais: list[EssaiVu]


class LivraisonsVues(BaseModel):
    """One page of deliveries, newest first; `suite` is the cursor of the next one, null on the last."""

    livraisons: list[LivraisonVue]
    comptes: dict[EtatLivraison, int]
    suite: str | None


@router.get("")
async def lire_toutes(
    *,
    qui: Lecteur,
    app: Appli,
    etat: Annotated[list[EtatLivraison], Query(description="States to show; all of them when none is given.")] = [],  # noqa: B006
    regle: Annotated[str | None, Query(max_length=60)] = None,
    q: Annotated[str, Query(max_length=60, description="Part of the request's number, or of the FINESS number.")] = "",
    limite: Annotated[int, Query(ge=1, le=LIMITE_MAX)] = PAR_PAGE,
    curseur: Annotated[str | None, Query(max_length=500)] = None,
) -> LivraisonsVues:
    """Look for deliveries; an animator sees those of their own requests."""
    criteres = Criteres(etats=frozenset(etat), regle=regle, texte=q.strip())
    trouvees = await app.lire_livraisons(qui, criteres, limite=limite, curseur=curseur)
    return LivraisonsVues(
        livraisons=[_vue(une) for une in trouvees.lignes], comptes=trouvees.comptes, suite=trouvees.suite
    )


@router.get("/{message}")
async def lire(message: UUID, qui: Lecteur, app: Appli) -> LivraisonVue:
    """Read one delivery with its attempts."""
    return _vue((await app.lire_livraison(qui, message)).lignes[0])


@router.post("/{message}/renvoi", status_code=204)
async def renvoyer(message: UUID, qui: Lecteur, app: Appli) -> None:
    """Try again now; refused for a mail that the server took."""
    await app.renvoyer_livraison(qui, message)


def _vue(livraison: LivraisonLue) -> LivraisonVue:
    return LivraisonVue.model_validate({**asdict(livraison), "renvoyable": livraison.est_renvoyable})
