"""The doors of the left navigation (bottom bar on a phone): one row a page that exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entree:
    """One door: its address, its word and its icon."""

    cle: str
    adresse: str
    libelle: str
    icone: str


NAVIGATION: tuple[Entree, ...] = (
    Entree("annuaire", "/referentiel/", "Annuaire", "address-book"),
    Entree("coherence", "/referentiel/coherence", "Cohérence", "arrows-exchange"),
)

# Services that hold a copy of the directory and serve `/<service>/structures/{finess}/fragment`.
COPIES_DE_L_ANNUAIRE: tuple[str, ...] = ("usages", "accompagnement", "sas")

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
