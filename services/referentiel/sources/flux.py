"""The bytes of a file, gzip or plain, and every way in which they cannot be read, told as a refusal."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Protocol

import ijson

from services.referentiel.domain.refus import (
    FichierIllisibleError,
    FichierNonGzipError,
    FichierNonJsonError,
    FichierTronqueError,
    FichierVideError,
)

_GZIP = b"\x1f\x8b"
_FAUTES = {
    "invalid bytes in UTF8": "des octets n'y sont pas de l'UTF-8",
    "trailing garbage": "autre chose suit la fin du document",
    "overflow": "un nombre y est trop grand",
    "lexical error": "un caractère n'y est pas à sa place",
}
"""What yajl says of a fault, in French; the first that fits."""

_MARQUE_UTF8 = b"\xef\xbb\xbf"


class Flux(Protocol):
    """Bytes to be read."""

    def read(self, taille: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""


class FichierOuvert:
    """One open file, read as often as needed: the same bytes each time, even if its name comes to lead elsewhere."""

    def __init__(self, chemin: Path, brut: BufferedReader) -> None:
        self.nom = chemin.name
        self._brut = brut
        self._taille = chemin.stat().st_size

    def sha256(self) -> str:
        """Return the digest of the file as it lies on the disk."""
        self._brut.seek(0)
        return hashlib.file_digest(self._brut, "sha256").hexdigest()

    def avancement(self) -> float:
        """Return which part of the file was read, from 0 to 1."""
        return min(self._brut.tell() / max(self._taille, 1), 1.0)

    def flux(self) -> Flux:
        """Return the content from its beginning, decompressed. Raises FichierVideError, FichierNonGzipError."""
        self._brut.seek(0)
        if self._taille and self._brut.peek(2).startswith(_GZIP):
            return _sans_marque(gzip.GzipFile(fileobj=self._brut))
        if self._taille and self.nom.endswith(".gz"):
            raise FichierNonGzipError(raison="il en porte le nom mais n'en a pas le contenu")
        return _sans_marque(self._brut)


@contextmanager
def ouvrir(chemin: Path) -> Iterator[FichierOuvert]:
    """Open a file. Raises FichierIllisibleError."""
    if chemin.exists() and not chemin.is_file():
        raise FichierIllisibleError(chemin=chemin, raison="ce n'est pas un fichier")
    try:
        brut = chemin.open("rb")
    except OSError as erreur:
        raise FichierIllisibleError(chemin=chemin, raison=_raison(erreur)) from erreur
    with brut:
        yield FichierOuvert(chemin, brut)


@contextmanager
def lecture(fichier: FichierOuvert) -> Iterator[None]:
    """Tell as refusals the faults of the content met within. Raises ImportRefuseError."""
    try:
        yield
    except EOFError as erreur:
        raise FichierTronqueError(quoi="de l'archive gzip") from erreur
    except (gzip.BadGzipFile, zlib.error) as erreur:
        raise FichierNonGzipError(raison="il est endommagé") from erreur
    except OSError as erreur:
        raise FichierIllisibleError(chemin=fichier.nom, raison=_raison(erreur)) from erreur
    except ijson.JSONError as erreur:
        if "premature EOF" in str(erreur):
            raise FichierTronqueError(quoi="du document JSON") from erreur
        raise FichierNonJsonError(raison=_faute(str(erreur))) from erreur


def _sans_marque(flux: BufferedReader | gzip.GzipFile) -> Flux:
    debut = flux.peek(3)
    if not debut:
        raise FichierVideError(raison="il ne contient aucun octet")
    if debut.startswith(_MARQUE_UTF8):
        flux.read(3)
    return flux


def _faute(message: str) -> str:
    return next((faute for dit, faute in _FAUTES.items() if dit in message), "la syntaxe en est fausse")


def _raison(erreur: OSError) -> str:
    if isinstance(erreur, FileNotFoundError):
        return "il n'existe pas"
    if isinstance(erreur, PermissionError):
        return "l'accès en est interdit"
    return erreur.strerror or str(erreur)
