"""The engagements in Postgres: opened once by site and programme, with their targets and their crossings."""

from collections.abc import Callable, Sequence
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.usages.domain.engagement import Engagement, Ouverture
from services.usages.domain.franchissement import DernierChiffre, Passage, Poursuite
from services.usages.domain.indicateur import Cible, RegleDepart, Sens
from services.usages.storage.mesures import etre_seul_a_ecrire
from shared.bus import outbox
from shared.db.queries import Queries

_SQL = Queries(__package__, "engagements.sql")

Raconter = Callable[[Passage], outbox.Outgoing]
"""Turns a crossing into the event that tells it."""


class PostgresEngagements:
    """The engagements, in Postgres."""

    def __init__(self, connection: PoolConnectionProxy, raconter: Raconter) -> None:
        self._connection = connection
        self._raconter = raconter

    async def reserver(self) -> None:
        """Let nobody else write figures or engagements until the end of the transaction."""
        await etre_seul_a_ecrire(self._connection)

    async def ouvrir(self, ouvertures: Sequence[Ouverture]) -> Sequence[UUID]:
        """Write the engagements of sites that are not in the programme yet; return those written."""
        ecrits = []
        for ouverture in ouvertures:
            e = ouverture.engagement
            ecrit = await self._connection.fetchval(
                _SQL["ouvrir"], e.id, e.finess, e.programme, e.regle_depart, e.debut, e.duree_mois, e.ouvert_le,
                e.ouvert_par,
            )  # fmt: skip
            if ecrit is not None:
                await self._connection.execute(_SQL["viser"], e.id, [cible.id for cible in ouverture.cibles])
                ecrits.append(e.id)
        return ecrits

    async def touches(self) -> Sequence[UUID]:
        """Return the engagements that follow a figure changed by the import at work."""
        return [row["id"] for row in await self._connection.fetch(_SQL["touches"])]

    async def poursuites(self, engagements: Sequence[UUID]) -> Sequence[Poursuite]:
        """Return every target of these engagements, with the last figure and the last rank told."""
        return [_poursuite(row) for row in await self._connection.fetch(_SQL["poursuites"], engagements)]

    async def noter(self, passages: Sequence[Passage]) -> None:
        """Write crossings down, and the events that tell them."""
        if not passages:
            return
        lignes = [
            (
                p.engagement, p.cible.id, p.rang, p.chiffre.mois, p.chiffre.numerateur, p.chiffre.denominateur,
                p.dans_le_delai, p.constate_le,
            )
            for p in passages
        ]  # fmt: skip
        await self._connection.execute(_SQL["noter"], *(list(colonne) for colonne in zip(*lignes, strict=True)))
        await outbox.write(self._connection, [self._raconter(passage) for passage in passages])


def engagement(row: asyncpg.Record) -> Engagement:
    """Read an engagement from a row that holds its columns."""
    return Engagement(
        id=row["id"],
        finess=row["finess"],
        programme=row["programme"],
        regle_depart=RegleDepart(row["regle_depart"]),
        debut=row["debut"],
        duree_mois=row["duree_mois"],
        ouvert_le=row["ouvert_le"],
        ouvert_par=row["ouvert_par"],
    )


def _poursuite(row: asyncpg.Record) -> Poursuite:
    connu = row["mois"] is not None
    return Poursuite(
        engagement=engagement(row),
        departement=row["departement"],
        cible=Cible(
            id=row["cible"],
            programme=row["programme"],
            indicateur=row["indicateur"],
            valeur=row["valeur"],
            valable_depuis=row["valable_depuis"],
            exemple=row["exemple"],
        ),
        sens=Sens(row["sens"]),
        dernier=DernierChiffre(row["mois"], row["numerateur"], row["denominateur"]) if connu else None,
        rang=row["rang"],
    )
