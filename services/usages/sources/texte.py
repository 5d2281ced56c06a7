"""A file of bytes as numbered lines of text, a part at a time: UTF-8, and Windows-1252 where a line is not."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from services.usages.domain.refus import FichierNonTexteError, FichierVideError, LigneTropLongueError

_PART = 1 << 16
LIGNE_MAX = 1 << 20
_NATURES = {
    b"PK\x03\x04": "c’est un classeur (xlsx, ods) ou une archive ; enregistrez la feuille en CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "c’est un classeur Excel (xls) ; enregistrez la feuille en CSV UTF-8",
    b"\x1f\x8b": "il est compressé (gzip) ; décompressez-le",
    b"%PDF": "c’est un document PDF",
    codecs.BOM_UTF16_LE: "il est en UTF-16 ; enregistrez-le en CSV UTF-8",
    codecs.BOM_UTF16_BE: "il est en UTF-16 ; enregistrez-le en CSV UTF-8",
}


class Part(NamedTuple):
    """Whole lines, the number of the first, and how many of them were not UTF-8."""

    premiere: int
    lignes: list[str]
    converties: int


def parts(flux: BinaryIO) -> Iterator[Part]:
    """Yield the lines of a file, without their ends.

    Raises FichierVideError, FichierNonTexteError, LigneTropLongueError.
    """
    premiere, reste = 1, b""
    while octets := flux.read(_PART):
        if premiere == 1 and not reste:
            octets = _sans_marque(octets)
        fin = octets.rfind(b"\n")
        if fin < 0:
            reste += octets
        else:
            part = _decoder(premiere, reste + octets[:fin])
            reste = octets[fin + 1 :]
            yield part
            premiere += len(part.lignes)
        if len(reste) > LIGNE_MAX:
            raise LigneTropLongueError(ligne=premiere, limite=LIGNE_MAX)
    if reste:
        yield _decoder(premiere, reste)


def _sans_marque(octets: bytes) -> bytes:
    for debut, raison in _NATURES.items():
        if octets.startswith(debut):
            raise FichierNonTexteError(raison=raison)
    if b"\0" in octets[:1_000]:
        raise FichierNonTexteError(raison="il contient des octets nuls")
    octets = octets.removeprefix(codecs.BOM_UTF8)
    if not octets.strip():
        raise FichierVideError(raison="il ne contient aucune ligne")
    return octets


def _decoder(premiere: int, octets: bytes) -> Part:
    try:
        return Part(premiere, octets.decode().split("\n"), 0)
    except UnicodeDecodeError:
        lues = [_decoder_ligne(ligne) for ligne in octets.split(b"\n")]
        return Part(premiere, [texte for texte, _ in lues], sum(convertie for _, convertie in lues))


def _decoder_ligne(octets: bytes) -> tuple[str, bool]:
    try:
        return octets.decode(), False
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace"), True
