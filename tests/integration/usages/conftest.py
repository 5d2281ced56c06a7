"""Usages alone, on a real Postgres: files in, figures out."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from local.bases import create_bases, drop_bases
from services.usages.bootstrap import build, worker_parts
from services.usages.domain.importation import Rapport
from services.usages.usecases import Usages
from shared.contracts.usages import UsageMesureV1
from shared.db.migrations import migrate
from shared.db.structures import STRUCTURES
from tests.platform import Platform, Servers
from tests.samples import finess, structure

SERVICE = "usages"
ENTETE = "finess;indicateur;mois;numerateur;denominateur"
DMP, INS = "dmp_alimentation", "ins_qualifiee"

Figure = tuple[int, str, str, int, int]
"""A line of a file: rank of the site, indicator, month, numerator, denominator."""


class Horloge:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.heure = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.heure


@dataclass
class Bureau:
    """The service as built by bootstrap, and a folder to write files in."""

    pool: asyncpg.Pool
    dossier: Path
    platform: Platform
    horloge: Horloge = field(default_factory=Horloge)

    @property
    def app(self) -> Usages:
        return build(self.pool, self.horloge)

    def ecrire(self, lignes: Iterable[Figure | str], nom: str = "f.csv") -> Path:
        textes = (
            f"{finess(ligne[0])};" + ";".join(str(v) for v in ligne[1:]) if isinstance(ligne, tuple) else ligne
            for ligne in lignes
        )
        chemin = self.dossier / nom
        chemin.write_text("\n".join([ENTETE, *textes]), "utf-8")
        return chemin

    async def importer(self, *lignes: Figure | str, simulation: bool = False) -> Rapport:
        return await self.app.importer_usages(self.ecrire(lignes), par="test", simulation=simulation)

    async def connaitre(self, *numeros: int, departement: str = "31", version: int = 1) -> None:
        """Let the directory tell these sites."""
        async with self.pool.acquire() as connection:
            await STRUCTURES.upsert(
                connection, [structure(n, departement=departement, version=version) for n in numeros]
            )

    async def minuterie(self, nom: str) -> None:
        """Let a timer of the worker go off once."""
        await next(t for t in worker_parts(self.pool, self.horloge).timers if t.name == nom).step()

    async def ecarts(self) -> list[str]:
        """Return what the service's own check of its rollups finds."""
        (controle,) = (c for c in worker_parts(self.pool).controles if c.name == "agregats")
        return list(await controle.verifier())

    async def deltas(self) -> list[UsageMesureV1]:
        """Tell every amount that waits, and return all those told."""
        while await self.pool.fetchval("select count(*) from deltas_a_dire"):
            await self.minuterie("deltas")
        lus = await self.pool.fetch("select valeur from outbox where topic = 'usages.delta' order by id")
        return [UsageMesureV1.model_validate_json(valeur) for (valeur,) in lus]

    async def dits(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the crossings told: short type and payload."""
        lus = await self.pool.fetch("select type, valeur from outbox where topic = 'usages.cible' order by id")
        return [(t.removeprefix("fr.maillage.usages.").removesuffix(".v1"), json.loads(v)) for t, v in lus]

    async def suivre(self, n: int, programme: str = "esms-numerique", debut: date = date(2026, 2, 16)) -> None:
        await self.app.ouvrir_engagement(finess=finess(n), programme=programme, debut=debut, par="test")

    async def image(self) -> list[object]:
        """Return all that an import may change."""
        tables = (
            "sites",
            "observations",
            "agregats",
            "deltas_a_dire",
            "imports",
            "quarantaine",
            "franchissements",
            "outbox",
        )
        return [await self.pool.fetch(f"select * from {table} t order by t::text") for table in tables]


@pytest.fixture(scope="session")
async def base_des_usages(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform whose only base is that of usages: no topic is needed to import."""
    seul = Platform(servers)
    seul.dsns = await create_bases(servers.postgres, [SERVICE], prefix=seul.prefix)
    try:
        await migrate(seul.dsns[SERVICE], SERVICE)
        yield seul
    finally:
        await drop_bases(servers.postgres, [SERVICE], prefix=seul.prefix)


@pytest.fixture
async def bureau(base_des_usages: Platform, tmp_path: Path) -> AsyncIterator[Bureau]:
    """Give the service with nothing but its reference data."""
    async with base_des_usages.pool(SERVICE) as pool:
        await pool.execute(
            "truncate structures, sites, observations, agregats, deltas_a_dire, imports, quarantaine, depots, engagements, "
            "engagement_cibles, franchissements, outbox; delete from cibles where not exemple; "
            "delete from indicateurs where version > 1"
        )
        yield Bureau(pool, tmp_path, base_des_usages)
