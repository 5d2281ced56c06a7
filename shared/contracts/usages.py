"""What usages promises: every change of a figure as a signed amount, every crossing of a target."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from shared.contracts.base import CodeDepartement, CodeFiness, Delta, EventType, Fact
from shared.contracts.topics import Topic

CodeIndicateur = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", description="Code of an indicator, such as `dmp_alimentation`.")
]
Mois = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Month, as `2026-03`.")]


class UsageMesureV1(
    Delta,
    topic=Topic.USAGES_DELTA,
    key="finess",
    types=(
        EventType("usage.observe", "UsageObserve", "First figure of a site, an indicator and a month."),
        EventType("usage.corrige", "UsageCorrige", "The figure was corrected: the amounts are the differences."),
    ),
):
    """The signed change of one figure. Sums of the amounts are the figures, whatever the order."""

    observation: UUID
    finess: CodeFiness
    departement: CodeDepartement | None
    indicateur: CodeIndicateur
    mois: Mois
    delta_numerateur: int
    delta_denominateur: int
    delta_nombre: Annotated[
        int,
        Field(
            ge=-1, le=1, description="1: first figure; 0: correction; -1 then 1: the site moved to another département."
        ),
    ]
    connue_le: AwareDatetime


class CibleAtteinteV1(
    Fact,
    topic=Topic.USAGES_CIBLE,
    key="finess",
    types=(EventType("cible.atteinte", "CibleAtteinte", "A site reached the target of an indicator."),),
):
    """A site's figure went from under its target to it or above."""

    engagement: UUID
    finess: CodeFiness
    departement: CodeDepartement | None
    programme: str
    indicateur: CodeIndicateur
    mois: Mois
    taux: Annotated[float, Field(description="Numerator over denominator; may exceed 1.")]
    cible: Annotated[float, Field(gt=0)]
    rang: Annotated[PositiveInt, Field(description="Rank of this crossing: reached is odd, lost is even.")]
    dans_le_delai: Annotated[bool, Field(description="Whether the month lies within the engagement's length.")]
    constatee_le: AwareDatetime


class CiblePerdueV1(
    Fact,
    topic=Topic.USAGES_CIBLE,
    key="finess",
    types=(EventType("cible.perdue", "CiblePerdue", "A site fell under a target that it had reached."),),
):
    """A site's figure went from its target, or above, to under it."""

    engagement: UUID
    finess: CodeFiness
    departement: CodeDepartement | None
    programme: str
    indicateur: CodeIndicateur
    mois: Mois
    taux: float
    cible: Annotated[float, Field(gt=0)]
    rang: PositiveInt
    constatee_le: AwareDatetime
