"""People of the tests: those of the sample region, and an application's door that always sees the same one."""

from dataclasses import dataclass

from starlette.requests import Request

from local.region.personnes import personnes
from shared.kernel.identite import Identite, Role


@dataclass(frozen=True)
class Connu:
    """Always this person; None: always a stranger."""

    identite: Identite | None

    async def identify(self, _: Request) -> Identite | None:
        return self.identite


def de(sujet: str) -> Identite:
    """Return somebody of the sample region."""
    return next(p.identite for p in personnes() if p.sujet == sujet)


def personne(role: Role, *departements: str, sujet: str = "", nom: str = "") -> Identite:
    """Return somebody else, of this role, in these départements."""
    sujet = sujet or "-".join((role.value, *departements))
    return Identite(sujet, nom or " ".join((role.value.capitalize(), *departements)), role, frozenset(departements))


ANIMATEUR_31 = de("animateur-31-1")
ANIMATEUR_31_2 = de("animateur-31-2")
ANIMATEUR_34 = de("animateur-34-1")
DEMANDEUR = de("demandeur")
REFERENT = de("referent-medico-social")
COORDINATION = de("coordination-1")
DIRECTION = de("direction")
ARS = de("ars")
REGULATEUR = de("regulateur")
MEDECIN = de("medecin")
AMBASSADEUR = de("ambassadeur")
OPERATEUR = de("operateur")

TOUS: tuple[Identite, ...] = (
    DEMANDEUR, ANIMATEUR_31, REFERENT, COORDINATION, DIRECTION, ARS, REGULATEUR, MEDECIN, AMBASSADEUR, OPERATEUR,
)  # fmt: skip
"""One of each role."""
