"""What referentiel listens to: the digests of every service, and the DUI that animators declare."""

from collections.abc import Sequence

from services.referentiel.domain.equipement import Deploiement, GenreDeDeploiement
from services.referentiel.domain.ports import Unit
from shared.bus.copies import copy
from shared.bus.inbound import Inbound, Received, fact, projection
from shared.contracts.deploiement import DuiDeployeV1
from shared.contracts.plateforme import EmpreinteV1
from shared.db.copies import StateTable


async def projeter_equipements(unit: Unit, events: Sequence[Received[DuiDeployeV1]]) -> int:
    """Keep each deployment once, whether its structure is known yet or not."""
    return await unit.equipements.retenir([_deploiement(event.data) for event in events])


def _deploiement(dui: DuiDeployeV1) -> Deploiement:
    return Deploiement(
        id=dui.deploiement,
        finess=dui.finess,
        genre=GenreDeDeploiement(dui.genre),
        editeur=dui.editeur,
        logiciel=dui.logiciel,
        version_logiciel=dui.version_logiciel,
        reference_segur=dui.reference_segur,
        deploye_le=dui.deploye_le,
        declare_le=dui.declare_le,
    )


INBOUND = Inbound(
    copy("empreintes", StateTable(EmpreinteV1, "empreintes_recues")),
    projection("equipements", fact(DuiDeployeV1), into=projeter_equipements, tables=["equipements"]),
)
