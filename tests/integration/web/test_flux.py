"""Signals: committed ones reach the open pages that follow them, a lost connection asks every page to look again."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from shared.db.signaux import Signal, signaler
from shared.web.flux import Flux
from tests.integration.bus.running import until
from tests.platform import Platform, Servers


@pytest.fixture
async def flux(platform: Platform) -> AsyncIterator[Flux]:
    flux = Flux(platform.dsns["usages"], name="flux-essai")
    async with flux.ouvert():
        async with platform.pool("usages") as pool:
            await until(lambda: pool.fetchval(ECOUTE))
        yield flux


ECOUTE = (
    "select count(*) > 0 from pg_stat_activity where application_name = 'flux-essai' and datname = current_database()"
)


class Page:
    """An open page: the names of the events that reached it."""

    def __init__(self, flux: Flux, *sujets: str) -> None:
        self.recus: list[str] = []
        self._task = asyncio.create_task(self._lire(flux, sujets))

    async def _lire(self, flux: Flux, sujets: tuple[str, ...]) -> None:
        async for event in flux.suivre(sujets).body_iterator:
            self.recus.append(event.event)  # type: ignore[union-attr]

    async def attendre(self, *noms: str) -> None:
        async def arrive() -> bool:
            return self.recus == list(noms)

        await until(arrive, seconds=5)

    async def partir(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def test_un_signal_valide_atteint_ses_pages_et_elles_seules(flux: Flux, platform: Platform) -> None:
    une, deux = Page(flux, "personne:1", "coordination"), Page(flux, "personne:2")
    await une.attendre("ouvert")
    async with platform.pool("usages") as pool, pool.acquire() as connection:
        async with connection.transaction():
            await signaler(connection, Signal.de("boite", "personne:1"))
        annulee = connection.transaction()
        await annulee.start()
        await signaler(connection, Signal.de("boite", "personne:2"))
        await annulee.rollback()
        await signaler(connection, Signal.de("charge", "coordination"))
    await une.attendre("ouvert", "boite", "charge")
    assert deux.recus == ["ouvert"]
    await une.partir()
    await deux.partir()


async def test_une_connexion_perdue_reprend_et_les_pages_regardent_de_nouveau(flux: Flux, platform: Platform) -> None:
    page = Page(flux, "personne:1")
    await page.attendre("ouvert")
    async with platform.pool("usages") as pool:
        await pool.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'flux-essai' and datname = current_database()"
        )
        await page.attendre("ouvert", "ouvert")
        async with pool.acquire() as connection:
            await signaler(connection, Signal.de("boite", "personne:1"))
    await page.attendre("ouvert", "ouvert", "boite")
    await page.partir()


async def test_a_l_arret_les_pages_sont_lachees(platform: Platform) -> None:
    flux = Flux(platform.dsns["usages"], name="flux-arret")
    async with flux.ouvert():
        page = Page(flux, "personne:1")
        await asyncio.sleep(0.1)
    await asyncio.wait_for(page._task, 2)
    assert set(page.recus) == {"ouvert"}


async def test_une_page_trop_lente_ne_garde_que_les_derniers_signaux(platform: Platform) -> None:
    flux = Flux(platform.dsns["usages"], name="flux-lent")
    lecture = flux.suivre(["personne:1"]).body_iterator
    assert (await anext(lecture)).event == "ouvert"  # type: ignore[union-attr]
    for rang in range(1_000):
        flux._pass_on("personne:1", f"signal-{rang}")
    assert (await anext(lecture)).event == "signal-900"  # type: ignore[union-attr]


async def test_une_base_qui_n_existe_pas_encore_n_arrete_pas_l_ecoute(servers: Servers) -> None:
    base = f"flux-{uuid4().hex[:8]}"
    flux = Flux(urlsplit(servers.postgres)._replace(path=f"/{base}").geturl(), name="flux-tardif")
    async with flux.ouvert():
        await asyncio.sleep(0.3)
        postgres = await asyncpg.connect(servers.postgres)
        try:
            await postgres.execute(f'create database "{base}"')
            page = Page(flux, "personne:1")
            await page.attendre("ouvert", "ouvert")
            await page.partir()
        finally:
            await postgres.execute(f'drop database "{base}" (force)')
            await postgres.close()
