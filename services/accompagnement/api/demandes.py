"""Requests for those who answer them: read, take, answer, resolve, close, and what the coordination decides."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends

from services.accompagnement.api.corps import (
    AffectationEnvoyee,
    Identifiant,
    OrdreEnvoye,
    RefusEnvoye,
    ResolutionEnvoyee,
    TexteEnvoye,
)
from services.accompagnement.api.reponses import BoiteLue, DemandeLue
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import COORDINATION, EQUIPE
from services.accompagnement.usecases.lectures import Onglet
from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application

router = APIRouter(prefix="/demandes", tags=["demandes"])
App = Annotated[Accompagnement, Depends(application)]
Equipe = Annotated[Identite, reserve(*EQUIPE)]
Coordination = Annotated[Identite, reserve(*COORDINATION)]
Ordre = Annotated[OrdreEnvoye | None, Body()]


@router.get("")
async def boite(qui: Equipe, app: App, onglet: Onglet = Onglet.A_PRENDRE) -> BoiteLue:
    """Read one tab of one's inbox."""
    return BoiteLue.model_validate(await app.lire_boite(qui, onglet))


@router.get("/{demande}")
async def lire(demande: UUID, qui: Equipe, app: App) -> DemandeLue:
    """Read one request."""
    return DemandeLue.model_validate(await app.lire_demande(demande, qui))


@router.post("/{demande}/prise-en-charge", status_code=204)
async def prendre_en_charge(demande: UUID, qui: Equipe, app: App, corps: Ordre = None) -> None:
    """Take a request in charge: one's own, or one of the département that nobody present answers for."""
    await app.prendre_en_charge(demande, qui=qui, version=_version(corps))


@router.post("/{demande}/reponses", status_code=201)
async def repondre(demande: UUID, corps: TexteEnvoye, qui: Equipe, app: App) -> Identifiant:
    """Write to the structure, or, with `interne`, a note for the team."""
    ecrire = app.noter if corps.interne else app.repondre
    return Identifiant(id=await ecrire(demande, qui=qui, texte=corps.texte, version=corps.version))


@router.post("/{demande}/resolution", status_code=204)
async def resoudre(demande: UUID, corps: ResolutionEnvoyee, qui: Equipe, app: App) -> None:
    """Say what a request came to."""
    await app.resoudre(demande, qui=qui, issue=corps.issue, reponse=corps.reponse, version=corps.version)


@router.post("/{demande}/cloture", status_code=204)
async def cloturer(demande: UUID, qui: Equipe, app: App, corps: Ordre = None) -> None:
    """Close a resolved request."""
    await app.cloturer(demande, qui=qui, version=_version(corps))


@router.post("/{demande}/refus", status_code=204)
async def refuser(demande: UUID, corps: RefusEnvoye, qui: Coordination, app: App) -> None:
    """Refuse a request that waits for qualification, and say where to go."""
    await app.refuser(demande, qui=qui, motif=corps.motif, orientation=corps.orientation, version=corps.version)


@router.post("/{demande}/affectation", status_code=204)
async def affecter(
    demande: UUID, corps: AffectationEnvoyee, qui: Annotated[Identite, reserve(Role.COORDINATION)], app: App
) -> None:
    """Assign by hand a request that waits for qualification, or whose principal is away."""
    await app.affecter(demande, qui=qui, intervenant=corps.intervenant, version=corps.version)


@router.post("/{demande}/annulation", status_code=204)
async def annuler(
    demande: UUID, qui: Annotated[Identite, reserve(Role.COORDINATION)], app: App, corps: Ordre = None
) -> None:
    """Withdraw a request."""
    await app.annuler(demande, qui=qui, version=_version(corps))


def _version(corps: OrdreEnvoye | None) -> int | None:
    return corps.version if corps else None
