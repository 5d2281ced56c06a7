"""An import of the register: its report, its line in the journal, and the circuit breaker on vanished sites."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.referentiel.domain.defauts import CodeDefaut, Defaut
from services.referentiel.domain.faits import Fait
from services.referentiel.domain.refus import TropDAbsentesError
from services.referentiel.domain.structure import Etat

SEUIL_ABSENTES = 2
"""Percentage of the active sites known that may vanish from one file to the next."""


class Statut(StrEnum):
    """How an import ended."""

    APPLIQUE = "applique"
    SIMULE = "simule"
    INCHANGE = "inchange"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Changement:
    """One line of the report: what happened to which structure, and in which fields."""

    finess: str
    evenement: str
    champs: tuple[str, ...]


@dataclass(slots=True)
class Rapport:
    """What an import did, or would do. `motif` is the sentence of a refusal."""

    fichier: str
    statut: Statut = Statut.INCHANGE
    motif: str | None = None
    changements: list[Changement] = field(default_factory=list)
    defauts: list[Defaut] = field(default_factory=list)

    def noter(self, faits: Iterable[Fait], defauts: Iterable[Defaut]) -> None:
        """Write down what was decided."""
        self.changements += (Changement(fait.structure.finess, fait.nom, fait.champs) for fait in faits)
        self.defauts += defauts

    @property
    def evenements(self) -> Mapping[str, int]:
        """Return how many facts of each kind, the most frequent first; kinds that did not occur are left out."""
        return dict(Counter(changement.evenement for changement in self.changements).most_common())

    @property
    def defauts_par_code(self) -> Mapping[str, int]:
        """Return how many defects of each kind, the most frequent first."""
        return dict(Counter(defaut.code.value for defaut in self.defauts).most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDuJournal:
    """One import in the journal. `sha256` and `genere_le` are unknown when the file could not be read."""

    id: UUID
    fichier: str
    sha256: str | None
    genere_le: datetime | None
    statut: Statut
    motif: str | None
    evenements: Mapping[str, int]
    defauts: Mapping[str, int]
    debut: datetime
    fin: datetime


def constater_absentes(connues: Mapping[str, Etat], vues: set[str]) -> list[Defaut]:
    """Return the sites that the file no longer holds. Raises TropDAbsentesError above 2 % of the open ones."""
    actives = [finess for finess, etat in connues.items() if etat is Etat.OUVERTE]
    absentes = sum(finess not in vues for finess in actives)
    if absentes * 100 > len(actives) * SEUIL_ABSENTES:
        raise TropDAbsentesError(absentes=absentes, actives=len(actives), seuil=SEUIL_ABSENTES)
    return [
        Defaut(finess, CodeDefaut.ABSENTE_DU_FICHIER, "", "", repare=False) for finess in sorted(connues.keys() - vues)
    ]
