"""Who asks: roles, and the territory in which a person acts. A role never opens another département by itself."""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.errors import Refusal


class Role(StrEnum):
    """What a person does on the platform."""

    DEMANDEUR = "demandeur"
    ANIMATEUR = "animateur"
    REFERENT = "referent"
    COORDINATION = "coordination"
    DIRECTION = "direction"
    ARS = "ars"
    REGULATEUR = "regulateur"
    MEDECIN = "medecin"
    AMBASSADEUR = "ambassadeur"
    OPERATEUR = "operateur"


REGIONAUX = frozenset({Role.REFERENT, Role.COORDINATION, Role.DIRECTION, Role.ARS, Role.OPERATEUR})
"""Roles that see the whole region; the others act in their own départements."""


class AccesRefuseError(Refusal):
    """The role does not allow this."""

    message = "Cette action est réservée à : {attendus}. Votre compte : {roles}."
    statut = 403


class TerritoireRefuseError(Refusal):
    """The person acts elsewhere."""

    message = "Le département {departement} n'est pas dans votre territoire ({territoire})."
    statut = 403


@dataclass(frozen=True, slots=True)
class Identite:
    """A person who signed in, or a program that holds a token for one."""

    sujet: str
    nom: str
    role: Role
    departements: frozenset[str] = frozenset()

    def couvre(self, departement: str | None) -> bool:
        """Tell whether the person may act in this département (None: not known yet, regional roles only)."""
        return self.role in REGIONAUX or departement in self.departements

    def exiger_territoire(self, departement: str | None) -> None:
        """Raises TerritoireRefuseError."""
        if not self.couvre(departement):
            territoire = ", ".join(sorted(self.departements)) or "aucun département"
            raise TerritoireRefuseError(departement=departement or "inconnu", territoire=territoire)
