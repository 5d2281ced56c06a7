"""Deposits in Postgres: what is known before and once the routing is held, and the keys that make them happen once."""

import json
from datetime import datetime
from uuid import UUID

import asyncpg

from services.accompagnement.domain.calendrier import jour_de
from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.etats import OUVERTS
from services.accompagnement.domain.ports import (
    CleDeDepot,
    ContexteDeDepot,
    DepotRetenu,
    OuvertureDeDepot,
    Parametres,
    SituationDeStructure,
    Thematique,
)
from services.accompagnement.domain.refus import DepotEnCoursError
from services.accompagnement.storage.personnes import personne_de
from services.accompagnement.storage.reglages import PostgresReglages
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "depots.sql")
_VERROU = 7_241_905_401
_VERROU_DES_CLES = 724_190_541
_OUVERTS = sorted(OUVERTS)


class CleCroiseeError(Exception):
    """A twin committed between our look at the key and our hold of it: done again, the deposit finds its answer."""


async def verrouiller(connection: Connection) -> None:
    """Let one routing at a time see and move the loads, until the end of the transaction."""
    await connection.execute(_SQL["verrouiller_les_affectations"], _VERROU)


class PostgresDepots:
    """Deposits, in Postgres."""

    def __init__(self, connection: Connection, reglages: PostgresReglages) -> None:
        self._connection = connection
        self._reglages = reglages

    async def contexte(self, depot: Depot, cle: str | None, maintenant: datetime) -> ContexteDeDepot:
        """Hold the key, if any, until the end of the transaction. Raises DepotEnCoursError."""
        contact = depot.contact
        row = await self._connection.fetchrow(
            _SQL["contexte"],
            cle,
            _VERROU_DES_CLES,
            maintenant,
            depot.thematique,
            contact.courriel or None,
            depot.structure or None,
        )
        assert row is not None
        if not row["tenue"]:
            raise DepotEnCoursError(cle=cle)
        parametres = Parametres(**json.loads(row["parametres"]))
        self._reglages.retenir(parametres)
        return ContexteDeDepot(
            parametres=parametres,
            thematique=None if row["code"] is None else Thematique(row["code"], row["points"], row["a_qualifier"]),
            demandeur=None if row["personne"] is None else personne_de(row),
            contact=Contact(fonction=row["fonction"] or "", telephone=row["telephone"] or ""),
            retenu=_retenu(row),
        )

    async def ouvrir(
        self, demande: UUID, depot: Depot, *, demandeur: UUID, cle: CleDeDepot | None, maintenant: datetime
    ) -> OuvertureDeDepot:
        """Hold the routing until the end of the transaction, take the next number of the year, without a gap, and keep
        the answer under the key.

        Raises CleCroiseeError.
        """  # noqa: D205
        await verrouiller(self._connection)
        row = await self._connection.fetchrow(
            _SQL["ouvrir"],
            jour_de(maintenant).year,
            depot.structure or None,
            cle and cle.cle,
            cle and cle.empreinte,
            demande,
            maintenant,
            demandeur,
            depot.thematique,
            _OUVERTS,
        )
        assert row is not None
        if not row["gardee"]:
            raise CleCroiseeError
        connue = row["departement"] is not None
        situation = SituationDeStructure(row["nom"] or row["nom_long"], row["departement"], row["fermee"])
        return OuvertureDeDepot(row["numero"], situation if connue else None, row["habituel"], row["doublon"])

    async def oublier(self, avant: datetime) -> int:
        """Forget the keys taken before this instant; return how many."""
        status = await self._connection.execute(_SQL["oublier_les_cles"], avant)
        return int(status.rpartition(" ")[2])


def _retenu(row: asyncpg.Record) -> DepotRetenu | None:
    if row["empreinte"] is None:
        return None
    return DepotRetenu(row["empreinte"], row["demande"], row["numero"])
