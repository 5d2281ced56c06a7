"""Who acts on a request, as the table of transitions names them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Acteur(StrEnum):
    """A part that somebody plays around a request."""

    DEMANDEUR = "demandeur"
    PRINCIPAL = "principal"
    INTERVENANT = "intervenant"
    REFERENT = "referent"
    COORDINATION = "coordination"
    SYSTEME = "systeme"

    @property
    def libelle(self) -> str:
        """Return the part as people read it."""
        return _LIBELLES[self]


_LIBELLES = {
    Acteur.DEMANDEUR: "la personne qui a demandé",
    Acteur.PRINCIPAL: "la personne à qui elle est affectée",
    Acteur.INTERVENANT: "l’équipe",
    Acteur.REFERENT: "un référent",
    Acteur.COORDINATION: "la coordination",
    Acteur.SYSTEME: "la plateforme",
}


@dataclass(frozen=True, slots=True)
class Auteur:
    """Who acts: the part, and the person where one is known. Whoever a request is affected to is its PRINCIPAL."""

    acteur: Acteur
    personne: UUID | None = None

    def parts(self, principal: UUID | None) -> frozenset[Acteur]:
        """Return the parts played around a request that this principal answers for."""
        if self.personne is not None and self.personne == principal:
            return frozenset({self.acteur, Acteur.PRINCIPAL})
        return frozenset({self.acteur})


SYSTEME = Auteur(Acteur.SYSTEME)
"""The platform itself: routing, timers, reactions."""
DEMANDEUR = Auteur(Acteur.DEMANDEUR)
"""Whoever holds the tracking link."""
