"""A person's messages in the application: read them, count those not read yet, mark them as read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.lecture import MessageLu
from services.notifications.domain.message import MessageInconnuError
from services.notifications.domain.ports import Unit

DERNIERS = 100


@dataclass(frozen=True, slots=True)
class Boite:
    """The last messages of a person, newest first."""

    messages: Sequence[MessageLu]
    non_lus: int


async def lire_boite(unit: Unit, sujet: str) -> Boite:
    """Return the messages of the person behind an account; an empty box for an account that the team does not know."""
    personnes = await unit.contacts.du_sujet(sujet)
    return Boite(await unit.messages.de(personnes, DERNIERS), await unit.messages.non_lus(personnes))


async def compter_non_lus(unit: Unit, sujet: str) -> int:
    """Count the messages that the person did not read yet."""
    return await unit.messages.non_lus(await unit.contacts.du_sujet(sujet))


async def personnes_du_compte(unit: Unit, sujet: str) -> Sequence[UUID]:
    """Return who stands behind an account, to follow what is told them."""
    return await unit.contacts.du_sujet(sujet)


async def ouvrir_message(unit: Unit, sujet: str, message: UUID, maintenant: datetime) -> MessageLu:
    """Mark a message as read and return it. Raises MessageInconnuError."""
    lu = await unit.messages.lire(await unit.contacts.du_sujet(sujet), message, maintenant)
    if lu is None:
        raise MessageInconnuError
    return lu


async def tout_lire(unit: Unit, sujet: str, maintenant: datetime) -> int:
    """Mark every message as read; return how many were not."""
    return await unit.messages.tout_lire(await unit.contacts.du_sujet(sujet), maintenant)
