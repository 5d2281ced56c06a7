"""The composition root of usages: the only place that builds things."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.usages.domain.engagement import Engagement
from services.usages.domain.fichier_garde import FichierGarde
from services.usages.domain.importation import Ordre, Rapport, Statut
from services.usages.domain.indicateur import Cible
from services.usages.domain.refus import ImportRefuseError
from services.usages.events.inbound import inbound
from services.usages.events.outbound import adresse_des_deltas, raconter
from services.usages.sources.fichiers import LignesEnQuarantaine, ouvrir_usages
from services.usages.storage.imports import lignes_en_quarantaine
from services.usages.storage.lectures import PostgresLectures
from services.usages.storage.mesures import Adresse, ecarts_des_agregats, ecarts_des_deltas
from services.usages.storage.unit import PostgresUnit
from services.usages.usecases import DeposerFichier, ImporterDepot, ImporterUsages, RejouerQuarantaine, Usages
from services.usages.usecases.classer_quarantaine import classer_quarantaine
from services.usages.usecases.deposer_fichier import deposer_fichier, ouvrir_depot, purger_depots
from services.usages.usecases.fixer_cible import fixer_cible
from services.usages.usecases.importer_usages import Suivi, consigner_refus, importer_usages, rejouer_quarantaine
from services.usages.usecases.lectures import Courbes, Situation
from services.usages.usecases.lire_courbes import lire_courbes
from services.usages.usecases.lire_import import lire_import
from services.usages.usecases.ouvrir_suivis import Depart, ouvrir_engagement
from shared.bus.empreintes import Measured
from shared.bus.parts import Controle, Parts, Timer
from shared.db.pool import open_pool
from shared.db.structures import STRUCTURES
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import Ids, RandomIds
from shared.observability.tracing import started, within
from shared.settings import ServiceSettings

SERVICE = "usages"
DELTAS_PAR_PART, DELTAS_SECONDES, RATTACHEMENT_SECONDES, PURGE_SECONDES = 5_000, 0.5, 5.0, 60.0
ENVOI_PLEIN = 20_000
"""Events in the outbox from which the amounts wait, so that the service's other events are not far behind."""

T = TypeVar("T")


@asynccontextmanager
async def open_usages(settings: ServiceSettings) -> AsyncIterator[Usages]:
    """Open the service for an order: its table of contents, on a pool that lives as long as the block."""
    async with open_pool(settings.postgres, name=f"maillage-{SERVICE}-ordre", size=3) as pool:
        yield build(pool)


def build(pool: asyncpg.Pool, clock: Clock | None = None) -> Usages:
    """Return the table of contents, each use case opening its own unit."""
    clock, ids = clock or SystemClock(), RandomIds()

    async def lu(lire: Callable[[PostgresLectures], Awaitable[T]]) -> T:
        async with pool.acquire() as connection:
            return await lire(PostgresLectures(connection))

    async def fait(faire: Callable[[PostgresUnit], Awaitable[T]]) -> T:
        async with pool.acquire() as connection, connection.transaction():
            return await faire(_unit(connection))

    def liste(lire: Callable[[PostgresUnit], Awaitable[Sequence[T]]]) -> Callable[[], Awaitable[tuple[T, ...]]]:
        async def lister() -> tuple[T, ...]:
            return tuple(await fait(lire))

        return lister

    async def engagement(*, finess: str, programme: str, debut: date, par: str) -> Engagement:
        depart = Depart(finess=finess, debut=debut, par=par, le=clock.now())
        return await fait(lambda unit: ouvrir_engagement(unit, depart, programme, ids))

    async def cible(*, programme: str, indicateur: str, valeur: Decimal, depuis: date) -> Cible:
        return await fait(
            lambda unit: fixer_cible(unit, programme=programme, indicateur=indicateur, valeur=valeur, depuis=depuis)
        )

    async def courbes(finess: str) -> Courbes:
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            structures = _unit(connection).structures
            return await lire_courbes(PostgresLectures(connection), structures, finess, clock.now().date())

    async def situations(departements: Collection[str] | None, indicateur: str | None = None) -> tuple[Situation, ...]:
        return await lu(lambda lectures: lectures.situations(departements, indicateur, clock.now().date()))

    async def classer(import_id: UUID, *, par: str) -> int:
        await lu(lambda lectures: lire_import(lectures, import_id))
        return await fait(lambda unit: classer_quarantaine(unit, import_id, par=par, le=clock.now()))

    importer = _importer_usages(pool, clock, ids)
    deposer, importer_depot = _depots(pool, importer, clock, ids)
    return Usages(
        importer_usages=importer,
        deposer_fichier=deposer,
        importer_depot=importer_depot,
        rejouer_quarantaine=_rejouer_quarantaine(pool, clock, ids),
        classer_quarantaine=classer,
        ouvrir_engagement=engagement,
        fixer_cible=cible,
        lire_courbes=courbes,
        lire_agregats=lambda critere: lu(lambda lectures: lectures.agregats(critere)),
        lire_situations=situations,
        lister_indicateurs=liste(lambda unit: unit.catalogue.indicateurs()),
        lister_cibles=liste(lambda unit: unit.catalogue.cibles()),
        lister_imports=lambda: lu(lambda lectures: lectures.imports()),
        lire_import=lambda import_id: lu(lambda lectures: lire_import(lectures, import_id)),
        lire_quarantaine=lambda import_id: lu(lambda lectures: lectures.quarantaine(import_id)),
    )


def worker_parts(pool: asyncpg.Pool, clock: Clock | None = None) -> Parts:
    """Return what the worker runs."""
    clock = clock or SystemClock()

    async def dire() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await _unit(connection).mesures.dire(DELTAS_PAR_PART, ENVOI_PLEIN)

    async def rattacher() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await _unit(connection).mesures.rattacher()

    async def purger() -> None:
        async with pool.acquire() as connection:
            await purger_depots(_unit(connection), clock.now())

    return Parts(
        inbound=inbound(clock=clock, ids=RandomIds()),
        unit_of=_unit,
        measured=[Measured("copie", STRUCTURES)],
        timers=[
            Timer(name="deltas", seconds=DELTAS_SECONDES, rest=1, step=dire),
            Timer(name="rattachement", seconds=RATTACHEMENT_SECONDES, step=rattacher),
            Timer(name="depots", seconds=PURGE_SECONDES, step=purger),
        ],
        controles=[
            Controle(name="agregats", verifier=lambda: ecarts_des_agregats(pool)),
            Controle(name="deltas", verifier=lambda: ecarts_des_deltas(pool)),
        ],
    )


def _unit(connection: PoolConnectionProxy) -> PostgresUnit:
    return PostgresUnit(connection, raconter=raconter, adresse=Adresse(*adresse_des_deltas()))


def _importer_usages(pool: asyncpg.Pool, clock: Clock, ids: Ids) -> ImporterUsages:
    async def importer(
        fichier: Path | BinaryIO,
        *,
        nom: str | None = None,
        par: str,
        simulation: bool = False,
        suivi: Suivi | None = None,
    ) -> Rapport:
        ordre = Ordre(id=ids.new(), par=par, debut=clock.now(), simulation=simulation)
        async with pool.acquire() as connection:
            try:
                with within(started(str(ordre.id))), ouvrir_usages(fichier, nom) as ouvert:
                    async with _transaction(connection, garder=not simulation) as unit:
                        return await importer_usages(
                            unit, ouvert, ordre, maintenant=clock.now, suivi=suivi or _en_silence
                        )
            except ImportRefuseError as refus:
                nom = nom or (fichier.name if isinstance(fichier, Path) else "fichier.csv")
                rapport = Rapport(nom, Statut.REFUSE, refus, None if simulation else ordre.id)
            if not simulation:
                await consigner_refus(_unit(connection), ordre, rapport, fin=clock.now())
            return rapport

    return importer


def _depots(
    pool: asyncpg.Pool, importer: ImporterUsages, clock: Clock, ids: Ids
) -> tuple[DeposerFichier, ImporterDepot]:
    async def deposer(contenu: bytes, *, nom: str, par: str) -> UUID:
        depot = FichierGarde(ids.new(), nom, contenu, par, clock.now())
        async with pool.acquire() as connection, connection.transaction():
            await deposer_fichier(_unit(connection), depot)
        return depot.id

    async def importer_depot(depot: UUID, *, par: str) -> Rapport:
        async with pool.acquire() as connection:
            garde = await ouvrir_depot(_unit(connection), depot, par=par, maintenant=clock.now())
        rapport = await importer(BytesIO(garde.contenu), nom=garde.nom, par=par)
        if rapport.statut is not Statut.REFUSE:
            async with pool.acquire() as connection:
                await _unit(connection).depots.oublier(depot)
        return rapport

    return deposer, importer_depot


def _rejouer_quarantaine(pool: asyncpg.Pool, clock: Clock, ids: Ids) -> RejouerQuarantaine:
    async def rejouer(import_id: UUID, *, par: str) -> Rapport:
        ordre = Ordre(id=ids.new(), par=par, debut=clock.now(), rejeu_de=import_id)
        async with pool.acquire() as connection:
            fiche = await lire_import(PostgresLectures(connection), import_id)
            lignes = LignesEnQuarantaine(
                f"Quarantaine de {fiche.resume.fichier}", lignes_en_quarantaine(pool, import_id)
            )
            with within(started(str(ordre.id))):
                async with _transaction(connection, garder=True) as unit:
                    return await rejouer_quarantaine(unit, lignes, ordre, maintenant=clock.now)

    return rejouer


@asynccontextmanager
async def _transaction(connection: PoolConnectionProxy, *, garder: bool) -> AsyncIterator[PostgresUnit]:
    """Give a unit whose work is kept at the end, or undone where it was only to see."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield _unit(connection)
    except BaseException:
        await transaction.rollback()
        raise
    await (transaction.commit() if garder else transaction.rollback())


def _en_silence(_: float) -> None:
    """Tell nobody how far the file is read."""
