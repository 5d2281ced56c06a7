"""Where questions are answered from: the readings of one instant, beside the repositories."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.accompagnement.domain.etats import Etat
from services.accompagnement.domain.ports import Unit
from services.accompagnement.usecases.lectures import (
    ContactVu,
    DeploiementVu,
    EvenementVu,
    IntervenantVu,
    LigneDeBoite,
    MessageVu,
    StructureVue,
    Theme,
)
from services.accompagnement.usecases.lectures_equipe import AbsenceVue, ChargeVue, LogicielVu


class LecturesDeDemandes(Protocol):
    """What is read of requests."""

    async def ma_boite(
        self, personne: UUID | None, etats: Sequence[Etat], motifs: Sequence[str] = ()
    ) -> tuple[LigneDeBoite, ...]:
        """Return the requests of one person, or all, in these states, that meet every pattern: what waits first.

        Patterns are those of LIKE, in lower case and without accents, and the longest list is LIGNES_AU_PLUS.
        """

    async def nombres(self, personne: UUID | None, etats: Sequence[Etat]) -> Mapping[Etat, int]:
        """Return how many requests one person has in each of these states, or how many there are."""

    async def signalees(self, personne: UUID | None) -> tuple[LigneDeBoite, ...]:
        """Return the open requests that are flagged, of one person or of all."""

    async def a_qualifier(self) -> tuple[LigneDeBoite, ...]:
        """Return what waits for the coordination, oldest first."""

    async def demandes_de(self, finess: str) -> tuple[LigneDeBoite, ...]:
        """Return the last requests of a structure, newest first."""

    async def nombres_de(self, finess: str) -> tuple[int, int]:
        """Return how many requests of a structure are open, and how many there ever were."""

    async def interlocuteur(self, finess: str) -> tuple[str, datetime] | None:
        """Return name and date of a structure's usual interlocutor, or None."""

    async def structure(self, finess: str) -> StructureVue | None:
        """Return a structure of our copy of the directory, or None."""

    async def chercher(self, motifs: Sequence[str]) -> tuple[StructureVue, ...]:
        """Return the open structures in which every pattern is found, by name."""

    async def contact(self, personne: UUID) -> ContactVu:
        """Return how to reach who asked; empty once they are forgotten."""

    async def theme(self, code: str) -> Theme:
        """Return a topic of the table."""

    async def themes(self) -> tuple[Theme, ...]:
        """Return the topics, in the order of the form."""

    async def logiciels(self) -> tuple[LogicielVu, ...]:
        """Return the DUI of the list."""

    async def fil(self, demande: UUID) -> tuple[MessageVu, ...]:
        """Return the thread, internal notes included, oldest first."""

    async def histoire(self, demande: UUID) -> tuple[EvenementVu, ...]:
        """Return the life of a request, oldest first."""

    async def deploiements(self, finess: str) -> tuple[DeploiementVu, ...]:
        """Return the DUI declared at a site, newest first."""


class LecturesDEquipe(Protocol):
    """What is read of the team."""

    async def charges(self, jour: date, personne: UUID | None = None) -> tuple[ChargeVue, ...]:
        """Return the kept load of one person or of all, by name."""

    async def intervenants(self, jour: date, personne: UUID | None = None) -> tuple[IntervenantVu, ...]:
        """Return one person of the team or all, by name."""

    async def par_departement(self) -> Mapping[str, tuple[int, int]]:
        """Return, by département, the open requests and those of them that wait for the coordination."""

    async def absences(self, jour: date, personne: UUID | None = None) -> tuple[AbsenceVue, ...]:
        """Return the absences under way or to come, of one person or of all."""


class Vue(Protocol):
    """All that can be read at one instant."""

    @property
    def unit(self) -> Unit:
        """Return the repositories, to be read only."""

    @property
    def demandes(self) -> LecturesDeDemandes:
        """Return what is read of requests."""

    @property
    def equipe(self) -> LecturesDEquipe:
        """Return what is read of the team."""

    @property
    def maintenant(self) -> datetime:
        """Return the instant."""
