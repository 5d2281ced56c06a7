"""Search in Postgres: every word typed must begin a word of what the structure is searched by."""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import asyncpg

from services.referentiel.domain.structure import Etat
from services.referentiel.storage.nomenclature import abreges, categories, categories_esms
from services.referentiel.usecases.rechercher_structures import (
    CurseurIllisibleError,
    DuiEnService,
    Recherche,
    Resultats,
    Resume,
)
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "recherche.sql")
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_A_WORD = re.compile(r"[^0-9A-Za-z]+")
_LETTERS = str.maketrans({"Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae"})
_DIGITS = re.compile(r"[0-9 .]{6,}")
_PHONE = re.compile(r"0[1-9][0-9]{8}")

_RANGS = (0, 1)

Place = tuple[bool, int, str, str]
"""Where a row stands in the results: closed, rank, name, number."""


async def rechercher(connection: Connection, recherche: Recherche, limite: int, curseur: str | None) -> Resultats:
    """Return one page of results. Raises CurseurIllisibleError."""
    cherches = motifs(recherche.texte)
    rows = await connection.fetch(
        _SQL["rechercher"],
        cherches,
        _telephones(recherche.texte),
        recherche.departement,
        recherche.etat,
        _mots_utiles(cherches),
        *(_place(curseur) if curseur else (None, None, None, None)),
        limite + 1,
        recherche.dui,
        categories_esms(),
    )
    page = rows[:limite]
    return Resultats(
        structures=tuple(_resume(row) for row in page),
        total=rows[0]["total"] if rows else 0,
        suite=_curseur(page[-1]) if len(rows) > limite else None,
    )


def motifs(texte: str) -> list[str]:
    """Return the patterns that a structure must meet: `St-Jean` → `% st%`, `% jean%`; a number is one word."""
    if _DIGITS.fullmatch(texte.strip()):
        return ["% " + re.sub(r"[ .]", "", texte) + "%"]
    return [f"% {word}%" for word in normaliser(texte).split()]


def normaliser(texte: str) -> str:
    """Write a text in lower case, without accents or punctuation: as the function `normaliser` of the database does."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", texte)).translate(_LETTERS)
    return _NOT_A_WORD.sub(" ", bare).strip().lower()


def _telephones(texte: str) -> list[str] | None:
    digits = re.sub(r"[ .]", "", texte)
    return [f"+33{digits[1:]}"] if _PHONE.fullmatch(digits) else None


def _mots_utiles(motifs_tapes: Sequence[str]) -> str:
    """Return the words of the categories that some typed word begins a word of, by code, as JSON."""
    debuts = [motif.strip("%") for motif in motifs_tapes]
    mots = {code: mots for code, mots in _mots_des_categories().items() if any(d in f" {mots}" for d in debuts)}
    return json.dumps(mots)


@cache
def _mots_des_categories() -> Mapping[str, str]:
    """Return the words that find each category, by code: in full, and initials without dots."""
    courts = abreges()
    return {
        code: f"{normaliser(nom)} {normaliser(courts[code].replace('.', ''))}" for code, nom in categories().items()
    }


def _resume(row: asyncpg.Record) -> Resume:
    return Resume(
        finess=row["finess"],
        nom=row["nom"] or row["nom_long"] or row["finess"],
        categorie=row["categorie"],
        libelle_categorie=categories().get(row["categorie"]),
        code_postal=row["adresse_code_postal"],
        commune=row["adresse_commune"],
        departement=row["departement"],
        etat=Etat(row["etat"]),
        date_fermeture=row["date_fermeture"],
        entite_juridique=row["entite_juridique_nom"],
        dui=_dui(row) if row["logiciel"] is not None else None,
    )


def _dui(row: asyncpg.Record) -> DuiEnService:
    return DuiEnService(row["logiciel"], row["version_logiciel"], row["reference_segur"])


def _curseur(row: asyncpg.Record) -> str:
    place = json.dumps([row["fermee"], row["rang"], row["nom"], row["finess"]])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(curseur: str) -> Place:
    try:
        fermee, rang, nom, finess = json.loads(base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4)))
        if not (isinstance(fermee, bool) and rang in _RANGS and _est_un_texte(nom) and _est_un_texte(finess)):
            raise CurseurIllisibleError
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError) as error:
        raise CurseurIllisibleError from error
    return fermee, rang, nom, finess


def _est_un_texte(value: object) -> bool:
    """Tell whether Postgres takes this as a text. Raises UnicodeEncodeError for half a character."""
    return isinstance(value, str) and b"\0" not in value.encode()
