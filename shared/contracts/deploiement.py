"""What the support team promises about software: which DUI a site uses, and since when."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.base import CodeDepartement, CodeFiness, EventType, Fact
from shared.contracts.topics import Topic


class DuiDeployeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEPLOIEMENT,
    key="finess",
    types=(EventType("dui.deploye", "DuiDeploye", "A DUI (dossier usager informatisé) is in use at a site."),),
):
    """A DUI was deployed or upgraded at a site, as its animator declares."""

    deploiement: UUID
    finess: CodeFiness
    departement: CodeDepartement | None
    genre: Literal["deploiement", "montee_de_version"]
    editeur: str
    logiciel: str
    version_logiciel: str
    reference_segur: Annotated[bool, Field(description="Whether this version is on the Ségur list.")]
    deploye_le: date
    declare_par: Annotated[UUID, Field(description="Person of `accompagnement.contact`.")]
    demande: Annotated[UUID | None, Field(description="The request in which it was declared.")]
    declare_le: AwareDatetime
