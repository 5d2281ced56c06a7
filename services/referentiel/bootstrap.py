"""The composition root of the directory: the only place that builds things."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.referentiel.domain.importation import Rapport, Statut
from services.referentiel.domain.refus import ImportRefuseError
from services.referentiel.events.inbound import INBOUND
from services.referentiel.events.outbound import raconter
from services.referentiel.sources.fichiers import ouvrir_finess
from services.referentiel.sources.projection import lambert93_vers_wgs84
from services.referentiel.storage.lectures import PostgresLectures
from services.referentiel.storage.structures import STRUCTURES
from services.referentiel.storage.unit import PostgresUnit
from services.referentiel.usecases import ImporterFiness, Referentiel
from services.referentiel.usecases.compter_deploiements import compter_deploiements
from services.referentiel.usecases.importer_finess import Ordre, Suivi, consigner_refus, importer_finess
from services.referentiel.usecases.lectures import Lectures
from services.referentiel.usecases.lire_coherence import Coherence, lire_coherence
from services.referentiel.usecases.lire_fraicheur import Fraicheur, lire_fraicheur
from services.referentiel.usecases.lire_structure import Fiche, lire_structure
from services.referentiel.usecases.rechercher_structures import (
    LIMITE_PAR_PAGE,
    Recherche,
    Resultats,
    rechercher_structures,
)
from services.referentiel.usecases.suivre_coherence import suivre_coherence
from shared.bus.empreintes import Measured
from shared.bus.parts import Parts, Timer
from shared.db.pool import open_pool
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import Ids, RandomIds
from shared.observability import metrics
from shared.observability.tracing import started, within
from shared.settings import ServiceSettings

SERVICE = "referentiel"
COHERENCE_SECONDES = 5.0


@asynccontextmanager
async def open_referentiel(settings: ServiceSettings) -> AsyncIterator[Referentiel]:
    """Open the service for an order: its table of contents, on a pool that lives as long as the block."""
    async with open_pool(settings.postgres, name=f"maillage-{SERVICE}-ordre", size=2) as pool:
        yield build(pool)


def build(pool: asyncpg.Pool) -> Referentiel:
    """Return the table of contents, each use case opening its own unit."""
    lectures = _lectures(pool)
    return Referentiel(
        importer_finess=_importer_finess(pool, SystemClock(), RandomIds()),
        rechercher_structures=lectures.rechercher_structures,
        lire_structure=lectures.lire_structure,
        est_connue=lectures.est_connue,
        compter_deploiements=lectures.compter_deploiements,
        lire_coherence=lectures.lire_coherence,
        lire_fraicheur=lectures.lire_fraicheur,
    )


def worker_parts(pool: asyncpg.Pool) -> Parts:
    """Return what the worker runs."""

    async def mesurer_coherence() -> None:
        async with pool.acquire() as connection, connection.transaction():
            unit = _unit(connection)
            coherence = await suivre_coherence(_lues(unit), unit.divergences)
        for comparaison in coherence.comparaisons:
            metrics.COPIES_EQUAL.labels(comparaison.copie.table).set(comparaison.egales)

    return Parts(
        inbound=INBOUND,
        unit_of=_unit,
        measured=[Measured("source", STRUCTURES)],
        timers=[Timer(name="coherence", seconds=COHERENCE_SECONDES, step=mesurer_coherence)],
    )


def _unit(connection: PoolConnectionProxy) -> PostgresUnit:
    return PostgresUnit(connection, raconter)


def _lues(unit: PostgresUnit) -> PostgresLectures:
    return PostgresLectures(unit.connection, structures=unit.structures, equipements=unit.equipements)


def _lectures(pool: asyncpg.Pool) -> Lectures:
    @asynccontextmanager
    async def lire() -> AsyncIterator[PostgresLectures]:
        async with pool.acquire() as connection:
            yield _lues(_unit(connection))

    async def rechercher(
        recherche: Recherche, *, limite: int = LIMITE_PAR_PAGE, curseur: str | None = None
    ) -> Resultats:
        async with lire() as lectures:
            return await rechercher_structures(lectures, recherche, limite=limite, curseur=curseur)

    async def structure(finess: str) -> Fiche:
        async with lire() as lectures:
            return await lire_structure(lectures, finess)

    async def est_connue(finess: str) -> bool:
        async with lire() as lectures:
            return await lectures.est_connue(finess)

    async def deploiements(finess: str) -> int:
        async with lire() as lectures:
            return await compter_deploiements(lectures, finess)

    async def coherence() -> Coherence:
        async with lire() as lectures:
            return await lire_coherence(lectures)

    async def fraicheur() -> Fraicheur:
        async with lire() as lectures:
            return await lire_fraicheur(lectures)

    return Lectures(
        rechercher_structures=rechercher,
        lire_structure=structure,
        est_connue=est_connue,
        compter_deploiements=deploiements,
        lire_coherence=coherence,
        lire_fraicheur=fraicheur,
    )


def _importer_finess(pool: asyncpg.Pool, clock: Clock, ids: Ids) -> ImporterFiness:
    async def importer(chemin: Path, *, simulation: bool = False, suivi: Suivi | None = None) -> Rapport:
        ordre = Ordre(id=ids.new(), debut=clock.now(), simulation=simulation)
        async with pool.acquire() as connection:
            unit = _unit(connection)
            try:
                with within(started(str(ordre.id))), ouvrir_finess(chemin) as fichier:
                    async with connection.transaction():
                        return await importer_finess(
                            unit,
                            fichier,
                            ordre,
                            projeter=lambert93_vers_wgs84,
                            maintenant=clock.now,
                            suivi=suivi or _en_silence,
                        )
            except ImportRefuseError as refus:
                rapport = Rapport(chemin.name, Statut.REFUSE, str(refus))
            if not simulation:
                await consigner_refus(unit, ordre, rapport, fin=clock.now())
            return rapport

    return importer


def _en_silence(_: float) -> None:
    """Tell nobody how far the file is read."""
