"""Bring the directory in step with a file of the national register: read, repair, compare, save. All or nothing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referentiel.domain.comparaison import comparer
from services.referentiel.domain.defauts import Defaut
from services.referentiel.domain.faits import Fait
from services.referentiel.domain.importation import LigneDuJournal, Rapport, Statut, constater_absentes
from services.referentiel.domain.lecture import SiteLu
from services.referentiel.domain.ports import Entete, Fichier, Unit
from services.referentiel.domain.reparations.coordonnees import Projeter
from services.referentiel.domain.reparations.structures import Atelier
from services.referentiel.domain.structure import Structure

Suivi = Callable[[float], None]
"""Told how far the file has been read, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordre:
    """An import to do: under which identity, when it began, and whether for real."""

    id: UUID
    debut: datetime
    simulation: bool = False


async def importer_finess(
    unit: Unit,
    fichier: Fichier,
    ordre: Ordre,
    *,
    projeter: Projeter,
    maintenant: Callable[[], datetime],
    suivi: Suivi,
) -> Rapport:
    """Import a file and report. Raises ImportRefuseError: the caller rolls the whole transaction back.

    A simulation decides everything and saves nothing. Sites that the file no longer holds keep their state.
    """
    await unit.imports.reserver()
    connues = await unit.structures.etats()
    entete = await fichier.entete()
    atelier = Atelier(entete.genere_le, projeter)
    rapport = Rapport(fichier.nom)
    vues: set[str] = set()
    async with aclosing(fichier.lots(connues)) as lots:
        async for lot in lots:
            anciennes = await unit.structures.charger([site.finess for site in lot.sites if site.finess in connues])
            faits, defauts = _decider(atelier, lot.sites, anciennes, premier_chargement=not connues)
            if not ordre.simulation:
                await unit.structures.enregistrer(faits, import_id=ordre.id, le=ordre.debut)
            rapport.noter(faits, defauts)
            vues.update(site.finess for site in lot.sites)
            suivi(lot.avancement)
    rapport.noter((), constater_absentes(connues, vues))
    rapport.statut = _statut(rapport, simulation=ordre.simulation)
    if not ordre.simulation:
        await unit.defauts.remplacer(rapport.defauts, import_id=ordre.id)
        await unit.imports.consigner(_ligne(ordre, rapport, entete, maintenant()))
    return rapport


async def consigner_refus(unit: Unit, ordre: Ordre, rapport: Rapport, *, fin: datetime) -> None:
    """Write down that a file was refused, and why."""
    await unit.imports.consigner(_ligne(ordre, rapport, None, fin))


def _decider(
    atelier: Atelier, sites: Sequence[SiteLu], anciennes: Mapping[str, Structure], *, premier_chargement: bool
) -> tuple[list[Fait], list[Defaut]]:
    faits: list[Fait] = []
    defauts: list[Defaut] = []
    for site in sites:
        ancienne = anciennes.get(site.finess)
        nouvelle, releves = atelier.reparer(site, ancienne)
        defauts += releves
        if nouvelle is not None:
            faits += comparer(ancienne, nouvelle, premier_chargement=premier_chargement)
    return faits, defauts


def _statut(rapport: Rapport, *, simulation: bool) -> Statut:
    if simulation:
        return Statut.SIMULE
    return Statut.APPLIQUE if rapport.changements else Statut.INCHANGE


def _ligne(ordre: Ordre, rapport: Rapport, entete: Entete | None, fin: datetime) -> LigneDuJournal:
    return LigneDuJournal(
        id=ordre.id,
        fichier=rapport.fichier,
        sha256=entete.sha256 if entete else None,
        genere_le=entete.genere_le if entete else None,
        statut=rapport.statut,
        motif=rapport.motif,
        evenements=rapport.evenements,
        defauts=rapport.defauts_par_code,
        debut=ordre.debut,
        fin=fin,
    )
