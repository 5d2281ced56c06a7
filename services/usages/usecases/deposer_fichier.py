"""Keep a checked file until its sender confirms it."""

from datetime import datetime
from uuid import UUID

from services.usages.domain.fichier_garde import DUREE_DE_GARDE, FichierGarde
from services.usages.domain.ports import Unit
from services.usages.domain.refus import DepotInconnuError


async def deposer_fichier(unit: Unit, depot: FichierGarde) -> None:
    """Keep a file."""
    await unit.depots.garder(depot)


async def purger_depots(unit: Unit, maintenant: datetime) -> None:
    """Forget the files kept long enough."""
    await unit.depots.purger(maintenant - DUREE_DE_GARDE)


async def ouvrir_depot(unit: Unit, depot: UUID, *, par: str, maintenant: datetime) -> FichierGarde:
    """Return a file to the one who sent it. Raises DepotInconnuError."""
    garde = await unit.depots.find(depot)
    if garde is None or garde.par != par or garde.est_perime(maintenant):
        raise DepotInconnuError
    return garde
