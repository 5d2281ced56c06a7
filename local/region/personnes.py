"""The demo people of the region: invented, named by what they do; the one list that all of the local platform reads."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from shared.kernel.identite import Identite, Role
from shared.kernel.territoire import OCCITANIE

# The most populated départements have two animators, the others one.
A_DEUX = ("11", "12", "30", "31", "34", "66", "81", "82")
EXPERTISES = {
    "medico-social": "médico-social", "enfance-tnd": "enfance et TND", "cancer": "cancer", "urgences": "urgences",
}  # fmt: skip
AUTRES = (
    ("demandeur", "Demandeur", Role.DEMANDEUR, ("31",)),
    ("direction", "Direction", Role.DIRECTION, ()),
    ("ars", "Agence régionale de santé", Role.ARS, ()),
    ("regulateur", "Régulateur Haute-Garonne", Role.REGULATEUR, ("31",)),
    ("medecin", "Médecin Haute-Garonne", Role.MEDECIN, ("31",)),
    ("ambassadeur", "Ambassadeur Haute-Garonne", Role.AMBASSADEUR, ("31",)),
    ("operateur", "Opérateur", Role.OPERATEUR, ()),
)
INTERVENANTS = frozenset({Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION})


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody who may sign in."""

    sujet: str
    nom: str
    role: Role
    departements: tuple[str, ...]

    @property
    def courriel(self) -> str:
        """An address that leads nowhere but to the local mailbox."""
        return f"{self.sujet}@maillage.invalid"

    @property
    def identite(self) -> Identite:
        """The same person, once signed in."""
        return Identite(self.sujet, self.nom, self.role, frozenset(self.departements))

    @property
    def revendications(self) -> dict[str, object]:
        """What the identity provider claims of them."""
        return {
            "name": self.nom,
            "email": self.courriel,
            "role": self.role.value,
            "departements": list(self.departements),
        }


@cache
def personnes() -> tuple[Personne, ...]:
    """The demo people, by role."""
    animateurs = [
        Personne(f"animateur-{code}-{rang}", f"Animateur {nom} {rang}", Role.ANIMATEUR, (code,))
        for code, nom in OCCITANIE.items()
        for rang in range(1, 3 if code in A_DEUX else 2)
    ]
    referents = [
        Personne(f"referent-{cle}", f"Référent {expertise}", Role.REFERENT, ()) for cle, expertise in EXPERTISES.items()
    ]
    coordination = [Personne(f"coordination-{n}", f"Coordination {n}", Role.COORDINATION, ()) for n in (1, 2)]
    return (*animateurs, *referents, *coordination, *(Personne(*autre) for autre in AUTRES))


def personne_de(role: Role, departement: str | None = None) -> Personne | None:
    """The first person of a role, in a département when one is asked for; None when there is nobody."""
    found = (p for p in personnes() if p.role is role and departement in {None, *p.departements})
    return next(found, None)


def intervenants_csv() -> str:
    """The people whom requests are given to, as `maillage import intervenants` reads them."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(("sujet", "nom", "courriel", "profil", "departements", "etp"))
    for p in personnes():
        if p.role in INTERVENANTS:
            rows.writerow((p.sujet, p.nom, p.courriel, p.role.value, ",".join(p.departements), "1"))
    return text.getvalue()
