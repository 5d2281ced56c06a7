"""The digest: one function for sources and copies, over the canonical JSON of a contract's typed columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from shared.contracts.base import Contract
from shared.contracts.colonnes import names

_MODULUS = 1 << 128
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class Digest:
    """Count and digest of a set of rows; the order of rows does not matter, their multiplicity does."""

    nombre: int = 0
    somme: int = 0

    @property
    def hexadecimal(self) -> str:
        """Return the digest as 32 hexadecimal digits."""
        return f"{self.somme:032x}"

    def plus(self, contract: type[Contract], rows: Iterable[Iterable[Any]]) -> "Digest":
        """Return the digest with these rows, whose values stand in the order of the contract's columns."""
        columns = names(contract)
        nombre, somme = self.nombre, self.somme
        for row in rows:
            canonical = orjson.dumps(dict(zip(columns, row, strict=True)), default=_canonical, option=_OPTIONS)
            somme += int.from_bytes(blake2b(canonical, digest_size=16).digest(), "big")
            nombre += 1
        return Digest(nombre, somme % _MODULUS)


def _canonical(value: Any) -> str:
    """Write what a driver hands over in a type of its own, as the standard type would be. Raises TypeError."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")
