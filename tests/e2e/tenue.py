"""What every page owes, whoever looks: light, still, silent, whole, no wider than the screen, no axe violation."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, ConsoleMessage, Page, Response, expect

from shared.kernel.identite import Identite
from tests.e2e.navigateur import LARGEURS, au_repos, sauts, taille, veiller
from tests.e2e.site import Site

FIRST_LOAD_BYTES = 300_000
LAYOUT_SHIFT = 0.1
_AXE = """() => axe.run({ resultTypes: ["violations"] })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]))"""
_REPLIES = "() => [...document.querySelectorAll('main details:not([open])')]"
_DEPLIER = "([replies, ouverts]) => replies.forEach((details) => { details.open = ouverts })"


async def verifier_la_tenue(site: Site, browser: Browser, chemin: str, qui: str | Identite | None = None) -> None:
    """Open a page once, for the first time, and hold it to what every page owes, on a phone then on a desk."""
    context = await browser.new_context(base_url=site.address, viewport=taille("telephone"), locale="fr-FR")
    try:
        await veiller(context)
        if qui is not None:
            await context.add_cookies([site.session(qui)])
        page = await context.new_page()
        dites, poids = plaintes(page), _pesee(page)
        await page.goto(chemin)
        await au_repos(page)
        assert 0 < sum(poids) < FIRST_LOAD_BYTES
        assert await sauts(page) < LAYOUT_SHIFT
        await _est_entiere(page, connue=qui is not None)
        await a_toute_taille(page)
        assert dites == []
    finally:
        await context.close()


async def a_toute_taille(page: Page) -> None:
    """Check a page that is shown as it is now, folded and unfolded, on a phone then on a desk."""
    replies = await page.evaluate_handle(_REPLIES)
    for largeur in LARGEURS:
        await page.set_viewport_size(taille(largeur))
        await au_repos(page)
        assert await page.locator("h1").count() == 1
        assert await page.locator("main .btn-primary:visible").count() <= 1
        await sans_debordement(page)
        await page.evaluate(_DEPLIER, [replies, True])
        await sans_debordement(page)
        await sans_violation(page)
        await page.evaluate(_DEPLIER, [replies, False])


async def sans_debordement(page: Page) -> None:
    """Check that nothing scrolls sideways."""
    assert page.viewport_size is not None
    assert await page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


async def sans_violation(page: Page) -> None:
    """Check that axe finds nothing to say of a page, in the dark then in the light."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(AXE_SCRIPT)
    for couleurs in ("dark", "light"):
        await page.emulate_media(color_scheme=couleurs, reduced_motion="reduce")
        assert (couleurs, await page.evaluate(_AXE)) == (couleurs, [])


def plaintes(page: Page) -> list[str]:
    """Return the list where what the page complains of will be written."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def _pesee(page: Page) -> list[int]:
    """Return the list where the weight of what the page loads will be written, in bytes."""
    poids: list[int] = []

    def weigh(response: Response) -> None:
        poids.append(int(response.headers.get("content-length", 0)))

    page.on("response", weigh)
    return poids


async def _est_entiere(page: Page, *, connue: bool) -> None:
    """Check that what other services and scripts add is in its place: the foot, the bell, the charts."""
    await expect(page.locator("footer a").first).to_contain_text("Annuaire")
    if connue:
        await expect(page.locator(".cloche")).to_be_visible()
    if await page.locator("script[src*=graphiques]").count():
        await expect(page.locator(".graphique-trace svg").first).to_be_visible()
