"""Take a file of figures in: read, compare, write, watch the targets. All or nothing; lines at fault are set aside."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime

from services.usages.domain.importation import CodeSignalement, Ordre, Rapport, Statut
from services.usages.domain.lecture import Lecteur
from services.usages.domain.mois import premier_jour
from services.usages.domain.ports import Fichier, Lot, Unit
from services.usages.domain.refus import QuarantaineVideError
from services.usages.usecases.constater_passages import constater_passages

Suivi = Callable[[float], None]
"""Told how far the file has been read, from 0 to 1."""


async def importer_usages(
    unit: Unit, fichier: Fichier, ordre: Ordre, *, maintenant: Callable[[], datetime], suivi: Suivi
) -> Rapport:
    """Import a file and report. Raises ImportRefuseError: the caller rolls the whole transaction back.

    A simulation decides everything and saves nothing.
    """
    await unit.imports.reserver()
    rapport = Rapport(fichier.nom, id=None if ordre.simulation else ordre.id)
    sha256 = await fichier.sha256()
    indicateurs = await unit.catalogue.indicateurs()
    lecteur = Lecteur([i.code for i in indicateurs], premier_jour(ordre.debut.date()))
    async with aclosing(_suivis(fichier.lots(lecteur), rapport, suivi)) as lots:
        await unit.mesures.recevoir(lots)
    await _comparer(unit, ordre, rapport, sha256)
    if ordre.simulation:
        rapport.statut = Statut.SIMULE
        rapport.changements += await unit.mesures.changements()
        return rapport
    if rapport.nouvelles or rapport.corrigees:
        rapport.statut = Statut.APPLIQUE
        await unit.mesures.appliquer()
        await constater_passages(unit, await unit.engagements.touches(), ordre.debut)
    if rapport.ecartees:
        await unit.mesures.ecarter(ordre)
    await unit.imports.consigner(ordre, rapport, sha256=sha256, fin=maintenant())
    return rapport


async def rejouer_quarantaine(
    unit: Unit, lignes: Fichier, ordre: Ordre, *, maintenant: Callable[[], datetime]
) -> Rapport:
    """Read again the lines that an import set aside: they leave its quarantine, those still at fault enter the new one.

    Raises ImportDejaEnCoursError, QuarantaineVideError.
    """
    await unit.imports.reserver()
    assert ordre.rejeu_de is not None
    if not await unit.imports.sortir_de_quarantaine(ordre.rejeu_de, par=ordre.id, le=ordre.debut):
        raise QuarantaineVideError
    return await importer_usages(unit, lignes, ordre, maintenant=maintenant, suivi=lambda _: None)


async def consigner_refus(unit: Unit, ordre: Ordre, rapport: Rapport, *, fin: datetime) -> None:
    """Write down that a file was refused, and why."""
    await unit.imports.consigner(ordre, rapport, sha256=None, fin=fin)


async def _suivis(lots: AsyncGenerator[Lot, None], rapport: Rapport, suivi: Suivi) -> AsyncGenerator[Lot, None]:
    """Pass the lots on, counting the lines."""
    converties = 0
    async with aclosing(lots):
        async for lot in lots:
            yield lot
            rapport.lignes += len(lot.lues) + len(lot.ecartees)
            rapport.ecartees += len(lot.ecartees)
            converties += lot.converties
            suivi(lot.avancement)
    if converties:
        rapport.signaler(CodeSignalement.ENCODAGE_CP1252, converties, f"{converties} ligne(s)")


async def _comparer(unit: Unit, ordre: Ordre, rapport: Rapport, sha256: str | None) -> None:
    bilan = await unit.mesures.rapprocher(rejeu_de=ordre.rejeu_de)
    rapport.nouvelles, rapport.corrigees, rapport.inchangees = bilan.nouvelles, bilan.corrigees, bilan.inchangees
    comparees = bilan.nouvelles + bilan.corrigees + bilan.inchangees
    rapport.remplacees = rapport.lignes - rapport.ecartees - comparees
    deja = await unit.imports.deja_applique(sha256) if sha256 else None
    if deja is not None:
        rapport.signaler(CodeSignalement.FICHIER_DEJA_IMPORTE, 1, f"{deja:%Y-%m-%d %H:%M} UTC")
    rapport.nombre_par_signalement.update(bilan.nombres)
    if rapport.remplacees:
        rapport.nombre_par_signalement[CodeSignalement.LIGNE_REMPLACEE] = rapport.remplacees
    rapport.signalements += await unit.mesures.signalements(rapport.nombre_par_signalement.keys())
    if rapport.ecartees:
        rapport.quarantaine += await unit.mesures.ecartees()
