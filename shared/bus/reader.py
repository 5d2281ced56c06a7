"""Reading one message: an event that we handle, one that we leave aside, or one that cannot be read, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import ConsumerRecord
from pydantic import ValidationError

from shared.bus.inbound import Listened, Received
from shared.bus.watched import UNREADABLE
from shared.contracts.base import Contract
from shared.contracts.registry import registry


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that cannot be applied: a short code for machines, a detail for people, never its content."""

    reason: str
    detail: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A registered event that this subscription does not handle."""


IGNORED = Ignored()
Outcome = Received[Contract] | Rejected | Ignored


class Reader:
    """Reads the messages of one subscription. Pure: no I/O, never raises for what a message holds."""

    def __init__(self, listened: Listened) -> None:
        handled = set(listened.contracts)
        self._handled: Mapping[str, type[Contract]] = {
            full: entry.contract for full, entry in registry().items() if entry.contract in handled
        }

    def read(self, record: ConsumerRecord) -> Outcome:  # noqa: PLR0911 one return a reason
        """Return the event, IGNORED for a registered type that is not handled, or Rejected."""
        try:
            headers = {name: value.decode() for name, value in record.headers if value is not None}
        except UnicodeDecodeError as error:
            return Rejected("entete_illisible", f"un en-tête n'est pas de l'UTF-8 : {error.reason}")
        if UNREADABLE in headers:
            return Rejected(
                "message_illisible", "un nom d'en-tête n'est pas de l'UTF-8 ; le message reste dans le journal"
            )
        event_type = headers.get("ce_type")
        contract = self._handled.get(event_type or "")
        if contract is None:
            return _not_handled(event_type)
        if not (headers.get("ce_id") and headers.get("ce_time")):
            return Rejected("entete_absent", "les en-têtes ce_id et ce_time sont obligatoires", event_type)
        if record.value is None and record.key and contract.effacable:
            return Received(None, record.key.decode(errors="replace"), headers)
        if not record.value:
            return Rejected("valeur_vide", "la valeur est nulle ou vide", event_type)
        try:
            data = contract.model_validate_json(record.value)
        except ValidationError as error:
            return Rejected("valeur_invalide", _first_fault(error), event_type)
        key = data.key_value()
        if record.key != key.encode():
            return Rejected("cle_fausse", f"la clé du message n'est pas celle du contrat ({contract.key})", event_type)
        return Received(data, key, headers)


def _not_handled(event_type: str | None) -> Outcome:
    if event_type is None:
        return Rejected("entete_absent", "l'en-tête ce_type est obligatoire")
    if event_type in registry():
        return IGNORED
    return Rejected("type_inconnu", f"type ou version hors du registre : {event_type[:200]}", event_type[:200])


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "document"
    return f"{place} : {fault['msg']} ({error.error_count()} faute(s))"
