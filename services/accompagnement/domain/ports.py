"""What the use cases of accompagnement need from the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.accompagnement.domain.demande import Demande
from services.accompagnement.domain.deploiement import Deploiement
from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.intervenant import Absence, Intervenant, Personne
from services.accompagnement.domain.routage import Instantane
from shared.kernel.copies import CopieDeStructure


@dataclass(frozen=True, slots=True)
class Thematique:
    """A topic of support: its weight in points, and whether the coordination must look first."""

    code: str
    points: float
    a_qualifier: bool


@dataclass(frozen=True, slots=True)
class Parametres:
    """The settings held as data."""

    points_par_etp: float
    tolerance_interlocuteur: float
    charge_confortable: float
    prise_en_charge_jours: float
    cloture_jours: float
    cle_heures: float
    conservation_jours: float


@dataclass(frozen=True, slots=True)
class SituationDeStructure:
    """What routing knows of a structure; `fermee`: it closed, as told to the copy or to the reaction."""

    nom: str
    departement: str
    fermee: bool


class Structures(Protocol):
    """The structures of the region, as the directory last told them."""

    async def find(self, finess: str) -> CopieDeStructure | None:
        """Return what is held of a structure, or None."""

    async def departement(self, finess: str) -> str | None:
        """Return the département of a structure, or None when it was never received."""

    async def constater_fermetures(self, fermees: Mapping[str, int]) -> Sequence[str]:
        """Remember that sites closed, each at its version, until the copy holds a later one; return what is news."""


class Demandes(Protocol):
    """The requests. What is saved tells its facts, moves the loads and wakes the open pages at the end of the unit."""

    async def get(self, demande: UUID) -> Demande:
        """Return a request, held until the end of the transaction. Raises DemandeInconnueError."""

    async def lire(self, demande: UUID) -> Demande:
        """Return a request to look at, held by nobody. Raises DemandeInconnueError."""

    async def ajouter(self, demande: Demande) -> None:
        """Save a new request."""

    async def save(self, demande: Demande) -> None:
        """Save what happened to a request."""

    async def ouvertes_de(self, structures: Sequence[str]) -> Sequence[UUID]:
        """Return the open requests of these structures that are not flagged yet."""

    async def suivies_par(self, personne: UUID) -> Sequence[str]:
        """Return the numbers of the open requests that somebody of the team answers for."""

    async def dont_le_poids_differe(self) -> Sequence[UUID]:
        """Return those whose kept load is not what their requests weigh."""

    async def en_cours_de(self, courriel: str) -> Mapping[UUID, Sequence[str]]:
        """Return who asked under this address, held, each with the numbers of their requests that have not ended."""

    async def oublier(self, demandeurs: Collection[UUID], le: datetime) -> None:
        """Forget who asked."""

    async def resolues_avant(self, instant: datetime, *, limite: int) -> Sequence[UUID]:
        """Return requests resolved before this instant, oldest first, those that nobody else holds."""


class Personnes(Protocol):
    """People and how to reach them."""

    async def de_sujet(self, sujet: str) -> Personne | None:
        """Return the person of an account, or None."""

    async def save(self, personne: Personne, le: datetime, contact: Contact | None = None) -> None:
        """Save a person at their new version; `contact` adds what is told to nobody: function, phone."""

    async def oublier_avant(self, instant: datetime, *, le: datetime, limite: int) -> int:
        """Forget those whose requests all ended before this instant; return how many."""


class Equipe(Protocol):
    """Those who help."""

    async def verrouiller(self) -> None:
        """Let one routing at a time see and move the loads, until the end of the transaction."""

    async def instantane(self, habituel: UUID | None, jour: date, parametres: Parametres) -> Instantane:
        """Return the picture that the router decides on, with the structure's usual interlocutor."""

    async def intervenant(self, personne: UUID) -> Intervenant | None:
        """Return somebody of the team, or None."""

    async def tous(self) -> Sequence[Intervenant]:
        """Return the whole team."""

    async def save(self, intervenant: Intervenant) -> None:
        """Save somebody's part of full time; their load is measured at the end of the unit."""

    async def mesurer(self, personnes: Sequence[UUID]) -> None:
        """Have these loads measured at the end of the unit."""

    async def dont_la_capacite_bouge(self, jour: date, parametres: Parametres) -> Sequence[UUID]:
        """Return those whose kept capacity is not that of this day."""


class Absences(Protocol):
    """Who is away."""

    async def ajouter(self, absence: Absence) -> None:
        """Save a new absence."""

    async def get(self, absence: UUID, jour: date) -> Absence:
        """Return an absence that has not passed on this day. Raises AbsenceInconnueError."""

    async def annuler(self, absence: UUID, le: datetime) -> None:
        """Take an absence back; it stays in the history."""


@dataclass(frozen=True, slots=True)
class CleDeDepot:
    """The key of a deposit, and the digest of what it asked."""

    cle: str
    empreinte: str


@dataclass(frozen=True, slots=True)
class DepotRetenu:
    """What was answered to a deposit made under a key."""

    empreinte: str
    demande: UUID
    numero: str


@dataclass(frozen=True, slots=True)
class ContexteDeDepot:
    """What is known before a deposit: its topic, who asks (with what is told to nobody), what its key answered."""

    parametres: Parametres
    thematique: Thematique | None
    demandeur: Personne | None
    contact: Contact
    retenu: DepotRetenu | None


@dataclass(frozen=True, slots=True)
class OuvertureDeDepot:
    """What is known once the routing is held: the number, where the structure stands, who usually answers to it.

    `doublon`: who asks has another request open on the same topic.
    """

    numero: str
    structure: SituationDeStructure | None
    habituel: UUID | None
    doublon: bool


class Depots(Protocol):
    """Deposits, and the keys under which they are made."""

    async def contexte(self, depot: Depot, cle: str | None, maintenant: datetime) -> ContexteDeDepot:
        """Hold the key, if any, until the end of the transaction. Raises DepotEnCoursError."""

    async def ouvrir(
        self, demande: UUID, depot: Depot, *, demandeur: UUID, cle: CleDeDepot | None, maintenant: datetime
    ) -> OuvertureDeDepot:
        """Hold the routing until the end of the transaction, take the next number of the year, and keep the answer."""

    async def oublier(self, avant: datetime) -> int:
        """Forget the keys taken before this instant; return how many."""


class Reglages(Protocol):
    """The tables of settings."""

    async def parametres(self) -> Parametres:
        """Return the settings."""

    async def thematique(self, code: str) -> Thematique | None:
        """Return a topic, or None."""

    async def codes_des_thematiques(self) -> Sequence[str]:
        """Return the codes of all the topics, in their order."""


class Deploiements(Protocol):
    """The DUI in use."""

    async def ajouter(self, deploiement: Deploiement) -> None:
        """Save a deployment, and tell it. Raises DuiDejaDeclareError."""


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def structures(self) -> Structures:
        """Return the copy of the directory."""

    @property
    def demandes(self) -> Demandes:
        """Return the requests."""

    @property
    def personnes(self) -> Personnes:
        """Return the people."""

    @property
    def equipe(self) -> Equipe:
        """Return the team."""

    @property
    def absences(self) -> Absences:
        """Return who is away."""

    @property
    def depots(self) -> Depots:
        """Return the deposits."""

    @property
    def reglages(self) -> Reglages:
        """Return the settings."""

    @property
    def deploiements(self) -> Deploiements:
        """Return the DUI in use."""
