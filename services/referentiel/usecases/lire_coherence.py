"""Does every copy of the platform hold what its source holds?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mesure:
    """Count and digest of one table, as its service told them last."""

    table: str
    contrat: str
    nombre: int
    empreinte: str
    mesuree_le: datetime

    @property
    def service(self) -> str:
        """Return the service that holds the table."""
        return self.table.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Comparaison:
    """A copy beside its source, which may never have told its digest; `divergente_depuis`: when they first differed."""

    source: Mesure | None
    copie: Mesure
    divergente_depuis: datetime | None = None

    @property
    def egales(self) -> bool:
        """Tell whether count and digest are the same."""
        source, copie = self.source, self.copie
        return source is not None and (source.nombre, source.empreinte) == (copie.nombre, copie.empreinte)

    @property
    def depuis(self) -> datetime:
        """Return since when they agree, or disagree."""
        return self.mesuree_le if self.egales else self.divergente_depuis or self.mesuree_le

    @property
    def mesuree_le(self) -> datetime:
        """Return the moment of the last of the two measures."""
        return max(self.copie.mesuree_le, self.source.mesuree_le) if self.source else self.copie.mesuree_le


@dataclass(frozen=True, slots=True)
class Coherence:
    """Every copy of the platform beside its source."""

    comparaisons: tuple[Comparaison, ...]

    @property
    def divergentes(self) -> tuple[Comparaison, ...]:
        """Return the copies that differ from their source."""
        return tuple(c for c in self.comparaisons if not c.egales)

    @property
    def en_phase(self) -> bool:
        """Tell whether there are copies, and all agree with their sources."""
        return bool(self.comparaisons) and not self.divergentes

    @property
    def depuis(self) -> datetime | None:
        """Return the moment of the last measure, None when nothing was ever told."""
        return max((c.mesuree_le for c in self.comparaisons), default=None)

    @property
    def contacts(self) -> Mapping[str, datetime]:
        """Return when each service was heard of last, by service."""
        mesures = [m for c in self.comparaisons for m in (c.source, c.copie) if m is not None]
        return {m.service: m.mesuree_le for m in sorted(mesures, key=lambda m: m.mesuree_le)}


class Mesures(Protocol):
    """Where the digests that services tell are read."""

    async def coherence(self) -> Coherence:
        """Return every copy beside its source."""


async def lire_coherence(mesures: Mesures) -> Coherence:
    """Read every copy beside its source."""
    return await mesures.coherence()
