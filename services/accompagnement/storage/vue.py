"""All that can be read at one instant, on one connection."""

from datetime import datetime
from functools import cached_property

from asyncpg.pool import PoolConnectionProxy

from services.accompagnement.storage.lectures import PostgresLectures
from services.accompagnement.storage.lectures_equipe import PostgresLecturesDEquipe
from services.accompagnement.storage.sources import Raconter
from services.accompagnement.storage.unit import PostgresUnit
from shared.kernel.clock import Clock


class PostgresVue:
    """The readings, and the repositories to be read only."""

    def __init__(self, connection: PoolConnectionProxy, raconter: Raconter, clock: Clock) -> None:
        self._connection = connection
        self.unit = PostgresUnit(connection, raconter, clock)
        self.maintenant: datetime = clock.now()

    @cached_property
    def demandes(self) -> PostgresLectures:
        """Return what is read of requests."""
        return PostgresLectures(self._connection)

    @cached_property
    def equipe(self) -> PostgresLecturesDEquipe:
        """Return what is read of the team."""
        return PostgresLecturesDEquipe(self._connection)
