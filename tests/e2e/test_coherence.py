"""Seeing that copies follow, and that a silent service leaves a polite hole."""

from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.region import une_structure
from tests.e2e.site import Site

MOVED_SECONDS = 30_000


async def _lignes(page: Page) -> list[str]:
    return await page.locator("tbody tr").all_inner_texts()


async def test_la_coherence_dit_une_ligne_par_copie_et_suit_toute_seule(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/referentiel/coherence")
    await expect(page.locator("h2").first).to_have_text(
        "Toutes les copies sont égales à leur source", timeout=MOVED_SECONDS
    )
    await expect(page.locator("tbody tr")).to_have_count(3)
    avant = await _lignes(page)
    await site.order("import", "finess", str(next(site.folder.glob("exemple/*20260402.json.gz"))))
    await page.wait_for_function(
        "avant => document.querySelector('tbody .empreinte').textContent !== avant",
        arg=avant[0].split()[-3],
        timeout=MOVED_SECONDS,
    )
    await expect(page.locator("tbody .etat-bon")).to_have_count(3, timeout=MOVED_SECONDS)
    await expect(page.locator("#annonce")).to_have_text("Toutes les copies sont égales à leur source")


async def test_le_pied_de_chaque_page_dit_le_jour_de_l_annuaire(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/?q=zzzzzz")
    pied = page.locator("footer a")
    await expect(pied).to_contain_text("Annuaire du 0")
    await pied.click()
    await page.wait_for_url("**/referentiel/coherence")


async def test_un_service_arrete_laisse_un_trou_poli_avec_l_age_du_dernier_contact(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/referentiel/structures/{une_structure(site)['finess']}")
    usages = page.locator(".copies > li").first
    await expect(usages.locator(".etat")).to_have_text("en phase")

    async def muet(route: Route) -> None:
        await route.fulfill(status=503, content_type="text/plain", body="")

    await page.route("**/usages/**", muet)
    await page.reload()
    await expect(usages).to_contain_text("Usages ne répond pas (dernier contact il y a")
    await expect(page.locator(".copies > li").nth(1).locator(".etat")).to_have_text("en phase")
    await page.unroute("**/usages/**")
    await usages.get_by_role("button", name="Réessayer").click()
    await expect(usages.locator(".etat")).to_have_text("en phase")


async def test_une_coupure_garde_ce_qui_etait_montre(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/coherence")
    await page.route("**/referentiel/coherence", lambda route: route.abort())
    await expect(page.locator("main")).to_contain_text("Référentiel ne répond pas", timeout=15_000)
    await expect(page.locator("tbody tr")).to_have_count(3)
