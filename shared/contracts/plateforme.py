"""What every service tells of itself: the digests of its sources and copies."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import EventType, State
from shared.contracts.topics import Topic


class EmpreinteV1(
    State,
    topic=Topic.MAILLAGE_EMPREINTE,
    key="nom",
    types=(EventType("empreinte.mesuree", "EmpreinteMesuree", "Count and digest of a source or of a copy."),),
):
    """Count and digest of one table that holds a state contract, in one service."""

    nom: Annotated[str, Field(description="Service and table, such as `usages.structures`.")]
    contrat: Annotated[str, Field(description="Class of the contract, such as `StructureV1`.")]
    role: Literal["source", "copie"]
    nombre: Annotated[int, Field(ge=0)]
    empreinte: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    mesuree_le: AwareDatetime
