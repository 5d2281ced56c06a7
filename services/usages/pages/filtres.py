"""The filters of the overview: all of them in the address, so that a shared link and an export show the same."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query

from services.usages.domain.mois import ajouter_mois

ADRESSE = "/usages/"
EXPORT = "/usages/export.csv"
MOIS_MONTRES = 12

CodeMois = Annotated[str, Query(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")]
EtatDeSite = Literal["", "en_retard", "en_cours", "atteinte"]


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the reader asked for; an empty text lets everything through."""

    indicateur: str = ""
    departement: str = ""
    depuis: str = ""
    jusqu_a: str = ""
    etat: EtatDeSite = ""
    page: int = 1

    def adresse(self, base: str = ADRESSE) -> str:
        """Return the address of this view."""
        given = _donnes(asdict(self))
        return f"{base}?{urlencode(given)}" if given else base

    def garder(self, mois: date, connus: tuple[date, ...]) -> bool:
        """Tell whether a month is shown: between the months asked for, else the last twelve known ones."""
        debut, fin = self.bornes(connus)
        return debut <= mois <= fin

    def bornes(self, connus: tuple[date, ...]) -> tuple[date, date]:
        """Return the first and the last month shown; months given in the wrong order are put right."""
        dernier = connus[-1] if connus else date.min
        fin = premier_du(self.jusqu_a) if self.jusqu_a else dernier
        debut = premier_du(self.depuis) if self.depuis else _avant(fin)
        return (debut, fin) if debut <= fin else (fin, debut)


def premier_du(code: str) -> date:
    """Return the first day of a month written `2026-03`."""
    return date.fromisoformat(f"{code}-01")


def _avant(fin: date) -> date:
    return fin if fin == date.min else ajouter_mois(fin, 1 - MOIS_MONTRES)


def _donnes(valeurs: Mapping[str, object]) -> dict[str, object]:
    return {nom: valeur for nom, valeur in valeurs.items() if valeur and (nom, valeur) != ("page", 1)}
