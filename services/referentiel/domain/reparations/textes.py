"""Texts, numbers and dates as they should have been written."""

import re
from datetime import date

from services.referentiel.domain.defauts import CodeDefaut, Releve

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)([ T].*)?", re.ASCII)
_SEPARATEURS = re.compile(r"[\s.]")


def nettoyer(valeur: str) -> str:
    """Return the text trimmed, its runs of white space collapsed, its invisible characters gone."""
    propre = " ".join(valeur.split())
    if propre.isprintable():
        return propre
    return " ".join("".join(c for c in propre if c.isprintable()).split())


def texte(releve: Releve, champ: str, valeur: str | None) -> str | None:
    """Return the text cleaned, None when it says nothing."""
    if valeur is None:
        return None
    propre = nettoyer(valeur)
    if propre and propre != valeur:
        releve.noter(CodeDefaut.ESPACES_SUPERFLUS, champ, valeur, repare=True)
    return propre or None


def texte_requis(releve: Releve, champ: str, valeur: str | None, recours: str | None = None) -> str:
    """Return the text cleaned; when it says nothing, what stands in for it, else an empty text."""
    propre = texte(releve, champ, valeur)
    if propre is None:
        releve.noter(CodeDefaut.VALEUR_ABSENTE, champ, valeur or "", repare=bool(recours))
        return recours or ""
    return propre


def numero(releve: Releve, champ: str, valeur: str | None, *, chiffres: int) -> str | None:
    """Return an identifier of so many digits (SIRET, SIREN), None when it is not one."""
    if valeur is None or not valeur.strip():
        return None
    compact = _SEPARATEURS.sub("", valeur)
    if len(compact) != chiffres or not (compact.isascii() and compact.isdigit()):
        releve.noter(CodeDefaut.IDENTIFIANT_INVALIDE, champ, valeur, repare=False)
        return None
    if compact != valeur:
        releve.noter(CodeDefaut.ESPACES_SUPERFLUS, champ, valeur, repare=True)
    return compact


def jour(releve: Releve, champ: str, valeur: str | None) -> date | None:
    """Return the day of a date (`AAAA-MM-JJ`, with or without an hour), None when it is not one."""
    if valeur is None or not valeur.strip():
        return None
    if forme := _DATE.fullmatch(valeur.strip()):
        try:
            return date.fromisoformat(forme[1])
        except ValueError:
            releve.noter(CodeDefaut.DATE_INVALIDE, champ, valeur, repare=False)
            return None
    releve.noter(CodeDefaut.DATE_INVALIDE, champ, valeur, repare=False)
    return None
