"""The facts heard, in Postgres, and those still to be told to a circle."""

import json
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from services.notifications.domain.fait import FaitEntendu, NomDeFait
from services.notifications.domain.ports import Annonce
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "faits.sql")


class PostgresAnnonces:
    """Facts heard, and announcements to circles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def entendre(self, fait: FaitEntendu) -> bool:
        """Write a fact down; False when it was heard before."""
        heard = await self._connection.fetchval(
            _SQL["entendre"],
            fait.evenement,
            fait.nom.value,
            fait.survenu_le,
            fait.demande,
            fait.numero,
            fait.structure,
            fait.departement,
            fait.demandeur,
            fait.intervenant,
            json.dumps(dict(fait.details)),
        )
        return heard is not None

    async def garder(self, annonce: Annonce, prochain_le: datetime) -> None:
        """Look again at the circle of a rule at that instant."""
        await self._connection.execute(
            _SQL["garder"], annonce.fait.evenement, annonce.regle, annonce.depuis, prochain_le
        )

    async def dues(self, maintenant: datetime, limite: int) -> Sequence[Annonce]:
        """Return some announcements due, locked until the end of the transaction; others skip them."""
        rows = await self._connection.fetch(_SQL["dues"], maintenant, limite)
        return [Annonce(lire_fait(row), row["regle"], row["depuis"]) for row in rows]

    async def clore(self, annonce: Annonce) -> None:
        """End an announcement."""
        await self._connection.execute(_SQL["clore"], annonce.fait.evenement, annonce.regle)


def lire_fait(row: asyncpg.Record) -> FaitEntendu:
    """Return the fact of a row that has its columns."""
    return FaitEntendu(
        evenement=row["evenement"],
        nom=NomDeFait(row["nom"]),
        survenu_le=row["survenu_le"],
        demande=row["demande"],
        numero=row["numero"],
        structure=row["structure"],
        departement=row["departement"],
        demandeur=row["demandeur"],
        intervenant=row["intervenant"],
        details=json.loads(row["details"]),
    )
