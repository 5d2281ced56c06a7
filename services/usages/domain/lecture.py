"""One line of a file of figures, checked field by field: a figure, or the reason why it is set aside."""

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Generic, TypeVar

from services.usages.domain.importation import LigneEcartee
from services.usages.domain.mois import texte_du_mois
from shared.kernel.finess import cle_luhn, est_finess
from shared.kernel.territoire import OCCITANIE

COLONNES = ("finess", "indicateur", "mois", "numerateur", "denominateur")
PREMIERE_ANNEE = 2000
PLUS_GRAND = 999_999_999_999
BRUTE_MAX, VALEUR_MAX = 10_000, 200
_RETENUES = 100_000
_MOIS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_FORME_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}")
_LONGUEUR_FINESS = 9
_BLANCS = str.maketrans("", "", " \u202f\xa0")

T = TypeVar("T")


LigneLue = tuple[int, str, str, date, int, int, bool]
"""A figure as read: line, FINESS number, indicator, month, numerator, denominator, and whether the number had lost
its leading zero. A plain tuple, in this order: there are millions of them."""


class ChampRefuseError(ValueError):
    """A field cannot be used: which one, as written, and why."""

    def __init__(self, champ: str, valeur: str, motif: str) -> None:
        super().__init__(motif)
        self.champ = champ
        self.valeur = valeur
        self.motif = motif


class _Memoire(dict[str, T], Generic[T]):
    """Texts already read: a million lines hold few different ones. Refusals are not kept."""

    def __init__(self, lire: Callable[[str], T]) -> None:
        super().__init__()
        self._lire = lire

    def __missing__(self, texte: str) -> T:
        valeur = self._lire(texte)
        if len(self) < _RETENUES:
            self[texte] = valeur
        return valeur


class Lecteur:
    """Reads lines against the known indicators and the present month."""

    def __init__(self, indicateurs: Collection[str], mois_courant: date) -> None:
        self._indicateurs = frozenset(indicateurs)
        self._mois_courant = mois_courant
        self._avec_motif = False
        self._retablis: set[str] = set()
        self._finess = _Memoire(self._lire_finess)
        self._indicateur = _Memoire(self._lire_indicateur)
        self._mois = _Memoire(self._lire_mois)
        self._numerateur = _Memoire(lambda texte: _lire_nombre("numerateur", texte))
        self._denominateur = _Memoire(lambda texte: _lire_nombre("denominateur", texte))

    def ignorer_le_motif(self) -> None:
        """Pass over a last column: the file is a quarantine that comes back, each line with why it was set aside."""
        self._avec_motif = True

    def lire(self, ligne: int, brute: str) -> LigneLue | LigneEcartee:
        """Return the figure of a line, or the line set aside with its first fault."""
        champs = couper(brute)
        if self._avec_motif and len(champs) > len(COLONNES):
            champs = champs[:-1]
            brute = recoudre(champs)
        if len(champs) != len(COLONNES):
            motif = f"{len(COLONNES)} colonnes sont attendues, {len(champs)} lue{'s' * (len(champs) > 1)}"
            return ecarter(ligne, brute, ChampRefuseError("ligne", brute, motif))
        finess, indicateur, mois, *nombres = champs
        try:
            numero = self._finess[finess]
            code, jour = self._indicateur[indicateur], self._mois[mois]
            numerateur, denominateur = self._numerateur[nombres[0]], self._denominateur[nombres[1]]
        except ChampRefuseError as refus:
            return ecarter(ligne, brute, refus)
        if numerateur and not denominateur:
            motif = f"le dénominateur est 0 alors que le numérateur est {numerateur}"
            return ecarter(ligne, brute, ChampRefuseError("denominateur", nombres[1], motif))
        return ligne, numero, code, jour, numerateur, denominateur, finess in self._retablis

    def _lire_finess(self, texte: str) -> str:
        """Return the number; a lost zero is given back to those of the region alone, elsewhere it would be a guess."""
        numero = texte.translate(_BLANCS).upper()
        if est_finess(numero):
            return numero
        if f"0{numero[:1]}" in OCCITANIE and len(numero) == _LONGUEUR_FINESS - 1 and est_finess(f"0{numero}"):
            self._retablis.add(texte)
            return f"0{numero}"
        if not numero:
            raise ChampRefuseError("finess", texte, "le numéro FINESS manque")
        if _FORME_FINESS.fullmatch(numero) is None:
            raise ChampRefuseError("finess", texte, "un numéro FINESS a neuf caractères, par exemple 310000336")
        cle = cle_luhn(numero[:8])
        raise ChampRefuseError("finess", texte, f"la clé de contrôle est fausse : {cle} est attendu à la fin")

    def _lire_indicateur(self, texte: str) -> str:
        code = texte.strip()
        if code not in self._indicateurs:
            connus = ", ".join(sorted(self._indicateurs))
            raise ChampRefuseError("indicateur", texte, f"indicateur inconnu ; connus : {connus}")
        return code

    def _lire_mois(self, texte: str) -> date:
        forme = _MOIS.fullmatch(texte.strip())
        if forme is None:
            raise ChampRefuseError("mois", texte, "un mois s’écrit AAAA-MM, par exemple 2026-03")
        if int(forme[1]) < PREMIERE_ANNEE:
            raise ChampRefuseError("mois", texte, f"un mois antérieur à {PREMIERE_ANNEE} n’est pas accepté")
        mois = date(int(forme[1]), int(forme[2]), 1)
        if mois > self._mois_courant:
            raise ChampRefuseError(
                "mois", texte, f"le mois est à venir : le mois en cours est {texte_du_mois(self._mois_courant)}"
            )
        return mois


def recoudre(cellules: Sequence[str]) -> str:
    """Write cells as the line that `couper` cuts into them."""
    texte = io.StringIO()
    csv.writer(texte, delimiter=";", lineterminator="").writerow(cellules)
    return texte.getvalue()


def ecarter(ligne: int, brute: str, refus: ChampRefuseError) -> LigneEcartee:
    """Return a line set aside, with what can be shown of it."""
    return LigneEcartee(ligne, brute[:BRUTE_MAX], refus.champ, refus.valeur[:VALEUR_MAX], refus.motif)


def _lire_nombre(champ: str, texte: str) -> int:
    nombre = texte.strip()
    if not nombre:
        raise ChampRefuseError(champ, texte, "la valeur manque")
    if nombre.startswith("-") and nombre[1:].isdigit():
        raise ChampRefuseError(champ, texte, "un nombre négatif n’est pas accepté")
    if not (nombre.isascii() and nombre.isdigit()):
        raise ChampRefuseError(champ, texte, "un nombre entier est attendu, sans virgule ni espace")
    nombre = nombre.lstrip("0") or "0"
    if len(nombre) > len(str(PLUS_GRAND)):
        raise ChampRefuseError(champ, texte, f"le nombre dépasse {PLUS_GRAND}")
    return int(nombre)


def couper(brute: str) -> list[str]:
    """Cut a line into its cells, as they were written; a quote never closed closes at the end of the line."""
    if '"' not in brute:
        return brute.split(";")
    try:
        return next(csv.reader([brute], delimiter=";"), [])
    except csv.Error:
        return brute.split(";")
