"""The composition root of notifications: the only place that builds things."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from uuid import UUID

import asyncpg

from services.notifications.domain.lecture import Criteres, Livraisons, MessageLu
from services.notifications.domain.livraison import Reprise
from services.notifications.envois.enveloppe import Expedition as Enveloppe
from services.notifications.envois.liens import LiensDesMessages
from services.notifications.envois.redaction import Redaction
from services.notifications.envois.smtp import ExpediteurSmtp, Serveur
from services.notifications.events.inbound import INBOUND
from services.notifications.settings import NotificationsSettings, notifications_settings
from services.notifications.storage.unit import CONTACTS, PostgresUnit
from services.notifications.usecases import Notifications
from services.notifications.usecases.boite import (
    Boite,
    compter_non_lus,
    lire_boite,
    ouvrir_message,
    personnes_du_compte,
    tout_lire,
)
from services.notifications.usecases.expedier import Cadence, Expedition
from services.notifications.usecases.lire_structure import VueDeStructure, lire_structure
from services.notifications.usecases.livraisons import PAR_PAGE, lire_livraison, lire_livraisons, renvoyer_livraison
from services.notifications.usecases.reagir import repartir
from shared.bus.empreintes import Measured
from shared.bus.parts import Controle, Parts, Timer
from shared.db.copies import Connection
from shared.db.structures import STRUCTURES
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.identite import Identite
from shared.kernel.ids import RandomIds
from shared.observability import metrics
from shared.web.liens import Liens

SERVICE = "notifications"


class Unites:
    """Opens units on a pool, each in its transaction."""

    def __init__(self, pool: asyncpg.Pool, horloge: Clock) -> None:
        self._pool = pool
        self._horloge = horloge

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[PostgresUnit]:
        """Open a transaction, committed at the end of the block."""
        async with self._pool.acquire() as connection, connection.transaction():
            yield PostgresUnit(connection, self._horloge)


def build(pool: asyncpg.Pool) -> Notifications:
    """Return the table of contents, each use case opening its own unit."""
    horloge = SystemClock()
    unites = Unites(pool, horloge)

    async def structure(qui: Identite, finess: str) -> VueDeStructure:
        async with unites() as unit:
            return await lire_structure(unit, qui, finess)

    async def boite(sujet: str) -> Boite:
        async with unites() as unit:
            return await lire_boite(unit, sujet)

    async def non_lus(sujet: str) -> int:
        async with unites() as unit:
            return await compter_non_lus(unit, sujet)

    async def personnes(sujet: str) -> Sequence[UUID]:
        async with unites() as unit:
            return await personnes_du_compte(unit, sujet)

    async def ouvrir(sujet: str, message: UUID) -> MessageLu:
        async with unites() as unit:
            return await ouvrir_message(unit, sujet, message, horloge.now())

    async def tout(sujet: str) -> int:
        async with unites() as unit:
            return await tout_lire(unit, sujet, horloge.now())

    async def livraisons(
        qui: Identite, criteres: Criteres, *, limite: int = PAR_PAGE, curseur: str | None = None
    ) -> Livraisons:
        async with unites() as unit:
            return await lire_livraisons(unit, qui, criteres, limite=limite, curseur=curseur)

    async def livraison(qui: Identite, message: UUID) -> Livraisons:
        async with unites() as unit:
            return await lire_livraison(unit, qui, message)

    async def renvoyer(qui: Identite, message: UUID) -> None:
        async with unites() as unit:
            await renvoyer_livraison(unit, qui, message, horloge.now())

    return Notifications(
        lire_structure=structure,
        lire_boite=boite,
        compter_non_lus=non_lus,
        personnes_du_compte=personnes,
        ouvrir_message=ouvrir,
        tout_lire=tout,
        lire_livraisons=livraisons,
        lire_livraison=livraison,
        renvoyer_livraison=renvoyer,
    )


def worker_parts(pool: asyncpg.Pool) -> Parts:
    """Return what the worker runs. Raises ReglageInvalideError."""
    reglages = notifications_settings()
    horloge = SystemClock()
    unites = Unites(pool, horloge)
    expedition = cache(lambda: build_expedition(unites, reglages, horloge))

    async def envoyer() -> None:
        async with unites() as unit:
            await repartir(unit, _reprise(reglages), horloge.now())
        await expedition().tour()
        async with unites() as unit:
            nombre, depuis = await unit.envois.attente()
        metrics.MAILS_WAITING.set(nombre)
        metrics.MAILS_OLDEST_AGE.set((horloge.now() - depuis).total_seconds() if depuis else 0)

    async def incoherences() -> Sequence[str]:
        async with unites() as unit:
            return await unit.suivi.incoherences()

    def unit_of(connection: Connection) -> PostgresUnit:
        return PostgresUnit(connection, horloge)

    return Parts(
        inbound=INBOUND,
        unit_of=unit_of,
        measured=[Measured("copie", STRUCTURES), Measured("copie", CONTACTS)],
        timers=[Timer(name="envois", seconds=reglages.envoi_tour_secondes, step=envoyer, rest=0)],
        controles=[Controle(name="livraisons", verifier=incoherences)],
    )


def build_expedition(unites: Unites, reglages: NotificationsSettings, horloge: Clock) -> Expedition:
    """Return the sender of mails: what it writes, where it sends it, how often."""
    liens = LiensDesMessages(reglages.adresse, Liens(reglages.cles))
    return Expedition(
        unites=unites,
        expediteur=ExpediteurSmtp(_serveur(reglages), _enveloppe(reglages), horloge),
        redacteur=Redaction(liens, repondre=bool(reglages.courriel_reponse)),
        horloge=horloge,
        ids=RandomIds(),
        hasard=random.SystemRandom().random,
        cadence=Cadence(
            reprise=_reprise(reglages),
            voies=reglages.envoi_connexions,
            lot=reglages.envoi_lot,
            bail=timedelta(seconds=reglages.envoi_bail_secondes),
        ),
    )


def _reprise(reglages: NotificationsSettings) -> Reprise:
    return Reprise(
        essais=reglages.envoi_essais,
        intervalle=timedelta(seconds=reglages.envoi_intervalle_secondes),
        gigue=reglages.envoi_gigue,
    )


def _serveur(reglages: NotificationsSettings) -> Serveur:
    secret = reglages.smtp_mot_de_passe
    return Serveur(
        hote=reglages.smtp_hote,
        port=reglages.smtp_port,
        chiffrement=reglages.smtp_chiffrement,
        utilisateur=reglages.smtp_utilisateur,
        mot_de_passe=secret.get_secret_value() if secret else None,
        certificat=str(reglages.smtp_certificat) if reglages.smtp_certificat else None,
        cle=str(reglages.smtp_cle) if reglages.smtp_cle else None,
        autorite=str(reglages.smtp_autorite) if reglages.smtp_autorite else None,
        delai=reglages.smtp_delai_secondes,
        essai=reglages.smtp_essai_secondes,
    )


def _enveloppe(reglages: NotificationsSettings) -> Enveloppe:
    return Enveloppe(
        adresse=reglages.courriel_expediteur,
        nom=reglages.courriel_nom,
        reponse=reglages.courriel_reponse,
        retour=reglages.courriel_retour or reglages.courriel_expediteur,
        domaine=reglages.courriel_expediteur.rpartition("@")[2],
    )
