"""Words that people write: cleaned, bounded, and free of patients' numbers before anything is stored."""

import re
import unicodedata

from services.accompagnement.domain.refus import NumeroDeSecuriteSocialeError, TexteTropLongError, TexteVideError

LONGUEUR_MAX = 10_000
"""Characters of a request's words, of an answer, of a note, of an orientation."""
LONGUEUR_D_UNE_LIGNE = 200

_S = r"[\s.\-‐-―_/]{0,2}"
_NIR = re.compile(
    r"(?<![0-9])(?P<debut>[123478]{s}[0-9]{s}[0-9]{s}(?:0{s}[1-9]|1{s}[0-2]|[2-3]{s}[0-9]|4{s}[0-2]|[5-9]{s}[0-9]){s}"
    r"(?:0{s}[1-9]|2{s}[ABab0-9]|[13-9]{s}[0-9]){s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9]{s}[0-9])"
    r"(?:{s}(?P<cle>[0-9]{s}[0-9]))?(?![0-9])".replace("{s}", _S)
)
"""Sex, year, month (or its code when unknown), département (Corsica: 2A, 2B), commune, rank, and perhaps the key."""


def nettoyer(texte: str) -> str:
    """Return the text composed (NFC), without what cannot be written: controls, lone surrogates, outer spaces."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n")
    gardes = (c for c in lignes if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(gardes)).strip()


def exiger_texte(champ: str, valeur: str, *, limite: int = LONGUEUR_MAX, vide: bool = False) -> str:
    """Return the cleaned text. Raises TexteTropLongError, TexteVideError (unless `vide`), NumeroDeSecuriteSocialeError.

    The refusals name the field and never repeat what was written.
    """
    if len(valeur) > limite:
        raise TexteTropLongError(champ=champ, longueur=_nombre(len(valeur)), limite=_nombre(limite))
    texte = nettoyer(valeur)
    if not texte and not vide:
        raise TexteVideError(champ=champ)
    if contient_un_nir(texte):
        raise NumeroDeSecuriteSocialeError(champ=champ)
    return texte


def contient_un_nir(texte: str) -> bool:
    """Tell whether a social security number stands in the text: 13 characters, or 15 with its key, spaces allowed.

    With a key, either the key is right or the number is written as such (in one piece, or grouped as on a card); a
    number of 13 characters has no key to be judged by, and its shape is enough.
    """
    lisible = "".join(c for c in unicodedata.normalize("NFKC", texte) if unicodedata.category(c) != "Cf")
    return any(_est_un_nir(trouve) for trouve in _NIR.finditer(lisible))


def _est_un_nir(trouve: re.Match[str]) -> bool:
    cle = trouve["cle"]
    if cle is None:
        return True
    debut = re.sub(r"[^0-9A-Z]", "", trouve["debut"].upper())
    nombre = int(debut.replace("2A", "19").replace("2B", "18") if debut[6] in "AB" else debut)
    return 97 - nombre % 97 == int(re.sub(r"[^0-9]", "", cle)) or _est_groupe_comme_un_nir(trouve[0])


def _est_groupe_comme_un_nir(ecrit: str) -> bool:
    groupes = [len(groupe) for groupe in re.split(r"[^0-9A-Za-z]+", ecrit)]
    return groupes in ([15], [13, 2], [1, 2, 2, 2, 3, 3, 2])


def _nombre(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")
