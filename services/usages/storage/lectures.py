"""What pages and API ask, read on one connection."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.usages.domain.engagement import Engagement
from services.usages.domain.importation import EXEMPLES, CodeSignalement, LigneEcartee, Signalement, Statut
from services.usages.storage.catalogue import PostgresCatalogue, cible
from services.usages.storage.engagements import engagement
from services.usages.usecases.lectures import (
    Agregat,
    Courbe,
    CritereAgregats,
    FicheImport,
    Objectif,
    PassageVu,
    Point,
    ResumeImport,
    Situation,
)
from shared.db.copies import Connection
from shared.db.queries import Queries

_SQL = Queries(__package__, "lectures.sql")
_IMPORTS = 50


class PostgresLectures:
    """The service's answers, read on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def departement(self, finess: str) -> str | None:
        """Return where a site is, None when nobody told it yet."""
        code: str | None = await self._connection.fetchval(_SQL["departement"], finess)
        return code

    async def engagements(self, finess: str) -> list[tuple[Engagement, str]]:
        """Return the engagements of a site, each with the name of its programme."""
        rows = await self._connection.fetch(_SQL["engagements"], finess)
        return [(engagement(row), row["libelle"]) for row in rows]

    async def courbes(self, finess: str) -> list[Courbe]:
        """Return the curves of the indicators that have a figure or a target at a site."""
        points: dict[str, list[Point]] = defaultdict(list)
        for row in await self._connection.fetch(_SQL["points"], finess):
            points[row["indicateur"]].append(
                Point(**{nom: valeur for nom, valeur in row.items() if nom != "indicateur"})
            )
        objectifs = await self._objectifs(finess)
        return [
            Courbe(i, tuple(points[i.code]), tuple(objectifs[i.code]))
            for i in await PostgresCatalogue(self._connection).indicateurs()
            if i.code in points or i.code in objectifs
        ]

    async def situations(
        self, departements: Collection[str] | None, indicateur: str | None, jour: date
    ) -> tuple[Situation, ...]:
        """Return where every target stands on a day."""
        rows = await self._connection.fetch(
            _SQL["situations"], None if departements is None else sorted(departements), indicateur
        )
        return tuple(_situation(row, jour) for row in rows)

    async def agregats(self, critere: CritereAgregats) -> tuple[Agregat, ...]:
        """Return the rollups that meet the criterion, by indicator, month and département."""
        departements = None if critere.departements is None else sorted(critere.departements)
        bornes: tuple[date | None, date | None] = (critere.depuis, critere.jusqu_a)
        rows = await self._connection.fetch(_SQL["agregats"], departements, critere.indicateur, *bornes)
        return tuple(Agregat(**row) for row in rows)

    async def imports(self) -> tuple[ResumeImport, ...]:
        """Return the last imports, newest first."""
        return tuple([_resume(row) for row in await self._connection.fetch(_SQL["imports"], None, _IMPORTS)])

    async def fiche_import(self, import_id: UUID) -> FicheImport | None:
        """Return one import, None when unknown."""
        row = await self._connection.fetchrow(_SQL["imports"], import_id, 1)
        if row is None:
            return None
        signales: dict[str, Any] = json.loads(row["signalements"])
        return FicheImport(
            resume=_resume(row),
            sha256=row["sha256"],
            quarantaine=await self.quarantaine(import_id, EXEMPLES),
            signalements=tuple(
                Signalement(CodeSignalement(code), ligne, champ, valeur)
                for code, ligne, champ, valeur in signales["lignes"]
            ),
            nombre_par_signalement=tuple(
                (CodeSignalement(code), nombre) for code, nombre in signales["nombres"].items()
            ),
        )

    async def quarantaine(self, import_id: UUID, limite: int | None = None) -> tuple[LigneEcartee, ...]:
        """Return the lines that an import set aside."""
        rows = await self._connection.fetch(_SQL["quarantaine"], import_id, limite)
        return tuple(LigneEcartee(*row) for row in rows)

    async def _objectifs(self, finess: str) -> dict[str, list[Objectif]]:
        passages: dict[tuple[UUID, int], list[PassageVu]] = defaultdict(list)
        for row in await self._connection.fetch(_SQL["passages"], finess):
            passages[row["engagement"], row["cible"]].append(
                PassageVu(
                    rang=row["rang"],
                    mois=row["mois"],
                    taux=row["numerateur"] / row["denominateur"],
                    dans_le_delai=row["dans_le_delai"],
                    constate_le=row["constate_le"],
                )
            )
        objectifs: dict[str, list[Objectif]] = defaultdict(list)
        for row in await self._connection.fetch(_SQL["objectifs"], finess):
            vus = tuple(passages[row["engagement"], row["id"]])
            objectifs[row["indicateur"]].append(Objectif(row["engagement"], row["nom_du_programme"], cible(row), vus))
        return objectifs


def _situation(row: asyncpg.Record, jour: date) -> Situation:
    suivi = engagement(row)
    return Situation(
        finess=suivi.finess,
        nom=row["nom"],
        commune=row["commune"],
        departement=row["departement"],
        programme=row["libelle"],
        indicateur=row["indicateur"],
        cible=row["valeur"],
        debut=suivi.debut,
        echeance=suivi.echeance,
        mois_en_cours=suivi.mois_en_cours(jour),
        duree_mois=suivi.duree_mois,
        dernier_mois=row["mois"],
        dernier_taux=None if row["mois"] is None else row["numerateur"] / row["denominateur"],
        est_atteint=row["rang"] % 2 == 1,
        est_echue=suivi.est_echu(jour),
    )


def _resume(row: asyncpg.Record) -> ResumeImport:
    return ResumeImport(
        id=row["id"],
        fichier=row["fichier"],
        statut=Statut(row["statut"]),
        motif=row["motif"],
        lignes=row["lignes"],
        nouvelles=row["nouvelles"],
        corrigees=row["corrigees"],
        inchangees=row["inchangees"],
        remplacees=row["remplacees"],
        ecartees=row["ecartees"],
        en_quarantaine=row["en_quarantaine"],
        par=row["par"],
        rejeu_de=row["rejeu_de"],
        debut=row["debut"],
        fin=row["fin"],
    )
