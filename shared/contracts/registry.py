"""The registry: every contract by its CloudEvent type. Topics, schemas and documentation are made from it."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import shared.contracts
from shared.contracts.base import Contract, EventType, contracts


@dataclass(frozen=True, slots=True)
class Registered:
    """One CloudEvent type: the contract of its payload, and its declaration."""

    full_type: str
    contract: type[Contract]
    event: EventType

    @property
    def example(self) -> str:
        """Return the name of the file of its example."""
        return f"{self.event.name}.v{self.contract.major}.json"


@cache
def registry() -> Mapping[str, Registered]:
    """Return every registered event by its full type. Raises ValueError for a type declared twice."""
    for module in pkgutil.iter_modules(shared.contracts.__path__):
        importlib.import_module(f"shared.contracts.{module.name}")
    found: dict[str, Registered] = {}
    for contract in contracts():
        for event in contract.types:
            full = contract.type_of(event)
            if full in found:
                raise ValueError(f"{full} is declared twice")
            found[full] = Registered(full, contract, event)
    return found
