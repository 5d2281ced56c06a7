"""What notifications listens to: two copies and the state of the requests to know, facts and erasures to act on."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from services.notifications.domain.ports import Unit
from services.notifications.events.etats import PAS, etapes_des_demandes
from services.notifications.events.faits import fait_entendu
from services.notifications.usecases.oublier import oublier, reconnaitre
from services.notifications.usecases.reagir import reagir
from shared.bus.copies import copy
from shared.bus.inbound import Inbound, Received, fact, projection, reaction, state
from shared.contracts import accompagnement as demandes
from shared.contracts.intervenants import ContactV1
from shared.contracts.usages import CibleAtteinteV1
from shared.db.copies import StateTable
from shared.db.structures import STRUCTURES
from shared.kernel.clock import Clock

FAITS = (
    demandes.DemandeDeposeeV1,
    demandes.DemandeAQualifierV1,
    demandes.DemandeAffecteeV1,
    demandes.DemandePriseEnChargeV1,
    demandes.DemandeRepondueV1,
    demandes.DemandeResolueV1,
    demandes.DemandeClotureeV1,
    demandes.DemandeRefuseeV1,
    demandes.DemandeAnnuleeV1,
    demandes.DemandeSignaleeV1,
)


class Ecoute(Unit, Protocol):
    """The unit of a batch: its repositories, its clock, and the table of the requests' states."""

    @property
    def horloge(self) -> Clock:
        """Return the clock of the worker."""

    async def suivre_demandes(self, etapes: Sequence[Any]) -> int:
        """Write the last step of each request; return how many were newer than what was held."""


async def suivre(unit: Ecoute, events: Sequence[Received[Any]]) -> int:
    """Keep where each request stands."""
    return await unit.suivre_demandes(etapes_des_demandes([event.data for event in events]))


async def annoncer(unit: Ecoute, events: Sequence[Received[Any]]) -> int:
    """Make the messages of each fact."""
    return sum([await reagir(unit, fait_entendu(event), unit.horloge.now()) for event in events])


async def suivre_personnes(unit: Ecoute, events: Sequence[Received[ContactV1]]) -> int:
    """Call off what waits for a person who is forgotten."""
    forgotten = 0
    for event in events:
        if event.erased:
            forgotten += await oublier(unit, UUID(event.key), unit.horloge.now())
        else:
            await reconnaitre(unit, event.data.personne)
    return forgotten


INBOUND = Inbound(
    copy("structures", STRUCTURES),
    copy("contacts", StateTable(ContactV1, "contacts")),
    projection("demandes", fact(*PAS), into=suivre, tables=["demandes_suivies"]),
    reaction("messages", fact(*FAITS), then=annoncer),
    reaction("cibles", fact(CibleAtteinteV1), then=annoncer),
    reaction("effacements", state(ContactV1), then=suivre_personnes),
)
