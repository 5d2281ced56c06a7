"""A file of figures for the use case: its header checked, then read in a thread, lot by lot, in constant memory."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import BinaryIO

from services.usages.domain.importation import LigneEcartee
from services.usages.domain.lecture import COLONNES, Lecteur, LigneLue
from services.usages.domain.ports import Lot
from services.usages.domain.refus import (
    ColonnesInattenduesError,
    FichierIllisibleError,
    FichierVideError,
    SeparateurInattenduError,
)
from services.usages.sources.texte import parts
from shared.avance import en_avance

_SEPARATEURS = {",": "une virgule (,)", "\t": "une tabulation", "|": "une barre (|)", ":": "un deux-points (:)"}
_ENTETE_MAX = 200
_BLOC = 1 << 20


class FichierUsages:
    """One open file of figures; the same bytes are read from its digest to its last line."""

    def __init__(self, nom: str, flux: BinaryIO) -> None:
        self.nom = nom
        self._flux = flux
        self._taille = flux.seek(0, 2)

    async def sha256(self) -> str | None:
        """Return the digest of the file. Raises FichierIllisibleError."""
        return await asyncio.to_thread(self._sha256)

    def lots(self, lecteur: Lecteur) -> AsyncGenerator[Lot, None]:
        """Check the header, then read by lots, one while the other is dealt with. Raises ImportRefuseError."""
        return en_avance(self._lire(lecteur))

    def _sha256(self) -> str:
        with _lisible(self.nom):
            self._flux.seek(0)
            digest = hashlib.sha256()
            while block := self._flux.read(_BLOC):
                digest.update(block)
            return digest.hexdigest()

    def _lire(self, lecteur: Lecteur) -> Iterator[Lot]:
        with _lisible(self.nom):
            self._flux.seek(0)
            vide = True
            for part in parts(self._flux):
                lignes = iter(enumerate(part.lignes, part.premiere))
                if part.premiere == 1:
                    verifier_entete(next(lignes)[1], lecteur)
                lot = _lire_lignes(lecteur, lignes, min(self._flux.tell() / max(self._taille, 1), 1.0), part.converties)
                vide = vide and not (lot.lues or lot.ecartees)
                yield lot
            if not self._taille:
                raise FichierVideError(raison="il ne contient aucun octet")
            if vide:
                raise FichierVideError(raison="aucune ligne ne suit celle des colonnes")


class LignesEnQuarantaine:
    """Lines set aside by an import, read again under their numbers."""

    def __init__(self, nom: str, lignes: AsyncGenerator[Sequence[tuple[int, str]], None]) -> None:
        self.nom = nom
        self._lignes = lignes

    async def sha256(self) -> str | None:
        """Return None: these lines are no file."""
        return None

    async def lots(self, lecteur: Lecteur) -> AsyncGenerator[Lot, None]:
        """Read the lines."""
        async with aclosing(self._lignes) as parts_lues:
            async for lignes in parts_lues:
                yield _lire_lignes(lecteur, lignes, 1.0, 0)


@contextmanager
def ouvrir_usages(fichier: Path | BinaryIO, nom: str | None = None) -> Iterator[FichierUsages]:
    """Open a file of figures, or take one already open, which stays so. Raises FichierIllisibleError."""
    if not isinstance(fichier, Path):
        yield FichierUsages(nom or "fichier.csv", fichier)
        return
    with _lisible(str(fichier)):
        if fichier.exists() and not fichier.is_file():
            raise FichierIllisibleError(chemin=fichier, raison="ce n’est pas un fichier")
        flux = fichier.open("rb")
    with flux:
        yield FichierUsages(nom or fichier.name, flux)


def verifier_entete(ligne: str, lecteur: Lecteur) -> None:
    """Check the first line. Raises ColonnesInattenduesError, SeparateurInattenduError."""
    entete = ligne.strip()
    colonnes = _colonnes(entete, ";")
    if colonnes == (*COLONNES, "motif"):
        lecteur.ignorer_le_motif()
    elif colonnes != COLONNES:
        for separateur, nom in _SEPARATEURS.items():
            if _colonnes(entete, separateur)[: len(COLONNES)] == COLONNES:
                raise SeparateurInattenduError(lu=nom)
        raise ColonnesInattenduesError(attendues=";".join(COLONNES), lues=entete[:_ENTETE_MAX])


def _colonnes(entete: str, separateur: str) -> tuple[str, ...]:
    return tuple(colonne.strip().strip('"').lower() for colonne in entete.split(separateur))


def _lire_lignes(lecteur: Lecteur, lignes: Iterable[tuple[int, str]], avancement: float, converties: int) -> Lot:
    """Read numbered lines; empty ones are passed over."""
    lues: list[LigneLue] = []
    ecartees: list[LigneEcartee] = []
    for numero, ligne in lignes:
        brute = ligne.rstrip("\r")
        if brute and not brute.isspace():
            lue = lecteur.lire(numero, brute)
            if isinstance(lue, LigneEcartee):
                ecartees.append(lue)
            else:
                lues.append(lue)
    return Lot(lues, ecartees, avancement, converties)


@contextmanager
def _lisible(nom: str) -> Iterator[None]:
    """Tell as refusals the faults of reading met within. Raises FichierIllisibleError."""
    try:
        yield
    except FileNotFoundError:
        raise FichierIllisibleError(chemin=nom, raison="il n’existe pas") from None
    except PermissionError:
        raise FichierIllisibleError(chemin=nom, raison="l’accès en est interdit") from None
    except OSError as erreur:
        raise FichierIllisibleError(chemin=nom, raison=erreur.strerror or str(erreur)) from erreur
