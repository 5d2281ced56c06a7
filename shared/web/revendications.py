"""What the identity provider claims of a person, read as an identity: names of the claims are settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.kernel.errors import Refusal
from shared.kernel.identite import Identite, Role

_DEPARTEMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]")
_LONGEST = 255


class CompteSansRoleError(Refusal):
    """The person is known to the provider, and has no role of ours."""

    message = "Votre compte est reconnu, mais aucun rôle de la plateforme ne lui est donné. Contactez la coordination."
    statut = 403


class CompteIllisibleError(Refusal):
    """A claim that we need is absent, or is not of the shape agreed."""

    message = "Votre compte ne peut pas être lu (« {revendication} »). Contactez la coordination."
    statut = 403


@dataclass(frozen=True, kw_only=True)
class Revendications:
    """Under which names the provider tells the name, the role and the départements."""

    nom: str
    role: str
    departements: str

    def identite(self, claims: Mapping[str, Any]) -> Identite:
        """Raises CompteSansRoleError, CompteIllisibleError."""
        sujet = claims.get("sub")
        if not isinstance(sujet, str) or not 0 < len(sujet) <= _LONGEST:
            raise CompteIllisibleError(revendication="sub")
        nom = claims.get(self.nom, sujet)
        if not isinstance(nom, str) or not 0 < len(nom) <= _LONGEST:
            raise CompteIllisibleError(revendication=self.nom)
        return Identite(sujet, nom, self._role(claims), self._territoire(claims))

    def _role(self, claims: Mapping[str, Any]) -> Role:
        """One role of ours, alone or among roles that are not ours; two would be a guess."""
        told = _textes(claims.get(self.role, ()), self.role)
        ours = {role for role in Role if role.value in told}
        if not ours:
            raise CompteSansRoleError
        if len(ours) > 1:
            raise CompteIllisibleError(revendication=self.role)
        return ours.pop()

    def _territoire(self, claims: Mapping[str, Any]) -> frozenset[str]:
        told = _textes(claims.get(self.departements, ()), self.departements)
        if not all(_DEPARTEMENT.fullmatch(code) for code in told):
            raise CompteIllisibleError(revendication=self.departements)
        return frozenset(told)


def _textes(value: object, revendication: str) -> frozenset[str]:
    """A claim of several values: a list, or one text with commas or spaces."""
    if isinstance(value, str):
        return frozenset(value.replace(",", " ").split())
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return frozenset(value)
    raise CompteIllisibleError(revendication=revendication)
