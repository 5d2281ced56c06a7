"""A file of the register for the use case: read in a thread, lot by lot, while the loop goes on living."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.referentiel.domain.lecture import SiteLu
from services.referentiel.domain.ports import Entete, Lot
from services.referentiel.sources.enveloppe import lire_enveloppe
from services.referentiel.sources.fin import FluxTemoin
from services.referentiel.sources.finess import lire_sites
from services.referentiel.sources.flux import FichierOuvert, lecture, ouvrir
from shared.avance import en_avance

_SITES_PAR_LOT = 1_000
_PARCOURUS_PAR_LOT = 10_000


class FichierFiness:
    """One open file of the national register."""

    def __init__(self, fichier: FichierOuvert) -> None:
        self._fichier = fichier
        self._entiere = False

    @property
    def nom(self) -> str:
        """Return its name, without its folder."""
        return self._fichier.nom

    async def entete(self) -> Entete:
        """Check the document as a whole and return what it says of itself. Raises ImportRefuseError."""
        return await asyncio.to_thread(self._lire_entete)

    def lots(self, connues: Collection[str]) -> AsyncGenerator[Lot, None]:
        """Yield the sites, the next lot being read while one is dealt with. Raises ImportRefuseError."""
        return en_avance(self._lire_lots(connues))

    def _lire_entete(self) -> Entete:
        with lecture(self._fichier):
            enveloppe = lire_enveloppe(self._fichier.flux())
            self._entiere = enveloppe.entiere
            return Entete(enveloppe.genere_le, self._fichier.sha256())

    def _lire_lots(self, connues: Collection[str]) -> Iterator[Lot]:
        sites: list[SiteLu] = []
        parcourus = 0
        with lecture(self._fichier):
            flux = FluxTemoin(self._fichier.flux())
            for site in lire_sites(flux, connues):
                parcourus += 1
                if site is not None:
                    sites.append(site)
                if len(sites) >= _SITES_PAR_LOT or parcourus >= _PARCOURUS_PAR_LOT:
                    yield Lot(sites, self._fichier.avancement())
                    sites, parcourus = [], 0
            if not (self._entiere or flux.vu):
                lire_enveloppe(self._fichier.flux(), jusqu_au_bout=True)
        yield Lot(sites, 1.0)


@contextmanager
def ouvrir_finess(chemin: Path) -> Iterator[FichierFiness]:
    """Open a file of the register. Raises FichierIllisibleError."""
    with ouvrir(chemin) as fichier:
        yield FichierFiness(fichier)
