"""What the use cases of usages need from the world."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from services.usages.domain.engagement import Ouverture
from services.usages.domain.fichier_garde import FichierGarde
from services.usages.domain.franchissement import Passage, Poursuite
from services.usages.domain.importation import Changement, CodeSignalement, LigneEcartee, Ordre, Rapport, Signalement
from services.usages.domain.indicateur import Cible, Indicateur, Programme
from services.usages.domain.lecture import Lecteur, LigneLue
from shared.kernel.copies import CopieDeStructure


@dataclass(frozen=True, slots=True)
class Lot:
    """Some lines of a file; how far it has been read (0 to 1), and how many lines were in another encoding."""

    lues: Sequence[LigneLue]
    ecartees: Sequence[LigneEcartee]
    avancement: float
    converties: int = 0


class Fichier(Protocol):
    """A file of figures."""

    @property
    def nom(self) -> str:
        """Return its name, as it is shown."""

    async def sha256(self) -> str | None:
        """Return its digest, None for lines that are no file. Raises ImportRefuseError."""

    def lots(self, lecteur: Lecteur) -> AsyncGenerator[Lot, None]:
        """Check the header, then read line by line. Raises ImportRefuseError."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the lines received would change, and how many of them are worth a look, by kind."""

    nouvelles: int
    corrigees: int
    inchangees: int
    nombres: Mapping[CodeSignalement, int]


class Structures(Protocol):
    """The structures of the region, as the directory last told them."""

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""


class Imports(Protocol):
    """The journal of imports, and the quarantine."""

    async def reserver(self) -> None:
        """Be the only import until the end of the transaction. Raises ImportDejaEnCoursError."""

    async def deja_applique(self, sha256: str) -> datetime | None:
        """Return when the same bytes were last imported, or None."""

    async def sortir_de_quarantaine(self, import_id: UUID, *, par: UUID, le: datetime) -> int:
        """Mark the waiting lines of an import as replayed; return how many."""

    async def classer_la_quarantaine(self, import_id: UUID, *, par: str, le: datetime) -> int:
        """Mark the waiting lines of an import as closed by somebody; return how many."""

    async def consigner(self, ordre: Ordre, rapport: Rapport, *, sha256: str | None, fin: datetime) -> None:
        """Write an import down."""


class Mesures(Protocol):
    """The figures: lines received, compared with what is known, then written with their rollups and amounts."""

    async def recevoir(self, lots: AsyncGenerator[Lot, None]) -> None:
        """Put the lines aside, in the transaction, however many. Raises what reading them raises."""

    async def rapprocher(self, *, rejeu_de: UUID | None) -> Bilan:
        """Compare the lines received with what is known; nobody else writes figures before the transaction ends."""

    async def signalements(self, codes: Collection[CodeSignalement]) -> Sequence[Signalement]:
        """Return the first lines of each kind."""

    async def changements(self) -> Sequence[Changement]:
        """Return the first lines that would change something."""

    async def appliquer(self) -> None:
        """Write the observations, move the rollups by the same amounts, and leave these to be told."""

    async def ecarter(self, ordre: Ordre) -> None:
        """Put the lines at fault in quarantine."""

    async def ecartees(self) -> Sequence[LigneEcartee]:
        """Return the first lines at fault."""

    async def dire(self, limite: int, plein: int) -> int:
        """Hand amounts over to the outbox, while fewer events than `plein` wait there; return how many."""

    async def rattacher(self) -> int:
        """Count the figures of each site under its present département, and return how many sites moved."""


class Depots(Protocol):
    """Files kept between their check and their import."""

    async def garder(self, depot: FichierGarde) -> None:
        """Keep a file."""

    async def find(self, depot: UUID) -> FichierGarde | None:
        """Return a file, None when it is not kept."""

    async def oublier(self, depot: UUID) -> None:
        """Forget a file."""

    async def purger(self, avant: datetime) -> None:
        """Forget the files sent before an instant."""


class Engagements(Protocol):
    """The engagements, their targets and their crossings."""

    async def reserver(self) -> None:
        """Let nobody else write figures or engagements until the end of the transaction."""

    async def ouvrir(self, ouvertures: Sequence[Ouverture]) -> Sequence[UUID]:
        """Write the engagements of sites that are not in the programme yet; return those written."""

    async def touches(self) -> Sequence[UUID]:
        """Return the engagements that follow a figure changed by the import at work."""

    async def poursuites(self, engagements: Sequence[UUID]) -> Sequence[Poursuite]:
        """Return every target of these engagements, with the last figure and the last rank told."""

    async def noter(self, passages: Sequence[Passage]) -> None:
        """Write crossings down, and the events that tell them."""


class Catalogue(Protocol):
    """Indicators, programmes and targets: data."""

    async def indicateurs(self) -> Sequence[Indicateur]:
        """Return the indicators, in their version in force."""

    async def programmes(self) -> Sequence[Programme]:
        """Return the programmes."""

    async def cibles(self) -> Sequence[Cible]:
        """Return every version of every target, oldest first."""

    async def fixer(self, *, programme: str, indicateur: str, valeur: Decimal, depuis: date) -> Cible:
        """Write a new version of a target."""


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def structures(self) -> Structures:
        """Return the copy of the directory."""

    @property
    def imports(self) -> Imports:
        """Return the journal of imports."""

    @property
    def mesures(self) -> Mesures:
        """Return the figures."""

    @property
    def depots(self) -> Depots:
        """Return the files kept."""

    @property
    def engagements(self) -> Engagements:
        """Return the engagements."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the data that says what is measured and asked."""
