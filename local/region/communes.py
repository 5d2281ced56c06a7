"""The communes of the sample region: sixty-three real ones, read from the table beside."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Commune:
    """A real commune: INSEE code, one of its postcodes, name, and a point within its built-up part (WGS 84)."""

    insee: str
    code_postal: str
    nom: str
    latitude: float
    longitude: float

    @property
    def departement(self) -> str:
        """Code of the département, two digits here."""
        return self.insee[:2]

    @property
    def acheminement(self) -> str:
        """Its name as the register writes it: capitals, no accent, no punctuation."""
        return plain(self.nom)


# The head office of a legal entity may lie outside the region: the site's commune alone decides what is kept.
PARIS = Commune("75056", "75012", "Paris", 48.8417, 2.3876)


@cache
def communes() -> tuple[Commune, ...]:
    """All of them, département by département, the most populous first."""
    with files("local.region").joinpath("communes.csv").open(encoding="utf-8") as file:
        return tuple(
            Commune(row["insee"], row["code_postal"], row["nom"], float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file, delimiter=";")
        )


@cache
def departements() -> tuple[str, ...]:
    """The thirteen départements, in order."""
    return tuple(sorted({commune.departement for commune in communes()}))


def plain(text: str) -> str:
    """Capitals without accent; hyphens and apostrophes become spaces."""
    bare = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(character for character in bare if not unicodedata.combining(character))
    return kept.upper().replace("-", " ").replace("'", " ")
