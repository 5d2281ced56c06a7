"""The service as built by bootstrap, with what a test asks of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from local.region.personnes import intervenants_csv
from services.accompagnement.bootstrap import build
from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.etats import Canal, Etat
from services.accompagnement.usecases import Accompagnement
from services.accompagnement.usecases.ordres import Accuse
from shared.contracts.base import Contract
from shared.contracts.referentiel import StructureV1
from shared.contracts.registry import registry
from shared.db.pool import open_pool
from shared.db.structures import STRUCTURES
from tests.platform import Platform
from tests.samples import finess, structure

LUNDI = datetime(2026, 11, 2, 9, tzinfo=UTC)
VIDER = """
truncate personnes, intervenants, absences, charges, demandes, affectations, messages, demandes_histoire, numerotation,
    portefeuille, structures_fermees, cles_de_depot, deploiements, structures, outbox
"""
CLES = ["une-cle-de-test-assez-longue-pour-signer"]


@dataclass
class Horloge:
    """A clock that stands still until it is moved."""

    instant: datetime = LUNDI

    def now(self) -> datetime:
        return self.instant

    def avancer(self, **duree: float) -> None:
        self.instant += timedelta(**duree)


@dataclass
class Maison:
    """The service, its base and its clock."""

    platform: Platform
    pool: asyncpg.Pool
    app: Accompagnement
    horloge: Horloge = field(default_factory=Horloge)

    async def deposer(self, n: int = 1, en: str = "31", cle: str | None = None, **champs: str) -> Accuse:
        """Deposit for the n-th structure of a département (`en`)."""
        return await self.app.deposer_demande(depot(n, en, **champs), canal=Canal.FORMULAIRE, cle=cle)

    async def etat(self, demande: UUID) -> tuple[Etat, int]:
        row = await self.pool.fetchrow("select etat, version from demandes where id = $1", demande)
        return Etat(row["etat"]), row["version"]

    async def principal(self, demande: UUID) -> str:
        return await self.pool.fetchval(
            "select p.sujet from affectations a join personnes p on p.personne = a.intervenant "
            "where a.demande = $1 and a.fin is null",
            demande,
        )

    async def personne(self, sujet: str) -> UUID:
        return await self.pool.fetchval("select personne from personnes where sujet = $1", sujet)

    async def dits(self, *titres: str) -> list[Contract]:
        """Return what waits in the outbox, in order, under these titles (all by default)."""
        contrats = registry()
        rows = await self.pool.fetch("select type, valeur from outbox where valeur is not null order by id")
        return [
            contrats[row["type"]].contract.model_validate_json(row["valeur"])
            for row in rows
            if not titres or contrats[row["type"]].event.title in titres
        ]

    async def titres(self) -> list[str]:
        """Return the titles of the facts of requests that wait in the outbox, in order."""
        rows = await self.pool.fetch("select type from outbox where topic = 'accompagnement.demande' order by id")
        return [registry()[row["type"]].event.title for row in rows]

    async def garder(self, *structures: StructureV1) -> None:
        async with self.pool.acquire() as connection:
            await STRUCTURES.upsert(connection, structures)

    @asynccontextmanager
    async def reglage(self, cle: str, valeur: float) -> AsyncIterator[None]:
        """Change a setting for the time of the block."""
        ordre = "update parametres set valeur = $2 where cle = $1"
        avant = await self.pool.fetchval("select valeur from parametres where cle = $1", cle)
        await self.pool.execute(ordre, cle, valeur)
        try:
            yield
        finally:
            await self.pool.execute(ordre, cle, avant)

    async def ecarts(self) -> list[str]:
        return list(await self.app.verifier_charge())

    async def tout(self) -> dict[str, Any]:
        """Return the count of every table, to see that nothing moved."""
        tables = await self.pool.fetch("select tablename from pg_tables where schemaname = 'public'")
        return {
            row["tablename"]: json.dumps(
                [str(r) for r in await self.pool.fetch(f'select * from "{row["tablename"]}" order by 1')]
            )
            for row in tables
            if not row["tablename"].startswith("outbox_envoyes")
        }


def depot(n: int = 1, en: str = "31", **champs: str) -> Depot:
    """Return a deposit for the n-th structure of a département (`en`), changed as asked."""
    contact = {
        "nom": "Directrice",
        "fonction": "Direction",
        "courriel": f"direction-{en}-{n}@maillage.invalid",
        "telephone": "",
    }
    contact |= {nom: champs.pop(nom) for nom in tuple(champs) if nom in contact}
    valeurs = {"structure": finess(n, en), "thematique": "dmp", "texte": "Nous voulons alimenter le DMP."}
    return Depot(contact=Contact(**contact), **{**valeurs, **champs})


def site(n: int = 1, departement: str = "31", **changes: Any) -> StructureV1:
    """Return the n-th structure of a département."""
    return structure(n, finess=finess(n, departement), departement=departement, **changes)


@asynccontextmanager
async def maison_de(platform: Platform, dossier: Path) -> AsyncIterator[Maison]:
    """Build the service on the base of a platform, with the team of the region and some structures."""
    horloge = Horloge()
    settings = platform.settings("accompagnement", cles=CLES, adresse="https://maillage.invalid")
    async with open_pool(settings.postgres, name="test-accompagnement", size=25) as pool:
        maison = Maison(platform, pool, build(pool, settings, clock=horloge), horloge)
        await pool.execute(VIDER)
        fichier = dossier / "equipe.csv"
        fichier.write_text(intervenants_csv(), "utf-8")
        await maison.app.importer_intervenants(fichier)
        await maison.garder(*(site(n, departement) for n in range(1, 6) for departement in ("31", "34", "09")))
        await pool.execute("truncate outbox")
        yield maison
