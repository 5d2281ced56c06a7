"""What the register's file says of a site, before any repair: raw texts, None where the file says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoordonneesLues:
    """The two pairs of coordinates of an address, which may hold anything, and the key of the address base."""

    x: str | None
    y: str | None
    latitude: str | None
    longitude: str | None
    cle_ban: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdresseLue:
    """One of the addresses of a site."""

    usage: str | None
    numero: str | None
    type_voie: str | None
    voie: str | None
    complement_voie: str | None
    complement_point: str | None
    lieu_dit: str | None
    code_postal: str | None
    code_commune: str | None
    commune: str | None
    coordonnees: CoordonneesLues | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntiteLue:
    """The legal entity under which the site is written."""

    finess: str | None
    nom: str | None
    nom_long: str | None
    siren: str | None
    statut_juridique: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLu:
    """A site as written. `finess` is trimmed: it is what the site is found by."""

    finess: str
    nom: str | None
    nom_long: str | None
    complement_nom: str | None
    categorie: str | None
    siret: str | None
    etat: str | None
    date_ouverture: str | None
    date_autorisation: str | None
    date_fermeture: str | None
    adresses: tuple[AdresseLue, ...]
    telephones: tuple[str, ...]
    entite_juridique: EntiteLue


def rang_adresse_geographique(usages: Sequence[str | None]) -> int | None:
    """Return the rank of the address of the site: the first of usage 03, else the first, else None."""
    rang_03 = next((rang for rang, usage in enumerate(usages) if usage and usage.strip() == "03"), None)
    if rang_03 is not None:
        return rang_03
    return 0 if usages else None
