"""The doors of the left navigation (bottom bar on a phone): one row a page that exists, shown to who may open it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.identite import Identite, Role

_EQUIPE = frozenset({Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION})
_PILOTAGE = frozenset({Role.COORDINATION, Role.DIRECTION, Role.ARS})
_LIVRAISONS = frozenset({Role.ANIMATEUR, Role.COORDINATION, Role.OPERATEUR})
_DEMANDEURS = frozenset({Role.DEMANDEUR, Role.MEDECIN, Role.AMBASSADEUR})


@dataclass(frozen=True, slots=True)
class Entree:
    """One door: its address, its word, its icon, and what one finds behind it.

    `roles`: who finds it, among those who signed in; `etrangers`: who did not sign in finds it too. `compte`: the
    address of a fragment that holds the reader's own count.
    """

    cle: str
    adresse: str
    libelle: str
    icone: str
    quoi: str
    roles: frozenset[Role] = frozenset(Role)
    etrangers: bool = False
    compte: str = ""

    def pour(self, identite: Identite | None) -> bool:
        """Tell whether this person finds the door in the navigation."""
        return self.etrangers if identite is None else identite.role in self.roles


NAVIGATION: tuple[Entree, ...] = (
    Entree("accueil", "/accompagnement/", "Accueil", "home", "Ce qui vous attend.", etrangers=True),
    Entree(
        "demandes",
        "/accompagnement/demandes",
        "Demandes",
        "inbox",
        "Ce que les structures attendent, la plus ancienne d’abord.",
        _EQUIPE,
        compte="/accompagnement/compte",
    ),
    Entree(
        "coordination",
        "/accompagnement/coordination",
        "Coordination",
        "users",
        "Les demandes à qualifier, la charge par personne et par département.",
        _PILOTAGE,
    ),
    Entree(
        "demander",
        "/accompagnement/demander",
        "Demander",
        "help-circle",
        "Écrire à l’animateur de son territoire, sans compte.",
        _DEMANDEURS,
        etrangers=True,
    ),
    Entree(
        "annuaire",
        "/referentiel/",
        "Annuaire",
        "address-book",
        "Les structures d’Occitanie, leur équipement et leur histoire.",
        etrangers=True,
    ),
    Entree(
        "usages",
        "/usages/",
        "Usages",
        "chart-line",
        "L’usage des services numériques, site par site, face à sa cible.",
        _EQUIPE | _PILOTAGE | {Role.OPERATEUR},
    ),
    Entree(
        "livraisons",
        "/notifications/livraisons",
        "Livraisons",
        "send",
        "Les courriels envoyés, et ce qu’en a dit le serveur.",
        _LIVRAISONS,
    ),
    Entree(
        "coherence",
        "/referentiel/coherence",
        "Cohérence",
        "arrows-exchange",
        "Les copies que chaque service garde, comparées à leur source.",
        etrangers=True,
    ),
)


def portes(identite: Identite | None, entrees: Sequence[Entree] = NAVIGATION) -> tuple[Entree, ...]:
    """Return the doors of a person, those of every day first: a phone shows only the first ones."""
    return tuple(entree for entree in entrees if entree.pour(identite))


# Services that hold a copy of the directory and serve `/<service>/structures/{finess}/fragment`.
COPIES_DE_L_ANNUAIRE: tuple[str, ...] = ("usages", "accompagnement", "notifications", "sas")

LIBELLES_DES_SERVICES: dict[str, str] = {
    "referentiel": "Référentiel",
    "usages": "Usages",
    "accompagnement": "Accompagnement",
    "sas": "SAS",
    "notifications": "Notifications",
}


def libelle_du_service(service: str) -> str:
    """Return the name that people read for a service; an unnamed one is shown as it is, capitalised."""
    return LIBELLES_DES_SERVICES.get(service, service.capitalize())
