"""The unit: the service's repositories on one connection, and what it says before the commit."""

from datetime import datetime
from functools import cached_property

from asyncpg.pool import PoolConnectionProxy

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.storage import charges
from services.accompagnement.storage.demandes import PostgresDemandes
from services.accompagnement.storage.depots import PostgresDepots
from services.accompagnement.storage.equipe import PostgresAbsences, PostgresEquipe
from services.accompagnement.storage.journal import Journal
from services.accompagnement.storage.personnes import PostgresPersonnes
from services.accompagnement.storage.reglages import PostgresDeploiements, PostgresReglages
from services.accompagnement.storage.sources import Raconter
from services.accompagnement.storage.structures import PostgresStructures
from shared.bus import outbox
from shared.db.signaux import Signal
from shared.kernel.clock import Clock


class PostgresUnit:
    """The repositories of one transaction."""

    def __init__(self, connection: PoolConnectionProxy, raconter: Raconter, clock: Clock) -> None:
        self.connection = connection
        self._clock = clock
        self._raconter = raconter
        self._journal = Journal()

    def maintenant(self) -> datetime:
        """Return the present instant."""
        return self._clock.now()

    async def conclure(self) -> None:
        """Measure the loads that moved, write the events to tell and wake the open pages, before the commit."""
        journal = self._journal
        le = self.maintenant()
        if journal.a_mesurer:
            parametres = await self.reglages.parametres()
            mesures = await charges.mesurer(
                self.connection,
                journal.a_mesurer,
                self._raconter,
                tenues=journal.tenues,
                jour=jour_de(le),
                le=le,
                points_par_etp=parametres.points_par_etp,
            )
            journal.raconter(*mesures)
        signaux = [
            Signal.de(evenement, sujet) for evenement, sujets in journal.signaux.items() for sujet in sorted(sujets)
        ]
        await outbox.write(self.connection, [self._raconter(fait) for fait in journal.faits], signaux)
        journal.vider()

    @cached_property
    def structures(self) -> PostgresStructures:
        """Return the copy of the directory."""
        return PostgresStructures(self.connection)

    @cached_property
    def demandes(self) -> PostgresDemandes:
        """Return the requests."""
        return PostgresDemandes(self.connection, self._journal)

    @cached_property
    def personnes(self) -> PostgresPersonnes:
        """Return the people."""
        return PostgresPersonnes(self.connection, self._journal, self._raconter)

    @cached_property
    def equipe(self) -> PostgresEquipe:
        """Return the team."""
        return PostgresEquipe(self.connection, self._journal)

    @cached_property
    def absences(self) -> PostgresAbsences:
        """Return who is away."""
        return PostgresAbsences(self.connection)

    @cached_property
    def depots(self) -> PostgresDepots:
        """Return the deposits."""
        return PostgresDepots(self.connection, self.reglages)

    @cached_property
    def reglages(self) -> PostgresReglages:
        """Return the settings."""
        return PostgresReglages(self.connection)

    @cached_property
    def deploiements(self) -> PostgresDeploiements:
        """Return the DUI in use."""
        return PostgresDeploiements(self.connection, self._journal)
