"""The DUI of a site: each deployment as its animator declared it, and the one that is in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID


class GenreDeDeploiement(StrEnum):
    """Whether a software came, or came in a newer version."""

    DEPLOIEMENT = "deploiement"
    MONTEE_DE_VERSION = "montee_de_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploiement:
    """A DUI in use at a site from one day on, as declared; the site may still be unknown to the directory."""

    id: UUID
    finess: str
    genre: GenreDeDeploiement
    editeur: str
    logiciel: str
    version_logiciel: str
    reference_segur: bool
    deploye_le: date
    declare_le: datetime

    @property
    def jour(self) -> date:
        """Return the day under which history tells it."""
        return self.deploye_le


@dataclass(frozen=True, slots=True)
class Equipement:
    """All that was deployed at one site, newest first: by its day, then by when it was declared."""

    deploiements: tuple[Deploiement, ...] = ()

    @classmethod
    def de(cls, deploiements: Iterable[Deploiement]) -> Self:
        """Return the equipment that these deployments make, told in any order."""
        newest_first = sorted(deploiements, key=lambda d: (d.deploye_le, d.declare_le, d.id), reverse=True)
        return cls(tuple(newest_first))

    @property
    def actuel(self) -> Deploiement | None:
        """Return the deployment in use, None when none was ever declared."""
        return next(iter(self.deploiements), None)
