"""A structure of the directory: one site of the national register, whole, at one version."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Etat(StrEnum):
    """Whether the site works."""

    OUVERTE = "ouverte"
    FERMEE = "fermee"


@dataclass(frozen=True, slots=True)
class Adresse:
    """Where a site stands, as repaired. Unknown parts are None; an unknown postcode or town is an empty text."""

    numero: str | None
    type_voie: str | None
    voie: str | None
    complement: str | None
    lieu_dit: str | None
    code_postal: str
    code_commune: str | None
    commune: str


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class EntiteJuridique:
    """The legal entity that a site belongs to, wherever its own address is."""

    finess: str
    nom: str
    nom_long: str
    siren: str | None
    statut_juridique: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The state of a site. Version 0 is a reading of the file that nobody was told of yet.

    `constate_le` is the date of the file that showed this version, `changements` the fields that differ from the
    version before (paths such as `adresse.voie`).
    """

    finess: str
    nom: str
    nom_long: str
    complement_nom: str | None
    categorie: str
    siret: str | None
    etat: Etat
    date_ouverture: date | None
    date_autorisation: date | None
    date_fermeture: date | None
    departement: str
    departement_deduit: bool
    adresse: Adresse
    point: Point | None
    telephones: tuple[str, ...]
    entite_juridique: EntiteJuridique
    constate_le: datetime
    changements: tuple[str, ...] = ()
    version: int = 0

    def est_ouverte(self) -> bool:
        """Tell whether the site works."""
        return self.etat is Etat.OUVERTE
