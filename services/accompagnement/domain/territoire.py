"""Départements: those of the region, and how one is told by its code or its name."""

import re
import unicodedata

from services.accompagnement.domain.refus import DepartementInconnuError
from shared.kernel.territoire import OCCITANIE

_CODE = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-46]")
_HORS_USAGE = "20"


def exiger_departement(champ: str, valeur: str) -> str:
    """Return the code of the département told by its code or, in the region, by its name.

    Raises DepartementInconnuError.
    """
    dit = valeur.strip()
    code = dit.upper().zfill(2)
    if _CODE.fullmatch(code) and code != _HORS_USAGE:
        return code
    trouve = next((code for code, nom in OCCITANIE.items() if _nu(nom) == _nu(dit)), None)
    if trouve is None:
        raise DepartementInconnuError(champ=champ, valeur=valeur)
    return trouve


def nom_du_departement(code: str) -> str:
    """Return the name of a département of the region, or the code of another one."""
    return OCCITANIE.get(code, code)


def _nu(nom: str) -> str:
    lettres = (c for c in unicodedata.normalize("NFD", nom.lower()) if c.isalnum())
    return "".join(lettres)
