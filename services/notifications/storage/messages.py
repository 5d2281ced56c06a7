"""The messages in Postgres: written once each, read in the application, told to the open pages of their readers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.notifications.domain.lecture import MessageDeStructure, MessageLu
from services.notifications.domain.livraison import EtatLivraison
from services.notifications.domain.message import Message
from services.notifications.domain.regles import Canal, EtatDeDemande
from services.notifications.storage.faits import lire_fait
from shared.db.copies import Connection
from shared.db.queries import Queries
from shared.db.signaux import Signal, signaler

SIGNAL = "cloche"
_SQL = Queries(__package__, "messages.sql")


class PostgresMessages:
    """The messages, and for those by mail their deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ajouter(self, messages: Sequence[Message]) -> int:
        """Write those that are not there yet, wake the pages of their readers; return how many were new."""
        rows = await self._connection.fetch(
            _SQL["ajouter"],
            [m.id for m in messages],
            [m.evenement for m in messages],
            [m.regle for m in messages],
            [m.destinataire for m in messages],
            [Canal.APPLICATION in m.canaux for m in messages],
            [m.cree_le for m in messages],
        )
        fresh = {row["id"] for row in rows}
        by_mail = [m.id for m in messages if m.id in fresh and Canal.COURRIEL in m.canaux]
        if by_mail:
            await self._connection.execute(_SQL["ajouter_livraisons"], by_mail)
        await self._reveiller({m.destinataire for m in messages if m.id in fresh and Canal.APPLICATION in m.canaux})
        return len(fresh)

    async def de(self, personnes: Sequence[UUID], limite: int) -> Sequence[MessageLu]:
        """Return the last messages in the application of a person."""
        return [_lu(row) for row in await self._connection.fetch(_SQL["de"], personnes, limite)]

    async def non_lus(self, personnes: Sequence[UUID]) -> int:
        """Count those not read yet."""
        return int(await self._connection.fetchval(_SQL["non_lus"], personnes))

    async def lire(self, personnes: Sequence[UUID], message: UUID, maintenant: datetime) -> MessageLu | None:
        """Mark one as read and return it; None when the person has no such message."""
        row = await self._connection.fetchrow(_SQL["lire"], personnes, message, maintenant)
        if row is None:
            return None
        await self._reveiller({row["destinataire"]})
        return _lu(row)

    async def tout_lire(self, personnes: Sequence[UUID], maintenant: datetime) -> int:
        """Mark all of them as read; return how many were not."""
        rows = await self._connection.fetch(_SQL["tout_lire"], personnes, maintenant)
        await self._reveiller({row["destinataire"] for row in rows})
        return len(rows)

    async def de_structure(self, finess: str, limite: int) -> Sequence[MessageDeStructure]:
        """Return the last messages about a structure."""
        rows = await self._connection.fetch(_SQL["de_structure"], finess, limite)
        return [
            MessageDeStructure(
                row["regle"],
                row["numero"],
                row["demande"],
                row["indicateur"],
                EtatLivraison(row["etat"]) if row["etat"] else None,
                row["cree_le"],
            )
            for row in rows
        ]

    async def _reveiller(self, personnes: set[UUID]) -> None:
        if personnes:
            signaux = [Signal.de(SIGNAL, f"personne:{personne}") for personne in sorted(personnes)]
            await signaler(self._connection, *signaux)


def _lu(row: asyncpg.Record) -> MessageLu:
    return MessageLu(
        id=row["id"],
        regle=row["regle"],
        fait=lire_fait(row),
        nom_structure=row["nom_structure"],
        etat_demande=EtatDeDemande(row["etat_demande"]) if row["etat_demande"] else None,
        cree_le=row["cree_le"],
        lu_le=row["lu_le"],
    )
