"""Indicators, programmes and targets in Postgres."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import asyncpg

from services.usages.domain.indicateur import Cible, Indicateur, Programme, RegleDepart, Sens
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "catalogue.sql")


class PostgresCatalogue:
    """The data that says what is measured and asked, in Postgres."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def indicateurs(self) -> Sequence[Indicateur]:
        """Return the indicators, in their version in force."""
        return [
            Indicateur(
                row["code"], row["version"], row["libelle"], row["unite_de_compte"], Sens(row["sens"]),
                row["valable_depuis"],
            )
            for row in await self._connection.fetch(_SQL["indicateurs"])
        ]  # fmt: skip

    async def programmes(self) -> Sequence[Programme]:
        """Return the programmes."""
        return [
            Programme(row["code"], row["libelle"], RegleDepart(row["regle_depart"]), row["duree_mois"])
            for row in await self._connection.fetch(_SQL["programmes"])
        ]

    async def cibles(self) -> Sequence[Cible]:
        """Return every version of every target, oldest first."""
        return [cible(row) for row in await self._connection.fetch(_SQL["cibles"])]

    async def fixer(self, *, programme: str, indicateur: str, valeur: Decimal, depuis: date) -> Cible:
        """Write a new version of a target."""
        row = await self._connection.fetchrow(_SQL["fixer"], programme, indicateur, valeur, depuis)
        assert row is not None
        return cible(row)


def cible(row: asyncpg.Record) -> Cible:
    """Read a target from a row that holds its columns."""
    return Cible(
        id=row["id"],
        programme=row["programme"],
        indicateur=row["indicateur"],
        valeur=row["valeur"],
        valable_depuis=row["valable_depuis"],
        exemple=row["exemple"],
    )
