"""What one does to a request: each act is a POST that leads back to it; a refusal shows it anew with what was typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.accompagnement.domain.etats import Issue, MotifDeRefus
from services.accompagnement.pages.demande import Lecteur, montrer
from services.accompagnement.pages.phrases import phrase
from services.accompagnement.pages.saisie import Choisi, parmi, saisie, version
from services.accompagnement.pages.saisie_dui import saisie_dui
from services.accompagnement.usecases import Accompagnement
from shared.kernel.errors import InvalidInput, NotFound, Refusal
from shared.kernel.identite import AccesRefuseError, TerritoireRefuseError
from shared.web.dependencies import application
from shared.web.formulaires import Formulaire

router = APIRouter(prefix="/demandes/{demande}")

# Where a refusal that names no field is told.
PREMIER_CHAMP = {
    "repondre": "texte",
    "noter": "note",
    "resoudre": "issue",
    "refuser": "motif",
    "affecter": "intervenant",
    "declarer_dui": "logiciel",
}


@dataclass(frozen=True)
class Geste:
    """A form sent about a request: who sends it, and what it holds."""

    request: Request
    demande: UUID
    qui: Lecteur
    app: Annotated[Accompagnement, Depends(application)]
    valeurs: Annotated[dict[str, str], Depends(saisie)]

    @property
    def version(self) -> int | None:
        """The version of the request that the sender saw."""
        return version(self.valeurs)

    def texte(self, champ: str) -> str:
        """Return what was typed in a field."""
        return self.valeurs.get(champ, "")

    def parmi(self, genre: Callable[[str], Choisi], champ: str) -> Choisi:
        """Return what was chosen in a field. Raises ChoixManquantError."""
        return parmi(genre, self.valeurs, champ)

    async def mener(self, acte: str, ordre: Callable[[], Awaitable[object]], *, fait: str) -> Response:
        """Give the order, then lead to the request; a refusal shows it as it stands now, nothing typed lost."""
        try:
            await ordre()
        except (AccesRefuseError, TerritoireRefuseError, NotFound):
            raise
        except Refusal as refus:
            formulaire = Formulaire(self.valeurs)
            if refus.statut == InvalidInput.statut:
                formulaire = formulaire.refuse(refus, PREMIER_CHAMP.get(acte, acte), phrase(refus))
            return await montrer(
                self.request, self.app, self.qui, self.demande, refus=refus, acte=acte, formulaire=formulaire
            )
        return RedirectResponse(f"/accompagnement/demandes/{self.demande}?fait={fait}", 303)


UnGeste = Annotated[Geste, Depends()]


@router.post("/prise-en-charge")
async def prendre(g: UnGeste) -> Response:
    """Take the request in charge."""
    return await g.mener(
        "prendre_en_charge", lambda: g.app.prendre_en_charge(g.demande, qui=g.qui, version=g.version), fait="prise"
    )


@router.post("/reponse")
async def repondre(g: UnGeste) -> Response:
    """Write to the structure."""
    return await g.mener(
        "repondre",
        lambda: g.app.repondre(g.demande, qui=g.qui, texte=g.texte("texte"), version=g.version),
        fait="repondue",
    )


@router.post("/note")
async def noter(g: UnGeste) -> Response:
    """Write a note that stays in the team."""
    return await g.mener(
        "noter", lambda: g.app.noter(g.demande, qui=g.qui, texte=g.texte("note"), version=g.version), fait="notee"
    )


@router.post("/resolution")
async def resoudre(g: UnGeste) -> Response:
    """Say what the request came to, with a last answer if there is one."""

    async def ordre() -> None:
        issue = g.parmi(Issue, "issue")
        reponse = g.texte("reponse") or None
        await g.app.resoudre(g.demande, qui=g.qui, issue=issue, reponse=reponse, version=g.version)

    return await g.mener("resoudre", ordre, fait="resolue")


@router.post("/cloture")
async def cloturer(g: UnGeste) -> Response:
    """Close a resolved request without waiting for the structure."""
    return await g.mener("cloturer", lambda: g.app.cloturer(g.demande, qui=g.qui, version=g.version), fait="close")


@router.post("/annulation")
async def annuler(g: UnGeste) -> Response:
    """Withdraw the request."""
    return await g.mener("annuler", lambda: g.app.annuler(g.demande, qui=g.qui, version=g.version), fait="annulee")


@router.post("/refus")
async def refuser(g: UnGeste) -> Response:
    """Refuse the request, and say where to go."""

    async def ordre() -> None:
        motif = g.parmi(MotifDeRefus, "motif")
        await g.app.refuser(g.demande, qui=g.qui, motif=motif, orientation=g.texte("orientation"), version=g.version)

    return await g.mener("refuser", ordre, fait="refusee")


@router.post("/affectation")
async def affecter(g: UnGeste) -> Response:
    """Ask somebody to answer for the request."""

    async def ordre() -> None:
        await g.app.affecter(g.demande, qui=g.qui, intervenant=g.parmi(UUID, "intervenant"), version=g.version)

    return await g.mener("affecter", ordre, fait="affectee")


@router.post("/dui")
async def declarer_dui(g: UnGeste) -> Response:
    """Declare the DUI that this request put in use."""

    async def ordre() -> None:
        structure = (await g.app.lire_demande(g.demande, g.qui)).structure
        finess = structure.finess if structure else ""
        await g.app.declarer_dui(saisie_dui(g.valeurs, finess=finess, demande=g.demande), qui=g.qui)

    return await g.mener("declarer_dui", ordre, fait="dui")
