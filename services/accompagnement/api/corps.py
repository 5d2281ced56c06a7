"""What the API reads: bodies, whose words are judged by the trade; and what it answers to an order."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.accompagnement.domain.deploiement import GenreDeDeploiement, SaisieDeDui
from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.etats import Issue, MotifDeRefus

Version = Annotated[
    int | None, Field(ge=1, lt=2**31, description="Version that was read; an order on a request that moved is refused.")
]


class Corps(BaseModel):
    """A body: numbers given where words are expected are read as words, and judged by the trade."""

    model_config = ConfigDict(coerce_numbers_to_str=True, extra="forbid")


class ContactEnvoye(Corps):
    """Who asks: a name, and an address or a phone."""

    nom: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""


class DepotEnvoye(Corps):
    """What a structure asks: its FINESS number, or else its name and département."""

    thematique: Annotated[str, Field(examples=["dmp"], description="Code of a topic.")]
    texte: Annotated[str, Field(description="What is needed, in words; never a patient's number.")]
    contact: ContactEnvoye
    structure: Annotated[str, Field(examples=["310000001"], description="FINESS number.")] = ""
    nom_structure: str = ""
    departement: Annotated[str, Field(examples=["11", "Aude"])] = ""

    def depot(self) -> Depot:
        """Return the deposit, to be checked by the trade."""
        return Depot(
            thematique=self.thematique,
            texte=self.texte,
            contact=Contact(**self.contact.model_dump()),
            structure=self.structure,
            nom_structure=self.nom_structure,
            departement=self.departement,
        )


class DepotRecu(BaseModel):
    """A deposit was received; `suivi` is the tracking link."""

    demande: UUID
    numero: str
    suivi: str


class OrdreEnvoye(Corps):
    """An order that needs no word."""

    version: Version = None


class TexteEnvoye(OrdreEnvoye):
    """Something to write in the thread; `interne` for a note that never leaves the team."""

    texte: str
    interne: bool = False


class ResolutionEnvoyee(OrdreEnvoye):
    """What a request came to, after a last answer if one is given."""

    issue: Issue
    reponse: str | None = None


class RefusEnvoye(OrdreEnvoye):
    """Why it is not ours, and where to go."""

    motif: MotifDeRefus
    orientation: str


class AffectationEnvoyee(OrdreEnvoye):
    """Who is to answer for it."""

    intervenant: UUID


class OubliEnvoye(Corps):
    """Who wants to be forgotten: the address stays out of the address line, which journals keep."""

    courriel: Annotated[str, Field(examples=["nom@exemple.fr"])]


class AbsenceEnvoyee(Corps):
    """Days away, both included; `intervenant` only for somebody else, by the coordination."""

    debut: date
    fin: date
    motif: str = ""
    intervenant: UUID | None = None


class DuiEnvoye(Corps):
    """A DUI in use at a site."""

    finess: str
    genre: GenreDeDeploiement
    editeur: str
    logiciel: str
    version_logiciel: str
    reference_segur: bool
    deploye_le: date
    demande: UUID | None = None

    def saisie(self) -> SaisieDeDui:
        """Return what was sent, to be checked by the trade."""
        return SaisieDeDui(**self.model_dump())


class Identifiant(BaseModel):
    """What was made."""

    id: UUID
