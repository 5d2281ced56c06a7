"""A real Chromium in front of a whole platform."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, async_playwright

from local.bases import drop_bases
from shared.kernel.identite import Identite
from shared.settings import services
from tests.e2e.site import Site, running_site
from tests.platform import Servers

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"bureau": (1280, 900), "telephone": (390, 844)}

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


@pytest.fixture
async def ouvrir(site: Site, browser: Browser) -> AsyncIterator[Open]:
    """Give `ouvrir(path, largeur="bureau", qui=None, **context)`: a page, opened and at rest, in a fresh browser.

    `qui`: who is signed in already, a subject of the sample region (`animateur-31-1`) or an identity.
    """
    contexts = []

    async def open_page(
        path: str, largeur: str = "bureau", qui: str | Identite | None = None, **options: object
    ) -> Page:
        width, height = WIDTHS[largeur]
        context = await browser.new_context(
            base_url=site.address, viewport={"width": width, "height": height}, locale="fr-FR", **options
        )
        contexts.append(context)
        if qui is not None:
            await context.add_cookies([site.session(qui)])
        page = await context.new_page()
        await page.goto(path)
        await page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        await context.close()


@pytest.fixture
def connecte(ouvrir: Open) -> Callable[[str | Identite], Open]:
    """Give `connecte("animateur-31-1")`: the same as `ouvrir`, for somebody who signed in."""

    def as_person(qui: str | Identite) -> Open:
        async def open_page(path: str, largeur: str = "bureau", **options: object) -> Page:
            return await ouvrir(path, largeur, qui=qui, **options)

        return open_page

    return as_person
