"""What accompagnement listens to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.accompagnement.domain.ports import Unit
from services.accompagnement.usecases.faire_avancer import constater_fermetures
from shared.bus.copies import copy
from shared.bus.inbound import Inbound, Received, reaction, state
from shared.contracts.referentiel import StructureV1
from shared.db.structures import STRUCTURES


class UnitQuiConclut(Unit, Protocol):
    """A unit that says, before the commit, what was decided in it."""

    def maintenant(self) -> datetime:
        """Return the present instant."""

    async def conclure(self) -> None:
        """Write the events to tell and wake the open pages."""


async def signaler_les_fermetures(unit: UnitQuiConclut, events: Sequence[Received[StructureV1]]) -> int:
    """Flag the open requests of sites that are closed; return how many."""
    fermees = {event.data.finess: event.data.version for event in events if event.data.etat == "fermee"}
    if not fermees:
        return 0
    flagged = await constater_fermetures(unit, fermees, maintenant=unit.maintenant())
    await unit.conclure()
    return flagged


INBOUND = Inbound(
    copy("structures", STRUCTURES),
    reaction("fermetures", state(StructureV1), then=signaler_les_fermetures),
)
