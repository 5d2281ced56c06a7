"""French telephone numbers in E.164, out of what people type: separators, two numbers in one field, lost zeros."""

import re
from collections.abc import Iterable

from services.referentiel.domain.defauts import CodeDefaut, Releve

CHAMP = "telephones"
_ENTRE_DEUX = re.compile(r"[/;,|]|\bou\b|\bet\b", re.IGNORECASE)
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_FORMES = (
    re.compile(r"(0[1-9][0-9]{8})"),
    re.compile(r"(?:\+|00)?33\(?0?\)?([1-9][0-9]{8})"),
    re.compile(r"0(0[1-9][0-9]{8})"),
    re.compile(r"([1-9][0-9]{8})"),
)
_INDICATIFS = {
    "0262": "262",
    "0263": "262",
    "0269": "262",
    "0639": "262",
    "0692": "262",
    "0693": "262",
    "0590": "590",
    "0690": "590",
    "0691": "590",
    "0594": "594",
    "0694": "594",
    "0596": "596",
    "0696": "596",
    "0697": "596",
}
"""Overseas numbers have their own country codes, by the first four digits of the national number."""


def normaliser(releve: Releve, valeurs: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers in E.164, in the order of the file, each once; the raw values stay in the defects."""
    trouves: dict[str, None] = {}
    for valeur in valeurs:
        if _NATIONAL.fullmatch(valeur):
            trouves[_e164(valeur)] = None
        elif valeur.strip():
            trouves.update(dict.fromkeys(_reparer(releve, valeur)))
    return tuple(trouves)


def _reparer(releve: Releve, valeur: str) -> list[str]:
    morceaux = [m for m in _ENTRE_DEUX.split(valeur) if m.strip()] or [valeur]
    if len(morceaux) == 1:
        morceaux = _couper(morceaux[0])
    lus = [_lire(morceau) for morceau in morceaux]
    bons = [numero for numero in lus if numero]
    if len(morceaux) > 1:
        code = CodeDefaut.TELEPHONE_DOUBLE
    else:
        code = CodeDefaut.TELEPHONE_MAL_FORME if bons else CodeDefaut.TELEPHONE_INUTILISABLE
    releve.noter(code, CHAMP, valeur, repare=bool(bons))
    if bons and len(bons) < len(lus):
        releve.noter(CodeDefaut.TELEPHONE_INUTILISABLE, CHAMP, valeur, repare=False)
    return bons


def _couper(morceau: str) -> list[str]:
    """Cut twenty digits in a row that are two national numbers."""
    chiffres = _chiffres(morceau)
    moities = [chiffres[:10], chiffres[10:]]
    return moities if all(_NATIONAL.fullmatch(m) for m in moities) else [morceau]


def _lire(morceau: str) -> str | None:
    chiffres = _chiffres(morceau)
    for forme in _FORMES:
        if lu := forme.fullmatch(chiffres):
            return _e164(lu[1][-9:].rjust(10, "0"))
    return None


def _chiffres(morceau: str) -> str:
    return re.sub(r"[\s.\-_]|\u00a0", "", morceau)


def _e164(national: str) -> str:
    return f"+{_INDICATIFS.get(national[:4], '33')}{national[1:]}"
