"""What the tests ask of Chromium: contexts as good as new, screens of two sizes, pages at rest."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LARGEURS = {"telephone": (390, 844), "bureau": (1280, 900)}

# Notes, from the first byte of a page, what nobody can ask of it later: what jumped, and whom their stream has spoken to.
_VEILLE = """
globalThis.veille = { sauts: 0, atteints: new WeakSet() };
veille.noter = (entrees) => { for (const entree of entrees) veille.sauts += entree.value; };
veille.regard = new PerformanceObserver((liste) => veille.noter(liste.getEntries()));
veille.regard.observe({ type: "layout-shift", buffered: true });
document.addEventListener("sse:ouvert", ({ target }) => veille.atteints.add(target), true);
"""
# Loaded, nothing asked that is not in its place, every stream heard, every chart as wide as its place.
_REPONDUE = """() => document.readyState === "complete"
    && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added, [aria-busy=true]")"""
_AU_REPOS = f"""{_REPONDUE}
    && [...document.querySelectorAll("[hx-trigger*='sse:ouvert']")].every((partie) => veille.atteints.has(partie))
    && [...document.querySelectorAll(".graphique-trace[data-dessine]")].every((place) =>
        place.clientWidth === 0 || place.querySelector("svg").clientWidth === place.clientWidth)"""
_SAUTS = """async () => {
    await new Promise((peinte) => requestAnimationFrame(() => setTimeout(peinte)));
    veille.noter(veille.regard.takeRecords());
    return veille.sauts;
}"""


def taille(largeur: str) -> ViewportSize:
    """Return the size of a screen, `telephone` or `bureau`."""
    width, height = LARGEURS[largeur]
    return {"width": width, "height": height}


async def veiller(context: BrowserContext) -> None:
    """Have the pages of this context note what `au_repos` and `sauts` ask."""
    await context.add_init_script(_VEILLE)


async def repondue(page: Page) -> None:
    """Wait until all that the page asked has been answered or refused; its streams may be silent."""
    await page.wait_for_function(_REPONDUE)


async def au_repos(page: Page) -> None:
    """Wait until the page has all that it asks for by itself."""
    await page.wait_for_function(_AU_REPOS)


async def sauts(page: Page) -> float:
    """Return the sum of the layout shifts since the page began, once what it shows is painted."""
    return float(await page.evaluate(_SAUTS))


class Contextes:
    """Contexts used again: of the person before, only what the cache keeps of the assets is left."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._libres: dict[str, list[BrowserContext]] = defaultdict(list)

    @asynccontextmanager
    async def page(self, **options: Any) -> AsyncIterator[Page]:
        """Give a blank page, alone in a context of these options, which the next one gets with nothing of this one's."""
        libres = self._libres[json.dumps(options, sort_keys=True)]
        context = libres.pop() if libres else await self._nouveau(options)
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": "all"})
        await session.detach()
        yield page
        for opened in context.pages:
            await opened.close()
        await context.clear_cookies()
        libres.append(context)

    async def _nouveau(self, options: dict[str, Any]) -> BrowserContext:
        context = await self._browser.new_context(base_url=self._address, locale="fr-FR", **options)
        await veiller(context)
        return context
