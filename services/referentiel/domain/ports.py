"""What the use cases of the directory need from the world."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.referentiel.domain.defauts import Defaut
from services.referentiel.domain.equipement import Deploiement
from services.referentiel.domain.faits import Fait
from services.referentiel.domain.importation import LigneDuJournal
from services.referentiel.domain.lecture import SiteLu
from services.referentiel.domain.structure import Etat, Structure


@dataclass(frozen=True, slots=True)
class Entete:
    """What a file says of itself."""

    genere_le: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Lot:
    """Some sites of the file, and how far it has been read (0 to 1)."""

    sites: Sequence[SiteLu]
    avancement: float


class Fichier(Protocol):
    """A file of the national register."""

    @property
    def nom(self) -> str:
        """Return its name, without its folder."""

    async def entete(self) -> Entete:
        """Check the document as a whole and return what it says of itself. Raises ImportRefuseError."""

    def lots(self, connues: Collection[str]) -> AsyncGenerator[Lot, None]:
        """Read the sites of the region, and those already known wherever they are now. Raises ImportRefuseError."""


class Structures(Protocol):
    """The structures of the directory."""

    async def etats(self) -> Mapping[str, Etat]:
        """Return the state of every structure, by FINESS number."""

    async def charger(self, numeros: Sequence[str]) -> Mapping[str, Structure]:
        """Return the structures of these numbers, by number; unknown ones are left out."""

    async def enregistrer(self, faits: Sequence[Fait], *, import_id: UUID, le: datetime) -> None:
        """Save what happened: the last state of each structure, its history, and the events to tell."""


class Defauts(Protocol):
    """The defects of the last file."""

    async def remplacer(self, defauts: Sequence[Defaut], *, import_id: UUID) -> None:
        """Put these in the place of those of the file before."""


class Equipements(Protocol):
    """The deployments that animators declare, whether their site is known or not."""

    async def retenir(self, deploiements: Sequence[Deploiement]) -> int:
        """Keep these, each once; return how many were new."""


class Divergences(Protocol):
    """The copies of the platform that differ from their source."""

    async def retenir(self, depuis: Mapping[str, datetime]) -> None:
        """Keep these copies alone; one that differed already keeps its first moment."""


class Imports(Protocol):
    """The journal of imports."""

    async def reserver(self) -> None:
        """Hold the directory until the end of the transaction. Raises ImportDejaEnCoursError."""

    async def consigner(self, ligne: LigneDuJournal) -> None:
        """Write an import down."""


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def structures(self) -> Structures:
        """Return the structures."""

    @property
    def defauts(self) -> Defauts:
        """Return the defects."""

    @property
    def equipements(self) -> Equipements:
        """Return the deployments."""

    @property
    def divergences(self) -> Divergences:
        """Return the copies that differ."""

    @property
    def imports(self) -> Imports:
        """Return the journal of imports."""
