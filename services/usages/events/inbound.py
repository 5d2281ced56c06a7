"""What usages listens to."""

from collections.abc import Sequence

from services.usages.domain.indicateur import RegleDepart
from services.usages.domain.ports import Unit
from services.usages.usecases.ouvrir_suivis import Depart, ouvrir_suivis
from shared.bus.copies import copy
from shared.bus.inbound import Inbound, Received, fact, reaction
from shared.contracts.deploiement import DuiDeployeV1
from shared.db.structures import STRUCTURES
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids


def inbound(*, clock: Clock, ids: Ids) -> Inbound:
    """Return the subscriptions; what a reaction decides takes its time and identities from here."""

    async def suivre(unit: Unit, events: Sequence[Received[DuiDeployeV1]]) -> int:
        departs = [
            Depart(finess=dui.finess, debut=dui.deploye_le, par=str(dui.declare_par), le=clock.now())
            for dui in (event.data for event in events)
        ]
        return await ouvrir_suivis(unit, departs, RegleDepart.DEPLOIEMENT_DUI, ids)

    return Inbound(
        copy("structures", STRUCTURES),
        reaction("suivis", fact(DuiDeployeV1), then=suivre),
    )
