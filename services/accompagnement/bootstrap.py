"""The composition root of accompagnement: the only place that builds things."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.accompagnement.domain.depot import Depot
from services.accompagnement.domain.etats import Canal
from services.accompagnement.events.inbound import INBOUND
from services.accompagnement.events.outbound import raconter
from services.accompagnement.sources.intervenants import lire_intervenants as lire_fichier
from services.accompagnement.storage.charges import ecarts
from services.accompagnement.storage.depots import CleCroiseeError
from services.accompagnement.storage.sources import CHARGES, PERSONNES
from services.accompagnement.storage.unit import PostgresUnit
from services.accompagnement.storage.vue import PostgresVue
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases import suivre_demande as suivi
from services.accompagnement.usecases.affecter import affecter
from services.accompagnement.usecases.declarer_absence import annuler_absence, declarer_absence
from services.accompagnement.usecases.declarer_dui import declarer_dui
from services.accompagnement.usecases.deposer_demande import deposer_demande
from services.accompagnement.usecases.faire_avancer import (
    cloturer_silencieuses,
    mesurer_capacites,
    oublier_cles,
    oublier_demandeurs,
)
from services.accompagnement.usecases.importer_intervenants import Rapport, importer_intervenants
from services.accompagnement.usecases.lectures import Suivi
from services.accompagnement.usecases.lire_boite import compter_a_prendre, lire_accueil, lire_boite, sujets_de_flux
from services.accompagnement.usecases.lire_copie import lire_copie
from services.accompagnement.usecases.lire_demande import lire_demande
from services.accompagnement.usecases.lire_equipe import (
    chercher_structures,
    lire_absences,
    lire_coordination,
    lire_intervenants,
    lire_structure,
    lire_structure_accompagnee,
)
from services.accompagnement.usecases.lire_suivi import lire_suivi
from services.accompagnement.usecases.ordres import Accuse
from services.accompagnement.usecases.oublier_demandeur import oublier_demandeur
from shared.bus.empreintes import Measured
from shared.bus.parts import Controle, Parts, Timer
from shared.db.pool import open_pool
from shared.db.structures import STRUCTURES
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import Ids, RandomIds
from shared.observability.tracing import current, started, within
from shared.settings import ServiceSettings
from shared.web.liens import Liens

SERVICE = "accompagnement"
MINUTE = 60.0
_ESSAIS = 3
_CONFLITS = (
    CleCroiseeError,
    asyncpg.UniqueViolationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""What two transactions at once may do to each other; the second, done again, sees what the first made."""

Appel = Callable[..., Coroutine[Any, Any, Any]]


@dataclass(frozen=True)
class _Unites:
    """Opens the unit of an order, or the view of a question, and closes it at the edge."""

    pool: asyncpg.Pool
    clock: Clock
    ids: Ids

    def ordre(self, usage: Appel) -> Appel:
        """Return an order in a transaction of its own, done again when another one crossed it."""

        async def donner(*args: Any, **kwargs: Any) -> Any:
            for essai in range(_ESSAIS):
                try:
                    async with self._ecrire() as unit:
                        return await usage(unit, *args, maintenant=unit.maintenant(), **kwargs)
                except _CONFLITS:
                    if essai == _ESSAIS - 1:
                        raise
            raise AssertionError("the loop returns or raises")

        return donner

    def creation(self, usage: Appel) -> Appel:
        """Return an order that needs new identifiers."""
        donner = self.ordre(usage)

        async def creer(*args: Any, **kwargs: Any) -> Any:
            return await donner(*args, ids=self.ids, **kwargs)

        return creer

    def question(self, usage: Appel) -> Appel:
        """Return a question, answered from one instant."""

        async def poser(*args: Any) -> Any:
            async with (
                self.pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                return await usage(PostgresVue(connection, raconter, self.clock), *args)

        return poser

    def lecture(self, champ: str) -> Appel:
        """Return a question that is one reading of the requests."""
        return self.question(lambda vue: getattr(vue.demandes, champ)())

    async def verifier_charge(self) -> Sequence[str]:
        """Return the kept loads that a fresh count denies."""
        async with self.pool.acquire() as connection:
            return await ecarts(connection)

    @asynccontextmanager
    async def _ecrire(self) -> AsyncIterator[PostgresUnit]:
        trace = current()
        with within(trace if trace.traceparent else started(str(self.ids.new()))):
            async with self.pool.acquire() as connection, connection.transaction():
                unit = PostgresUnit(connection, raconter, self.clock)
                yield unit
                await unit.conclure()


@asynccontextmanager
async def open_accompagnement(settings: ServiceSettings) -> AsyncIterator[Accompagnement]:
    """Open the service for an order: its table of contents, on a pool that lives as long as the block."""
    async with open_pool(settings.postgres, name=f"maillage-{SERVICE}-ordre", size=2) as pool:
        yield build(pool, settings)


def build(
    pool: asyncpg.Pool, settings: ServiceSettings, *, clock: Clock | None = None, ids: Ids | None = None
) -> Accompagnement:
    """Return the table of contents, each use case opening its own unit."""
    unites = _Unites(pool, clock or SystemClock(), ids or RandomIds())
    liens = cache(lambda: Liens(settings.cles))  # an order such as an import signs nothing and needs no key
    deposer, importer = unites.creation(deposer_demande), unites.creation(importer_intervenants)
    suivre = unites.question(lire_suivi)

    def lien(jeton: str) -> str:
        return f"{settings.adresse}/{SERVICE}/suivi/{jeton}"

    async def deposer_et_lier(depot: Depot, *, canal: Canal, cle: str | None = None) -> Accuse:
        deposee = await deposer(depot, canal=canal, cle=cle)
        return Accuse(deposee.demande, deposee.numero, lien(liens().signer("suivi", deposee.demande)))

    async def importer_le_fichier(chemin: Path, *, simulation: bool = False) -> Rapport:
        rapport: Rapport = await importer(chemin.name, lire_fichier(chemin), simulation=simulation)
        return rapport

    async def suivre_le_lien(jeton: str) -> Suivi:
        lu: Suivi = await suivre(liens().lire("suivi", jeton), lien(jeton))
        return lu

    def par_lien(usage: Appel) -> Appel:
        donner = unites.ordre(usage)

        async def suivre_et_donner(jeton: str) -> None:
            await donner(liens().lire("suivi", jeton))

        return suivre_et_donner

    return Accompagnement(
        deposer_demande=deposer_et_lier,
        affecter=unites.creation(affecter),
        prendre_en_charge=unites.creation(suivi.prendre_en_charge),
        repondre=unites.creation(suivi.repondre),
        noter=unites.creation(suivi.noter),
        resoudre=unites.creation(suivi.resoudre),
        cloturer=unites.ordre(suivi.cloturer),
        cloturer_par_lien=par_lien(suivi.cloturer_par_lien),
        refuser=unites.ordre(suivi.refuser),
        annuler=unites.ordre(suivi.annuler),
        annuler_par_lien=par_lien(suivi.annuler_par_lien),
        declarer_absence=unites.creation(declarer_absence),
        annuler_absence=unites.ordre(annuler_absence),
        declarer_dui=unites.creation(declarer_dui),
        importer_intervenants=importer_le_fichier,
        oublier_demandeur=unites.ordre(oublier_demandeur),
        cloturer_silencieuses=unites.ordre(cloturer_silencieuses),
        oublier_cles=unites.ordre(oublier_cles),
        oublier_demandeurs=unites.ordre(oublier_demandeurs),
        mesurer_capacites=unites.ordre(mesurer_capacites),
        verifier_charge=unites.verifier_charge,
        lire_boite=unites.question(lire_boite),
        compter_a_prendre=unites.question(compter_a_prendre),
        lire_demande=unites.question(lire_demande),
        lire_suivi=suivre_le_lien,
        lire_coordination=unites.question(lire_coordination),
        lire_accueil=unites.question(lire_accueil),
        lire_absences=unites.question(lire_absences),
        lire_intervenants=unites.question(lire_intervenants),
        lire_themes=unites.lecture("themes"),
        lire_logiciels=unites.lecture("logiciels"),
        lire_structure=unites.question(lire_structure),
        chercher_structures=unites.question(chercher_structures),
        lire_structure_accompagnee=unites.question(lire_structure_accompagnee),
        lire_copie=unites.question(lambda vue, finess: lire_copie(vue.unit, finess)),
        sujets_de_flux=unites.question(sujets_de_flux),
    )


def worker_parts(pool: asyncpg.Pool) -> Parts:
    """Return what the worker runs."""
    clock = SystemClock()
    unites = _Unites(pool, clock, RandomIds())

    def unit_of(connection: PoolConnectionProxy) -> PostgresUnit:
        return PostgresUnit(connection, raconter, clock)

    return Parts(
        inbound=INBOUND,
        unit_of=unit_of,
        measured=[Measured("copie", STRUCTURES), Measured("source", PERSONNES), Measured("source", CHARGES)],
        timers=[
            Timer(name="clotures", seconds=MINUTE, step=unites.ordre(cloturer_silencieuses)),
            Timer(name="capacites", seconds=MINUTE, step=unites.ordre(mesurer_capacites)),
            Timer(name="cles", seconds=60 * MINUTE, step=unites.ordre(oublier_cles)),
            Timer(name="oubli", seconds=60 * MINUTE, step=unites.ordre(oublier_demandeurs)),
        ],
        controles=[Controle(name="charge", verifier=unites.verifier_charge)],
    )
