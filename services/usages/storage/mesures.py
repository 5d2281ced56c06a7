"""The figures in Postgres, by sets: COPY to a table of the transaction, one comparison, then every write at once."""

import json
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.usages.domain.importation import (
    EXEMPLES,
    Changement,
    CodeSignalement,
    LigneEcartee,
    Ordre,
    Signalement,
)
from services.usages.domain.mois import texte_du_mois
from services.usages.domain.ports import Bilan, Lot
from services.usages.storage.imports import PostgresImports
from shared.bus import outbox
from shared.db.queries import Queries

_SQL = Queries(__package__, "mesures.sql")
_AGREGATS = Queries(__package__, "agregats.sql")
_COLONNES = ("ligne", "finess", "indicateur", "mois", "numerateur", "denominateur", "zero_retabli", "faute")
_VERROU = 7_241_905_302
_LONGTEMPS = 3_600
"""Seconds that one statement of an import may take: a file may hold many million lines."""

_PREMIERES = {
    CodeSignalement.TAUX_SUPERIEUR_A_100: _SQL["plus_de_100"],
    CodeSignalement.SITE_INCONNU: _SQL["sites_inconnus"],
    CodeSignalement.ZERO_RETABLI: _SQL["zeros_retablis"],
    CodeSignalement.VALEUR_PLUS_RECENTE: _SQL["depassees"],
    CodeSignalement.LIGNE_REMPLACEE: _SQL["remplacees"],
}


@dataclass(frozen=True, slots=True)
class Adresse:
    """Where amounts are told: the topic, and the full types of a first figure and of a correction."""

    topic: str
    observation: str
    correction: str


async def etre_seul_a_ecrire(connection: PoolConnectionProxy) -> None:
    """Wait until nobody else writes figures or engagements, and let nobody until the end of the transaction."""
    await connection.execute(_SQL["seul_a_ecrire"], _VERROU, timeout=_LONGTEMPS)


class PostgresMesures:
    """The figures, in Postgres."""

    def __init__(self, connection: PoolConnectionProxy, imports: PostgresImports, adresse: Adresse) -> None:
        self._connection = connection
        self._imports = imports
        self._adresse = adresse

    async def recevoir(self, lots: AsyncGenerator[Lot, None]) -> None:
        """Put the lines aside, in the transaction, however many. Raises what reading them raises."""
        numeros = {row["code"]: row["no"] for row in await self._connection.fetch(_SQL["numeros"])}
        await self._connection.execute(_SQL["ouvrir_la_reception"])
        await self._connection.copy_to_table(
            "lues", source=_en_texte(lots, numeros), columns=_COLONNES, format="text", timeout=_LONGTEMPS
        )

    async def rapprocher(self, *, rejeu_de: UUID | None) -> Bilan:
        """Compare the lines received with what is known; nobody else writes figures before the transaction ends."""
        await etre_seul_a_ecrire(self._connection)
        await self._faire(_SQL["prendre_de_la_place"])
        await self._rattacher()
        await self._faire(_SQL["connaitre_les_sites"])
        await self._faire(_SQL["comparer"])
        depassees = await self._faire(_SQL["garder_les_plus_recentes"], rejeu_de) if rejeu_de else 0
        bilan = await self._connection.fetchrow(_SQL["bilan"], timeout=_LONGTEMPS)
        assert bilan is not None
        nombres = {code: bilan[code.value] for code in _PREMIERES if bilan.get(code.value)}
        if depassees:
            nombres[CodeSignalement.VALEUR_PLUS_RECENTE] = depassees
        return Bilan(bilan["nouvelles"], bilan["corrigees"], bilan["inchangees"], nombres)

    async def signalements(self, codes: Collection[CodeSignalement]) -> Sequence[Signalement]:
        """Return the first lines of each kind."""
        return [
            Signalement(code, row["ligne"], row["champ"], row["valeur"])
            for code in codes
            if code in _PREMIERES
            for row in await self._premieres(_PREMIERES[code])
        ]

    async def changements(self) -> Sequence[Changement]:
        """Return the first lines that would change something."""
        return [_changement(row) for row in await self._premieres(_SQL["changements"])]

    async def appliquer(self) -> None:
        """Write the observations, move the rollups by the same amounts, and leave these to be told."""
        numero = await self._imports.numero()
        await self._faire(_SQL["observer"], numero)
        await self._faire(_SQL["cumuler"])
        await self._faire(_SQL["devoir"], numero)

    async def ecarter(self, ordre: Ordre) -> None:
        """Put the lines at fault in quarantine."""
        await self._faire(_SQL["ecarter"], ordre.id)

    async def ecartees(self) -> Sequence[LigneEcartee]:
        """Return the first lines at fault."""
        return [LigneEcartee(*row) for row in await self._premieres(_SQL["ecartees"])]

    async def dire(self, limite: int, plein: int) -> int:
        """Hand amounts over to the outbox, while fewer events than `plein` wait there; return how many."""
        a = self._adresse
        dits = await self._faire(_SQL["dire"], limite, plein, a.topic, a.observation, a.correction)
        if dits:
            await outbox.wake(self._connection)
        return dits

    async def rattacher(self) -> int:
        """Count the figures of each site under its present département, and return how many sites moved."""
        if not await self._connection.fetchval(_AGREGATS["un_site_a_bouge"]):
            return 0
        await etre_seul_a_ecrire(self._connection)
        return await self._rattacher()

    async def _rattacher(self) -> int:
        nombre: int = await self._connection.fetchval(_AGREGATS["rattacher"], timeout=_LONGTEMPS)
        if nombre:
            await self._faire(_AGREGATS["oublier_les_vides"])
        return nombre

    async def _premieres(self, sql: str) -> list[asyncpg.Record]:
        return await self._connection.fetch(sql, EXEMPLES, timeout=_LONGTEMPS)

    async def _faire(self, sql: str, *valeurs: object) -> int:
        """Execute one statement; return how many rows it wrote."""
        status = await self._connection.execute(sql, *valeurs, timeout=_LONGTEMPS)
        nombre = status.rpartition(" ")[2]
        return int(nombre) if nombre.isdigit() else 0


async def _en_texte(lots: AsyncGenerator[Lot, None], numeros: Mapping[str, int]) -> AsyncGenerator[bytes, None]:
    """Write lots as COPY reads them."""
    async with aclosing(lots):
        async for lot in lots:
            lues = [
                f"{ligne}\t{finess}\t{numeros[indicateur]}\t{mois.isoformat()}\t{numerateur}\t{denominateur}"
                f"\t{zero:d}\t\\N\n"
                for ligne, finess, indicateur, mois, numerateur, denominateur, zero in lot.lues
            ]
            lues += [f"{e.ligne}\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{_faute(e)}\n" for e in lot.ecartees]
            yield "".join(lues).encode()


def _faute(ecartee: LigneEcartee) -> str:
    """Write a fault as JSON, in which COPY finds nothing of its own; Postgres holds no null character."""
    champs = [ecartee.brute, ecartee.champ, ecartee.valeur, ecartee.motif]
    return json.dumps([champ.replace("\0", "\ufffd") for champ in champs]).replace("\\", "\\\\")


def _changement(row: asyncpg.Record) -> Changement:
    connu = row["ancien_numerateur"] is not None
    mois: date = row["mois"]
    return Changement(
        ligne=row["ligne"],
        finess=row["finess"],
        indicateur=row["indicateur"],
        mois=texte_du_mois(mois),
        avant=(row["ancien_numerateur"], row["ancien_denominateur"]) if connu else None,
        apres=(row["numerateur"], row["denominateur"]),
    )


async def ecarts_des_agregats(connection: Any) -> list[str]:
    """Return where the sums kept differ from a fresh count, in French."""
    return [
        f"{row['departement'] or 'département inconnu'}, indicateur {row['code']}, "
        f"{texte_du_mois(row['mois'])} : {row['numerateur']}/{row['denominateur']} ({row['nombre']}) tenus, "
        f"{row['numerateur_recompte']}/{row['denominateur_recompte']} ({row['nombre_recompte']}) recomptés"
        for row in await connection.fetch(_AGREGATS["ecarts"])
    ]


async def ecarts_des_deltas(connection: Any) -> list[str]:
    """Return what is still to be told, in French."""
    nombre = await connection.fetchval(_AGREGATS["reste_a_dire"])
    return [f"{nombre} deltas d’usage restent à dire"] if nombre else []
