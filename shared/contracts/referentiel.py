"""What the directory promises: the full state of each structure, and what happened to it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CodeCommune, CodeDepartement, CodeFiness, EventType, State, Value
from shared.contracts.topics import Topic


class AdresseV1(Value):
    """Where a site stands, as repaired. Unknown parts are null."""

    numero: str | None
    type_voie: Annotated[str | None, Field(description="Code of the kind of street (R, AV, CHE…).")]
    voie: str | None
    complement: str | None
    lieu_dit: str | None
    code_postal: str
    code_commune: Annotated[CodeCommune | None, Field(description="Null when the source does not know it.")]
    commune: str


class PointV1(Value):
    """WGS84, degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class EntiteJuridiqueV1(Value):
    """The legal entity that a site belongs to, wherever its own address is."""

    finess: CodeFiness
    nom: str
    nom_long: str
    siren: str | None
    statut_juridique: Annotated[str, Field(description="Code of the legal status (TRE_R400).")]


class StructureV1(
    State,
    topic=Topic.REFERENTIEL_STRUCTURE,
    key="finess",
    types=(
        EventType("structure.constatee", "StructureConstatee", "First sight of a site: not news, for projections."),
        EventType("structure.ouverte", "StructureOuverte", "A site appeared since the previous file."),
        EventType("structure.renommee", "StructureRenommee", "The site has another name."),
        EventType("structure.fermee", "StructureFermee", "The site closed."),
        EventType("structure.rouverte", "StructureRouverte", "A closed site is open again."),
        EventType("structure.transferee", "StructureTransferee", "The site belongs to another legal entity."),
        EventType("structure.modifiee", "StructureModifiee", "Other fields changed: see `changements`."),
    ),
):
    """One site of the directory (a geographical entity of FINESS), whole, at one version."""

    finess: CodeFiness
    nom: str
    nom_long: str
    complement_nom: str | None
    categorie: Annotated[str, Field(description="Code of the category of establishment (TRE_R397).")]
    siret: str | None
    etat: Literal["ouverte", "fermee"]
    date_ouverture: date | None
    date_autorisation: date | None
    date_fermeture: date | None
    departement: CodeDepartement
    departement_deduit: Annotated[bool, Field(description="True when it comes from the postcode, the commune unknown.")]
    adresse: AdresseV1
    point: PointV1 | None
    telephones: Annotated[tuple[str, ...], Field(description="E.164.")]
    entite_juridique: EntiteJuridiqueV1
    constate_le: Annotated[AwareDatetime, Field(description="Date of the source file that showed this version.")]
    changements: Annotated[tuple[str, ...], Field(description="Fields that differ from the version before.")]
