"""The DUI that animators declare, from the real topic to the sheet, the list and the rebuild."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.referentiel.bootstrap import build
from services.referentiel.events.inbound import INBOUND
from services.referentiel.events.outbound import raconter
from services.referentiel.storage.structures import STRUCTURES
from services.referentiel.storage.unit import PostgresUnit
from services.referentiel.usecases.rechercher_structures import ManqueDeDui, Recherche
from shared.bus.inbound import Received, Subscription
from shared.bus.rebuild import rewind
from shared.contracts.deploiement import DuiDeployeV1
from tests.integration.bus.inprocess import Unit, consuming
from tests.integration.bus.kafka import Message, produce, told
from tests.integration.bus.running import until
from tests.platform import Platform, Servers, platform_of
from tests.samples import finess, structure


def dui(n: int, site: int = 1, **changes: Any) -> DuiDeployeV1:
    """Return the n-th deployment of the samples."""
    values: dict[str, Any] = {
        "deploiement": UUID(int=n),
        "finess": finess(site),
        "departement": "31",
        "genre": "deploiement",
        "editeur": "Éditeur Exemple",
        "logiciel": "Exemple DUI",
        "version_logiciel": f"{n}.0",
        "reference_segur": True,
        "deploye_le": date(2026, 2, 16),
        "declare_par": UUID(int=99),
        "demande": None,
        "declare_le": datetime(2026, 3, 2, 14, tzinfo=UTC),
    }
    return DuiDeployeV1(**{**values, **changes})


def dit(contrat: DuiDeployeV1) -> Message:
    return told(contrat, "DuiDeploye")


def equipements() -> Subscription:
    """Return the projection as the worker runs it, on the unit of the service."""
    (projection,) = INBOUND.projections("equipements")

    async def projeter(unit: Unit, events: Any) -> int:
        return await projection.handler(PostgresUnit(unit.connection, raconter), events)

    return replace(projection, handler=projeter)


@pytest.fixture(scope="module")
async def annuaire(servers: Servers) -> AsyncIterator[Platform]:
    async with platform_of(servers, ["referentiel"]) as platform:
        yield platform


@pytest.fixture
async def pool(annuaire: Platform) -> AsyncIterator[asyncpg.Pool]:
    async with annuaire.pool("referentiel") as pool:
        await pool.execute("truncate structures, equipements")
        yield pool


async def garder(pool: asyncpg.Pool, *structures: Any) -> None:
    async with pool.acquire() as connection:
        await STRUCTURES.upsert(connection, structures)


async def recevoir(annuaire: Platform, pool: asyncpg.Pool, *contrats: DuiDeployeV1, lignes: int) -> None:
    """Tell these on the real topic and wait for so many rows."""
    await produce(annuaire, [dit(contrat) for contrat in contrats])
    async with consuming(annuaire.settings("referentiel"), pool, equipements()):
        await until(lambda: pool.fetchval(f"select count(*) = {lignes} from equipements"))


async def test_un_deploiement_arrive_avant_sa_structure_l_attend(annuaire: Platform, pool: asyncpg.Pool) -> None:
    await recevoir(annuaire, pool, dui(1), lignes=1)
    await garder(pool, structure(1))
    fiche = await build(pool).lire_structure(finess(1))
    assert fiche.equipement.actuel is not None
    assert (fiche.equipement.actuel.id, fiche.equipement.actuel.version_logiciel) == (UUID(int=1), "1.0")


async def test_un_deploiement_dit_deux_fois_compte_une_fois_et_la_reconstruction_redonne_tout(
    annuaire: Platform, pool: asyncpg.Pool
) -> None:
    plus_tard = dui(12, genre="montee_de_version", deploye_le=date(2026, 5, 1), reference_segur=False)
    ailleurs = dui(13, site=2)
    deja = await pool.fetchval("select coalesce(sum(prochain), 0) from positions")
    await recevoir(annuaire, pool, dui(11), plus_tard, dui(11), ailleurs, dui(11), lignes=3)
    avant = await pool.fetch("select * from equipements order by deploiement")
    settings = annuaire.settings("referentiel")
    assert await rewind(pool, settings, INBOUND, "equipements") == [f"{annuaire.prefix}referentiel.equipements"]
    assert await pool.fetchval("select count(*) from equipements") == 0
    async with consuming(settings, pool, equipements()):
        await until(lambda: pool.fetchval(f"select sum(prochain) = {deja + 5} from positions"))
    apres = await pool.fetch(
        "select * from equipements where deploiement = any ($1)", [r["deploiement"] for r in avant]
    )
    assert sorted(map(tuple, apres)) == sorted(map(tuple, avant))


@pytest.mark.parametrize("ordre", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_le_dui_en_service_ne_depend_pas_de_l_ordre_d_arrivee(pool: asyncpg.Pool, ordre: tuple[int, ...]) -> None:
    trois = [
        dui(1, deploye_le=date(2025, 1, 1), declare_le=datetime(2026, 9, 1, tzinfo=UTC)),
        dui(2),
        dui(3, declare_le=datetime(2026, 3, 2, 15, tzinfo=UTC)),
    ]
    await garder(pool, structure(1))
    await appliquer(pool, *(trois[rang] for rang in ordre))
    fiche = await build(pool).lire_structure(finess(1))
    assert [d.id.int for d in fiche.equipement.deploiements] == [3, 2, 1]
    (resume,) = (await build(pool).rechercher_structures(Recherche())).structures
    assert resume.dui is not None
    assert resume.dui.version_logiciel == "3.0"


async def test_on_cherche_les_sites_medico_sociaux_sans_dui_ou_dont_la_version_n_est_pas_referencee(
    pool: asyncpg.Pool,
) -> None:
    await garder(pool, *(structure(n) for n in range(1, 5)), structure(5, categorie="620"))
    remplace = dui(2, site=2, reference_segur=False, deploye_le=date(2025, 1, 1))
    await appliquer(pool, dui(1, site=1), remplace, dui(3, site=2), dui(4, site=3, reference_segur=False))
    trouve = {
        manque: [r.finess for r in (await build(pool).rechercher_structures(Recherche(dui=manque))).structures]
        for manque in ManqueDeDui
    }
    assert trouve == {ManqueDeDui.SANS_DUI: [finess(4)], ManqueDeDui.NON_REFERENCE: [finess(3)]}


async def appliquer(pool: asyncpg.Pool, *contrats: DuiDeployeV1) -> None:
    """Apply these in one batch, as the consumer does."""
    async with pool.acquire() as connection:
        await equipements().handler(Unit(connection), [Received(contrat, contrat.finess, {}) for contrat in contrats])
