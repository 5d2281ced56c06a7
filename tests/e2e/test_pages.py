"""What every page owes: no axe violation, no console error, no horizontal scroll, little weight, nothing that jumps."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Response

from tests.e2e.conftest import WIDTHS
from tests.e2e.region import une_structure
from tests.e2e.site import Site

PAGES = {
    "annuaire": "/referentiel/",
    "recherche": "/referentiel/?q=ehpad&departement=31",
    "recherche-vide": "/referentiel/?q=zzzzzz",
    "fiche": "/referentiel/structures/{finess}",
    "coherence": "/referentiel/coherence",
}
FIRST_LOAD_BYTES = 300_000
LAYOUT_SHIFT = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(0), 300);
})"""


@pytest.mark.parametrize(("largeur", "couleurs"), [("bureau", "light"), ("telephone", "light"), ("telephone", "dark")])
@pytest.mark.parametrize("nom", PAGES)
async def test_une_page_est_accessible_sans_erreur_et_sans_defilement(
    site: Site, browser: Browser, nom: str, largeur: str, couleurs: str
) -> None:
    width, height = WIDTHS[largeur]
    context = await browser.new_context(
        base_url=site.address, viewport={"width": width, "height": height}, color_scheme=couleurs, locale="fr-FR"
    )
    page = await context.new_page()
    said: list[str] = []
    weights: list[int] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    def weigh(response: Response) -> None:
        weights.append(int(response.headers.get("content-length", 0)))

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", weigh)
    await page.goto(PAGES[nom].format(finess=une_structure(site)["finess"]))
    await page.wait_for_load_state("networkidle")

    assert said == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.locator("h1").count() == 1
    assert 0 < sum(weights) < FIRST_LOAD_BYTES
    assert await page.evaluate(LAYOUT_SHIFT) < 0.1
    violations = (await Axe().run(page)).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations] == []
    await context.close()
