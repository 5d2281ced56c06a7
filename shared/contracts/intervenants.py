"""What the support team promises about people: how to reach them (readable by one service), and how loaded they are."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.base import CodeDepartement, CodeFiness, EventType, State
from shared.contracts.topics import Topic


class ContactV1(
    State,
    topic=Topic.ACCOMPAGNEMENT_CONTACT,
    key="personne",
    effacable=True,
    types=(
        EventType("contact.enregistre", "ContactEnregistre", "How to reach a person, as known now."),
        EventType("contact.efface", "ContactEfface", "The person is forgotten: a null value."),
    ),
):
    """Name and address of one person. Only `notifications` may read this topic; a null value erases."""

    personne: UUID
    genre: Literal["demandeur", "intervenant"]
    nom: Annotated[str, Field(description="As it is shown in a mail.")]
    courriel: Annotated[str | None, Field(description="Null for a person who left a phone number only.")]
    sujet: Annotated[str | None, Field(description="Subject of the person's account, for those who have one.")]
    structure: Annotated[CodeFiness | None, Field(description="The structure that a demandeur speaks for.")]
    departements: Annotated[tuple[CodeDepartement, ...], Field(description="Where an intervenant works.")]
    profil: Literal["demandeur", "animateur", "referent", "coordination"]


class ChargeMesureeV1(
    State,
    topic=Topic.ACCOMPAGNEMENT_CHARGE,
    key="intervenant",
    types=(EventType("charge.mesuree", "ChargeMesuree", "The load of one person moved."),),
):
    """How much one person answers for, against what they can."""

    intervenant: UUID
    profil: Literal["animateur", "referent", "coordination"]
    departements: tuple[CodeDepartement, ...]
    ouvertes: Annotated[int, Field(ge=0, description="Open requests that the person answers for.")]
    points: Annotated[float, Field(ge=0, description="Their weights, by state and kind.")]
    capacite: Annotated[float, Field(ge=0, description="Points that the person can carry; 0 when absent for long.")]
    mesuree_le: AwareDatetime
