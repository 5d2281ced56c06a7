"""What every page of accompagnement owes, for each role: accessible, silent console, no horizontal scroll, light, still."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response

from tests.e2e.conftest import WIDTHS
from tests.e2e.demandes import deposer, plaintes, structure_de
from tests.e2e.site import Site
from tests.e2e.test_pages import FIRST_LOAD_BYTES, LAYOUT_SHIFT

PAGES = {
    "accueil": ("/accompagnement/", "animateur-31-1"),
    "accueil-etranger": ("/accompagnement/", None),
    "accueil-direction": ("/accompagnement/", "direction"),
    "boite": ("/accompagnement/demandes", "animateur-31-1"),
    "boite-tout": ("/accompagnement/demandes?vue=toutes&q=ehpad", "coordination-1"),
    "boite-vide": ("/accompagnement/demandes?vue=resolues&q=zzzz", "animateur-31-1"),
    "demande": ("{demande}", "animateur-31-1"),
    "demande-coordination": ("{demande}", "coordination-1"),
    "demander": ("/accompagnement/demander?finess={finess}", None),
    "suivi": ("{suivi}", None),
    "coordination": ("/accompagnement/coordination", "coordination-1"),
    "coordination-ars": ("/accompagnement/coordination", "ars"),
    "absences": ("/accompagnement/absences", "coordination-1"),
    "dui": ("/accompagnement/structures/{finess}/dui", "animateur-31-1"),
    "fiche": ("/referentiel/structures/{finess}", "animateur-31-1"),
    "accessibilite": ("/accompagnement/accessibilite", None),
}


@pytest.fixture(scope="module")
def adresses(site: Site) -> dict[str, str]:
    """Give what stands in the paths: a request of Haute-Garonne, its tracking page, its structure."""
    structure = structure_de(site, "31")
    deposee = deposer(site, "31", finess=structure["finess"])
    return {"demande": deposee.page, "suivi": deposee.suivi, "finess": structure["finess"]}


@pytest.mark.parametrize("largeur", WIDTHS)
@pytest.mark.parametrize("nom", PAGES)
async def test_une_page_est_accessible_sans_erreur_et_sans_defilement(
    site: Site, browser: Browser, adresses: dict[str, str], nom: str, largeur: str
) -> None:
    chemin, qui = PAGES[nom]
    width, height = WIDTHS[largeur]
    context = await browser.new_context(
        base_url=site.address, viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
    )
    if qui is not None:
        await context.add_cookies([site.session(qui)])
    page = await context.new_page()
    said = plaintes(page)
    weights: list[int] = []

    def weigh(response: Response) -> None:
        weights.append(int(response.headers.get("content-length", 0)))

    page.on("response", weigh)
    await page.goto(chemin.format_map(adresses))
    await page.wait_for_load_state("networkidle")

    assert said == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.locator("h1").count() == 1
    assert await page.locator("main .btn-primary:visible").count() <= 1
    assert 0 < sum(weights) < FIRST_LOAD_BYTES
    assert await page.evaluate(LAYOUT_SHIFT) < 0.1
    await page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await _violations(page) == []
    if largeur == "telephone":
        await page.emulate_media(color_scheme="dark")
        assert await _violations(page) == []
    await context.close()


async def _violations(page: Page) -> list[tuple[str, list[object]]]:
    found = (await Axe().run(page)).response["violations"]
    return [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found]
