"""The orders as callables: what each one is given, what it returns, what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.accompagnement.domain.deploiement import SaisieDeDui
from services.accompagnement.domain.depot import Depot
from services.accompagnement.domain.etats import Canal, Issue, MotifDeRefus
from services.accompagnement.usecases.importer_intervenants import Rapport
from shared.kernel.identite import Identite


@dataclass(frozen=True, slots=True)
class Accuse:
    """The answer to a deposit; `suivi` is the whole tracking link."""

    demande: UUID
    numero: str
    suivi: str


class DeposerDemande(Protocol):
    """Deposits a request, and assigns it in the same transaction."""

    async def __call__(self, depot: Depot, *, canal: Canal, cle: str | None = None) -> Accuse:
        """Raises a refusal of `domain.depot` or `domain.texte`, StructureInconnueError, ThematiqueInconnueError.

        With an idempotency key `cle`: CleDejaUtiliseeError (other body), DepotEnCoursError (twin in flight).
        """


class OrdreSurDemande(Protocol):
    """An order that needs nothing but the request; `version` is the one that the reader saw, None to ignore it."""

    async def __call__(self, demande: UUID, *, qui: Identite, version: int | None = None) -> None:
        """Raises DemandeInconnueError, TerritoireRefuseError, VersionPerimeeError and what the aggregate refuses."""


class EcrireDansLeFil(Protocol):
    """An order that writes in the thread: a public answer, or an internal note."""

    async def __call__(self, demande: UUID, *, qui: Identite, texte: str, version: int | None = None) -> UUID:
        """Return the message's id. Raises as OrdreSurDemande, and a refusal of `domain.texte`."""


class Resoudre(Protocol):
    """Says what a request came to; `reponse` is written to the structure first, when given."""

    async def __call__(
        self, demande: UUID, *, qui: Identite, issue: Issue, reponse: str | None = None, version: int | None = None
    ) -> None:
        """Raises as OrdreSurDemande, ReponseManquanteError, and a refusal of `domain.texte`."""


class Refuser(Protocol):
    """Refuses a request that waits for qualification, and says where to go."""

    async def __call__(
        self, demande: UUID, *, qui: Identite, motif: MotifDeRefus, orientation: str, version: int | None = None
    ) -> None:
        """Raises as OrdreSurDemande, and a refusal of `domain.texte`."""


class Affecter(Protocol):
    """Assigns by hand a request that waits for qualification, or whose principal is away."""

    async def __call__(self, demande: UUID, *, qui: Identite, intervenant: UUID, version: int | None = None) -> None:
        """Raises as OrdreSurDemande, IntervenantInconnuError, IntervenantAbsentError."""


class OrdreParLien(Protocol):
    """An order that the structure gives behind its tracking link."""

    async def __call__(self, jeton: str) -> None:
        """Raises LienInvalideError, DemandeInconnueError and what the aggregate refuses."""


class DeclarerAbsence(Protocol):
    """Declares an absence, one's own (`intervenant` None) or, for the coordination, anybody's."""

    async def __call__(
        self, *, qui: Identite, debut: date, fin: date, motif: str, intervenant: UUID | None = None
    ) -> UUID:
        """Return the absence's id. Raises AbsenceInvalideError, IntervenantInconnuError, AccesRefuseError."""


class AnnulerAbsence(Protocol):
    """Takes an absence back."""

    async def __call__(self, absence: UUID, *, qui: Identite) -> None:
        """Raises AbsenceInconnueError, AccesRefuseError."""


class DeclarerDui(Protocol):
    """Declares that a DUI is in use at a site."""

    async def __call__(self, saisie: SaisieDeDui, *, qui: Identite) -> UUID:
        """Return the deployment's id. Raises a refusal of `domain.deploiement`, TerritoireRefuseError."""


class OublierDemandeur(Protocol):
    """Forgets who asked under an address, at their request."""

    async def __call__(self, courriel: str, *, qui: Identite) -> None:
        """Raises CourrielInvalideError, DemandeurInconnuError, DemandesEnCoursError, AccesRefuseError."""


class ImporterIntervenants(Protocol):
    """Takes the team from a file; lines in error are reported, the rest goes in."""

    async def __call__(self, chemin: Path, *, simulation: bool = False) -> Rapport:
        """Raises FichierRefuseError."""


class FaireAvancer(Protocol):
    """Something that time alone asks for; returns how many things moved."""

    async def __call__(self) -> int:
        """Do it once."""


class Verifier(Protocol):
    """Compares a kept figure with a fresh count."""

    async def __call__(self) -> Sequence[str]:
        """Return what differs, in French; nothing when all is right."""
