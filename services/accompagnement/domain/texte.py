"""Words that people write: cleaned, bounded, and free of patients' numbers before anything is stored."""

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate

from services.accompagnement.domain.refus import NumeroDeSecuriteSocialeError, TexteTropLongError, TexteVideError

LONGUEUR_MAX = 10_000
"""Characters of a request's words, of an answer, of a note, of an orientation."""
LONGUEUR_D_UNE_LIGNE = 200

_SERRE = r"[\s.\-‐-―_/]{0,2}"
_LARGE = r"[\s.\-‐-―_/,:;()·•‧∙]*+"
_FORME = (
    r"(?P<debut>[123478]{s}[0-9]{s}[0-9]{s}(?:0{s}[1-9]|1{s}[0-2]|[2-3]{s}[0-9]|4{s}[0-2]|[5-9]{s}[0-9]){s}"
    r"(?:0{s}[1-9]|2{s}[AB0-9]|[13-9]{s}[0-9]){s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9])"
    r"(?:{s}(?P<cle>[0-9]{s}[0-9]))?"
)
"""Sex, year, month (or its code when unknown), département (Corsica: 2A, 2B), commune, rank, and perhaps the key."""
_NIR_SERRE = re.compile(rf"(?<![0-9]){_FORME}(?![0-9])".replace("{s}", _SERRE))
_NIR_LARGE = re.compile(rf"(?<![0-9])(?=(?P<tout>{_FORME})(?![0-9]))".replace("{s}", _LARGE))
_GROUPES_AVEC_CLE = ([15], [13, 2], [1, 2, 2, 2, 3, 3, 2])
_SANS_CLE, _AVEC_CLE = 13, 15
_COUPES = frozenset({1, 3, 5, 7, 10, _SANS_CLE, _AVEC_CLE})
"""Where people cut the number: after the sex, the year, the month, the département, the commune, the rank."""
_CHIFFRES_AU_MOINS = 12


def nettoyer(texte: str) -> str:
    """Return the text composed (NFC), without what cannot be written: controls, lone surrogates, outer spaces."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n")
    gardes = (c for c in lignes if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(gardes)).strip()


def exiger_texte(
    champ: str,
    valeur: str,
    *,
    limite: int = LONGUEUR_MAX,
    vide: bool = False,
    forme: Callable[[str], str] = nettoyer,
) -> str:
    """Return the text in the form in which it is kept: cleaned, unless another one is given.

    Raises TexteTropLongError, TexteVideError (unless `vide`), NumeroDeSecuriteSocialeError. The refusals name the field
    and never repeat what was written.
    """
    if len(valeur) > limite:
        raise TexteTropLongError(champ=champ, longueur=_nombre(len(valeur)), limite=_nombre(limite))
    texte = forme(valeur)
    if not texte and not vide:
        raise TexteVideError(champ=champ)
    return exiger_sans_nir(champ, texte)


def exiger_ligne(champ: str, valeur: str, *, vide: bool = False) -> str:
    """Return the words on one line, one space between them. Raises as exiger_texte."""
    return exiger_texte(champ, valeur, limite=LONGUEUR_D_UNE_LIGNE, vide=vide, forme=_d_une_ligne)


def exiger_sans_nir(champ: str, valeur: str) -> str:
    """Return a value in the form in which it is kept. Raises NumeroDeSecuriteSocialeError."""
    if contient_un_nir(valeur):
        raise NumeroDeSecuriteSocialeError(champ=champ)
    return valeur


def contient_un_nir(texte: str) -> bool:
    """Tell whether a social security number stands in the text: 13 characters, or 15 with its key, however cut.

    Written tightly, a space, a dot or a dash at most in between, the key is right or the number is written as such (in
    one piece, or grouped as on a card); 13 characters have no key to be judged by, and their shape is enough. Written
    loosely, with commas, colons, brackets or wide blanks, it is told from hours and lists of numbers by being cut where
    people cut it, and by its key or by the same sign all along.
    """
    compose = unicodedata.normalize("NFKC", texte)
    if sum(map(str.isdecimal, compose)) < _CHIFFRES_AU_MOINS:
        return False
    visibles = (c for c in compose if unicodedata.category(c) != "Cf")
    lisible = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in visibles).upper()
    return any(map(_est_un_nir_serre, _NIR_SERRE.finditer(lisible))) or any(
        map(_est_un_nir_large, _NIR_LARGE.finditer(lisible))
    )


def _est_un_nir_serre(trouve: re.Match[str]) -> bool:
    debut, cle = trouve["debut"], trouve["cle"]
    return cle is None or _cle_juste(debut, cle) or _groupes(trouve[0]) in _GROUPES_AVEC_CLE


def _est_un_nir_large(trouve: re.Match[str]) -> bool:
    debut, cle = trouve["debut"], trouve["cle"]
    groupes = _groupes(trouve["tout"])
    coupes = set(accumulate(groupes))
    if set(groupes) != {1} and not coupes <= _COUPES:
        return False
    signes = {signe.strip().replace(")", "(") for signe in re.findall(r"[^0-9AB]+", debut)}
    return (len(signes) <= 1 and _SANS_CLE in coupes) or (cle is not None and _cle_juste(debut, cle))


def _cle_juste(debut: str, cle: str) -> bool:
    corps = re.sub(r"[^0-9AB]", "", debut)
    nombre = int(corps.replace("2A", "19").replace("2B", "18") if corps[6] in "AB" else corps)
    return 97 - nombre % 97 == int(re.sub(r"[^0-9]", "", cle))


def _groupes(ecrit: str) -> list[int]:
    return [len(groupe) for groupe in re.split(r"[^0-9AB]+", ecrit)]


def _d_une_ligne(texte: str) -> str:
    return " ".join(nettoyer(texte).split())


def _nombre(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")
