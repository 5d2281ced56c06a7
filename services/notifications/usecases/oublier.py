"""A person asked to be forgotten, or is known again: nothing waits any more for somebody who is gone."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.ports import Unit


async def oublier(unit: Unit, personne: UUID, maintenant: datetime) -> int:
    """Remember it and call off what waits for the person; return how many effects that was."""
    await unit.contacts.noter_effacee(personne, maintenant)
    return 1 + await unit.envois.annuler_de(personne)


async def reconnaitre(unit: Unit, personne: UUID) -> None:
    """The person can be reached: from now on at least."""
    await unit.contacts.noter_connue(personne)
