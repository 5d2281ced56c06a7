"""Who acts on a request, as the table of transitions names them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Acteur(StrEnum):
    """A part that somebody plays around a request."""

    DEMANDEUR = "demandeur"
    PRINCIPAL = "principal"
    SUPPLEANT = "suppleant"
    RELEVE = "releve"
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
    Acteur.SUPPLEANT: "un animateur présent du département, si personne de présent n’en répond",
    Acteur.RELEVE: "la coordination, si la personne à qui elle est affectée est absente",
    Acteur.INTERVENANT: "l’équipe",
    Acteur.REFERENT: "un référent",
    Acteur.COORDINATION: "la coordination",
    Acteur.SYSTEME: "la plateforme",
}
_REMPLACANTS = {Acteur.INTERVENANT: Acteur.SUPPLEANT, Acteur.COORDINATION: Acteur.RELEVE}


@dataclass(frozen=True, slots=True)
class Auteur:
    """Who acts: the part, and the person where one is known. Whoever a request is affected to is its PRINCIPAL.

    `remplace`: the request has nobody present to answer for it, and this author may see to it (`domain.suppleance`).
    """

    acteur: Acteur
    personne: UUID | None = None
    remplace: bool = False

    def parts(self, principal: UUID | None) -> frozenset[Acteur]:
        """Return the parts played around a request that this principal answers for."""
        parts = {self.acteur}
        if self.personne is not None and self.personne == principal:
            parts.add(Acteur.PRINCIPAL)
        if self.remplace and self.acteur in _REMPLACANTS:
            parts.add(_REMPLACANTS[self.acteur])
        return frozenset(parts)


SYSTEME = Auteur(Acteur.SYSTEME)
"""The platform itself: routing, timers, reactions."""
DEMANDEUR = Auteur(Acteur.DEMANDEUR)
"""Whoever holds the tracking link."""
