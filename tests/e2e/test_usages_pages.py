"""What every page of usages owes, for each role: accessible, silent console, no horizontal scroll, light, still."""

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Response, expect

from tests.e2e.conftest import WIDTHS, Open
from tests.e2e.demandes import plaintes
from tests.e2e.site import Site
from tests.e2e.test_pages import FIRST_LOAD_BYTES, LAYOUT_SHIFT
from tests.e2e.usages import DMP, fichier, mois, ouvrir_suivi, sites, verifier

PAGES = {
    "ensemble": ("/usages/", "coordination-1"),
    "ensemble-filtree": ("/usages/?indicateur=mssante_messages&departement=31&depuis=2025-10", "direction"),
    "ensemble-animateur": ("/usages/?etat=en_retard", "animateur-31-1"),
    "courbes": ("/usages/structures/{finess}", "ars"),
    "fiche": ("/referentiel/structures/{finess}", "coordination-1"),
    "imports": ("/usages/imports", "coordination-1"),
    "rapport": ("/usages/imports/{rapport}", "operateur"),
}


@pytest.fixture(scope="module")
async def adresses(site: Site) -> dict[str, str]:
    """Give what stands in the paths: a site that is followed, and an import with lines at fault."""
    finess = sites(site)[8]
    await ouvrir_suivi(site, finess)
    jeton = (await site.order("jeton", "--role", "coordination")).strip()
    envoi = fichier("pages.csv", f"{finess};{DMP};{mois(1)};30;20", f"{finess};{DMP};{mois(2)};x;20")
    answer = httpx.post(
        f"{site.address}/usages/api/imports",
        files={"fichier": (envoi["name"], envoi["buffer"], envoi["mimeType"])},
        headers={"Authorization": f"Bearer {jeton}"},
        trust_env=False,
    )
    return {"finess": finess, "rapport": answer.raise_for_status().json()["import_id"]}


@pytest.mark.parametrize(("largeur", "couleurs"), [("bureau", "light"), ("telephone", "light"), ("telephone", "dark")])
@pytest.mark.parametrize("nom", PAGES)
async def test_une_page_est_accessible_sans_erreur_et_sans_defilement(
    *, site: Site, browser: Browser, adresses: dict[str, str], nom: str, largeur: str, couleurs: str
) -> None:
    chemin, qui = PAGES[nom]
    width, height = WIDTHS[largeur]
    context = await browser.new_context(
        base_url=site.address, viewport={"width": width, "height": height}, color_scheme=couleurs, locale="fr-FR"
    )
    await context.add_cookies([site.session(qui)])
    page = await context.new_page()
    dit = plaintes(page)
    poids: list[int] = []

    def peser(response: Response) -> None:
        poids.append(int(response.headers.get("content-length", 0)))

    page.on("response", peser)
    await page.goto(chemin.format_map(adresses))
    await page.wait_for_load_state("load")
    await expect(page.locator("footer a").first).to_contain_text("Annuaire")
    if "graphiques" in await page.content():
        await expect(page.locator(".graphique-trace svg").first).to_be_visible()

    assert dit == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.locator("h1").count() == 1
    assert 0 < sum(poids) < FIRST_LOAD_BYTES
    assert await page.evaluate(LAYOUT_SHIFT) < 0.1
    await page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
    violations = (await Axe().run(page)).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations] == []
    await context.close()


@pytest.mark.parametrize("largeur", WIDTHS)
async def test_la_verification_d_un_fichier_est_accessible(
    ouvrir: Open, adresses: dict[str, str], largeur: str
) -> None:
    page = await ouvrir("/usages/imports", largeur, qui="coordination-1")
    dit = plaintes(page)
    finess = adresses["finess"]
    await verifier(page, fichier("lue.csv", f"{finess};{DMP};{mois(3)};7;20", f"{finess};{DMP};2026-13;7;20"))
    await expect(page.locator("h1")).to_contain_text("change quelque chose")
    assert await page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[largeur][0]
    violations = (await Axe().run(page)).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations] == []
    assert dit == []
