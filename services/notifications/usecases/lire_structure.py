"""What does this service hold of a structure, and who was told of what about it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notifications.domain.lecture import MessageDeStructure
from services.notifications.domain.ports import Unit
from shared.kernel.copies import CopieDeStructure
from shared.kernel.identite import Identite, Role

EQUIPE = frozenset({Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION, Role.DIRECTION, Role.OPERATEUR})
"""Those who see, in their territory, which messages left about a structure."""
DERNIERS = 5


@dataclass(frozen=True, slots=True)
class VueDeStructure:
    """The copy of a structure, and the last messages about it; None for those who may not see them."""

    copie: CopieDeStructure | None
    messages: Sequence[MessageDeStructure] | None


async def lire_structure(unit: Unit, qui: Identite, finess: str) -> VueDeStructure:
    """Return what is held of a structure, as far as the person may see."""
    copie = await unit.structures.find(finess)
    voit = qui.role in EQUIPE and qui.couvre(await unit.structures.departement(finess))
    return VueDeStructure(copie, await unit.messages.de_structure(finess, DERNIERS) if voit else None)
