"""The coordination's page: what waits for a choice, what is flagged, and the load by person and by département."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.accompagnement.domain.etats import Profil
from services.accompagnement.pages import libelles
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.acces import PILOTAGE
from services.accompagnement.usecases.lectures import LigneDeBoite
from services.accompagnement.usecases.lectures_equipe import ChargeVue, Coordination
from services.accompagnement.usecases.phrases import MOTIFS_DE_QUALIFICATION
from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve
from shared.web.dependencies import application
from shared.web.pages import is_fragment, render

PROPOSES = 3

router = APIRouter()


@router.get("/coordination")
async def coordination(
    request: Request,
    qui: Annotated[Identite, reserve(Role.COORDINATION, *PILOTAGE)],
    app: Annotated[Accompagnement, Depends(application)],
) -> Response:
    """Show the page; htmx asks for the moving part alone."""
    lue = await app.lire_coordination(qui)
    return render(
        request,
        "coordination_vive.html" if is_fragment(request) else "coordination.html",
        c=lue,
        charges=charges_a_voir(lue.charges),
        departements=sorted(lue.departements, key=lambda departement: (-departement.taux, departement.nom)),
        constat=constat(lue),
        proposes=lambda ligne: proposes(lue.charges, ligne),
        motifs=MOTIFS_DE_QUALIFICATION,
        profils=libelles.PROFILS,
        etats=libelles.ETATS,
        combien=libelles.combien,
        peut_affecter=qui.role is Role.COORDINATION,
    )


def proposes(charges: Sequence[ChargeVue], ligne: LigneDeBoite) -> list[ChargeVue]:
    """Return the present people of the request's département, else of the region, least loaded first."""
    presents = [charge for charge in charges if charge.present and charge.capacite]
    locaux = [charge for charge in presents if ligne.departement in charge.departements]
    return sorted(locaux or presents, key=lambda charge: (charge.taux, charge.nom))[:PROPOSES]


def charges_a_voir(charges: Sequence[ChargeVue]) -> list[ChargeVue]:
    """Return the animators, and whoever else has something open: the most loaded first."""
    suivies = [charge for charge in charges if charge.profil is Profil.ANIMATEUR or charge.ouvertes]
    return sorted(suivies, key=lambda charge: (-charge.taux, charge.nom))


def constat(lue: Coordination) -> str:
    """Tell the finding of the load in one sentence."""
    pleins = [departement.nom for departement in lue.departements if departement.taux > 1]
    vides = [departement.nom for departement in lue.departements if departement.decouvert]
    if vides:
        return f"Personne n’est présent pour : {', '.join(vides)}."
    if pleins:
        return f"La charge dépasse la capacité : {', '.join(pleins)}."
    return "Chaque département est couvert, aucun au-delà de sa capacité."
