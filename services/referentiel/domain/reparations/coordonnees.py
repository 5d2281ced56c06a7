"""The point of a site, out of two pairs of coordinates that may be swapped, in two systems, or worth nothing.

Metropolitan ranges do not overlap, so that each pair tells by itself its system and its order (data of the register:
`coordonneeX` holds the northing, `coordonneeY` the easting, `direction*` the degrees, most of the time).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from services.referentiel.domain.defauts import CodeDefaut, Releve
from services.referentiel.domain.lecture import CoordonneesLues
from services.referentiel.domain.structure import Point

Projeter = Callable[[float, float], tuple[float, float]]
"""Lambert 93 (easting, northing, metres) to WGS84 (latitude, longitude, degrees)."""

CHAMP = "point"
_NOMBRE = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]*)?")
_PRECISION = 6


@dataclass(frozen=True, slots=True)
class Systeme:
    """A reference system, by the range of its values over metropolitan France and Corsica."""

    nom: str
    nord: tuple[float, float]
    est: tuple[float, float]

    def contient(self, nord: float, est: float) -> bool:
        """Tell whether the pair, in this order, is of this system."""
        return self.nord[0] <= nord <= self.nord[1] and self.est[0] <= est <= self.est[1]


WGS84 = Systeme("WGS84", nord=(41.0, 51.6), est=(-5.6, 9.8))
LAMBERT_93 = Systeme("Lambert 93", nord=(6_000_000.0, 7_200_000.0), est=(100_000.0, 1_250_000.0))


@dataclass(frozen=True, slots=True)
class Paire:
    """A usable pair, put in order."""

    systeme: Systeme
    nord: float
    est: float
    permutee: bool


def lire_point(releve: Releve, lues: CoordonneesLues | None, projeter: Projeter) -> Point | None:
    """Return the point of the site in WGS84, None when there is none, or none that can be used."""
    if lues is None:
        return None
    ecrites = [
        (nord, est, texte)
        for nord, est, texte in (
            (lues.latitude, lues.longitude, f"latitude={lues.latitude or ''} longitude={lues.longitude or ''}"),
            (lues.y, lues.x, f"X={lues.x or ''} Y={lues.y or ''}"),
        )
        if (nord or "").strip() or (est or "").strip()
    ]
    paires = [(classer(nord, est), texte) for nord, est, texte in ecrites]
    point = _meilleur_point([paire for paire, _ in paires if paire], projeter)
    for paire, texte in paires:
        if paire is None:
            releve.noter(CodeDefaut.COORDONNEES_INUTILISABLES, CHAMP, texte, repare=point is not None)
        elif paire.permutee:
            releve.noter(CodeDefaut.COORDONNEES_PERMUTEES, CHAMP, texte, repare=True)
    if point and lues.cle_ban and lues.cle_ban.strip() and "_" not in lues.cle_ban:
        releve.noter(CodeDefaut.POINT_DE_COMMUNE, CHAMP, lues.cle_ban, repare=False)
        return None
    return point


def classer(nord: str | None, est: str | None) -> Paire | None:
    """Return the pair with its system, in order, or None when it is of no system."""
    a, b = _nombre(nord), _nombre(est)
    if a is None or b is None:
        return None
    for systeme in (WGS84, LAMBERT_93):
        if systeme.contient(a, b):
            return Paire(systeme, a, b, permutee=False)
        if systeme.contient(b, a):
            return Paire(systeme, b, a, permutee=True)
    return None


def _meilleur_point(paires: list[Paire], projeter: Projeter) -> Point | None:
    for paire in paires:
        if paire.systeme is WGS84:
            return Point(round(paire.nord, _PRECISION), round(paire.est, _PRECISION))
    if not paires:
        return None
    latitude, longitude = projeter(paires[0].est, paires[0].nord)
    return Point(round(latitude, _PRECISION), round(longitude, _PRECISION))


def _nombre(valeur: str | None) -> float | None:
    if valeur is None or _NOMBRE.fullmatch(valeur.strip()) is None:
        return None
    return float(valeur)
