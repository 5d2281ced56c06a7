"""A real Chromium in front of a whole platform."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, async_playwright

from local.bases import drop_bases
from shared.kernel.identite import Identite
from shared.settings import services
from tests.e2e.navigateur import FLAGS, Contextes, au_repos, taille
from tests.e2e.site import Site, running_site
from tests.platform import Servers

Open = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def site(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Give a running platform with the sample region."""
    prefix = f"e{uuid4().hex[:8]}-"
    try:
        async with running_site(servers, tmp_path_factory.mktemp("site"), prefix) as running:
            yield running
    finally:
        await drop_bases(servers.postgres, list(services()), prefix=prefix)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give Debian's Chromium; the test is skipped, saying so, where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: install the package `chromium`")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(Path(chromium)), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def contextes(site: Site, browser: Browser) -> Contextes:
    """Give the contexts that the tests use one after the other."""
    return Contextes(browser, site.address)


@pytest.fixture
async def ouvrir(site: Site, contextes: Contextes) -> AsyncIterator[Open]:
    """Give `ouvrir(path, largeur="bureau", qui=None, **context)`: a page, opened and at rest, in a context of its own.

    `qui`: who is signed in already, a subject of the sample region (`animateur-31-1`) or an identity.
    """
    async with AsyncExitStack() as pages:

        async def open_page(
            path: str, largeur: str = "bureau", qui: str | Identite | None = None, **options: object
        ) -> Page:
            page = await pages.enter_async_context(contextes.page(viewport=taille(largeur), **options))
            if qui is not None:
                await page.context.add_cookies([site.session(qui)])
            await page.goto(path)
            if options.get("java_script_enabled", True):
                await au_repos(page)
            return page

        yield open_page
