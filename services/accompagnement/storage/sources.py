"""The tables that are the source of a state: their columns are those of the contract that is told."""

from collections.abc import Callable

from services.accompagnement.storage.journal import Dit
from shared.bus.outbox import Erasure, Outgoing
from shared.contracts.base import State
from shared.contracts.intervenants import ChargeMesureeV1, ContactV1
from shared.db.copies import StateTable

PERSONNES = StateTable(ContactV1, "personnes")
CHARGES = StateTable(ChargeMesureeV1, "charges")

Raconter = Callable[[Dit], Outgoing | Erasure]
"""Turns what this service says into the event that tells it."""


def etat_de(evenement: Outgoing | Erasure) -> State:
    """Return the state that an event tells."""
    assert isinstance(evenement, Outgoing)
    assert isinstance(evenement.contract, State)
    return evenement.contract
