"""Seeing that copies follow, and that a silent service leaves a polite hole."""

from urllib.parse import quote

import httpx
from playwright.async_api import Locator, Page, Route, expect

from shared.web.navigation import COPIES_DE_L_ANNUAIRE
from tests.e2e.conftest import Open
from tests.e2e.region import une_structure
from tests.e2e.site import Site

ANIMATEUR = "animateur-31-1"
MOVED_SECONDS = 30_000
ASKED_AGAIN = 5_000


def _copies(site: Site) -> list[str]:
    """Return the copies that the services told of."""
    answer = httpx.get(f"{site.address}/referentiel/api/coherence", trust_env=False)
    return [comparaison["copie"] for comparaison in answer.raise_for_status().json()["comparaisons"]]


def _ligne(page: Page, copie: str) -> Locator:
    return page.locator("tbody tr").filter(has_text=copie)


async def test_la_coherence_dit_une_ligne_par_copie_et_suit_toute_seule(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/referentiel/coherence")
    await expect(page.locator("h2").first).to_have_text(
        "Toutes les copies sont égales à leur source", timeout=MOVED_SECONDS
    )
    copies = _copies(site)
    assert {f"{service}.structures" for service in COPIES_DE_L_ANNUAIRE} <= set(copies)
    await expect(page.locator("tbody tr")).to_have_count(len(copies))
    avant = await _ligne(page, "sas.structures").locator(".empreinte").first.inner_text()
    await site.order("import", "finess", str(next(site.folder.glob("exemple/*20260402.json.gz"))))
    await expect(_ligne(page, "sas.structures").locator(".empreinte").first).not_to_have_text(
        avant, timeout=MOVED_SECONDS
    )
    await expect(page.locator("tbody .etat-bon")).to_have_count(len(copies), timeout=MOVED_SECONDS)
    await expect(page.locator("#annonce")).to_have_text("Toutes les copies sont égales à leur source")


async def test_le_pied_de_chaque_page_dit_le_jour_de_l_annuaire(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/?q=zzzzzz")
    pied = page.locator("footer [data-service] a")
    await expect(pied).to_contain_text("Annuaire du 0")
    await pied.click()
    await page.wait_for_url("**/referentiel/coherence")


async def test_un_service_arrete_laisse_un_trou_poli_avec_l_age_du_dernier_contact(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/referentiel/structures/{une_structure(site)['finess']}", qui=ANIMATEUR)
    usages, accompagnement = (page.locator(f"main [data-service={nom}]") for nom in ("Usages", "Accompagnement"))
    await expect(usages.locator(".copie .etat")).to_have_text("en phase")
    await page.route("**/usages/**", _muet)
    await page.reload()
    await expect(usages).to_contain_text("Usages ne répond pas (dernier contact il y a")
    await expect(accompagnement.locator(".copie .etat")).to_have_text("en phase")
    await page.unroute("**/usages/**")
    await usages.get_by_role("button", name="Réessayer").click()
    await expect(usages.locator(".copie .etat")).to_have_text("en phase")


async def test_un_trou_dit_son_age_des_la_premiere_visite(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/referentiel/coherence", qui=ANIMATEUR)
    await page.route("**/accompagnement/structures/**", _muet)
    await page.evaluate("localStorage.clear()")
    await page.goto(f"/referentiel/structures/{une_structure(site)['finess']}")
    place = page.locator("main [data-service=Accompagnement]")
    await expect(place).to_contain_text("Accompagnement ne répond pas (dernier contact il y a")


async def test_une_session_finie_laisse_un_chemin_pour_se_connecter(ouvrir: Open, site: Site) -> None:
    adresse = f"/referentiel/structures/{une_structure(site)['finess']}"
    page = await ouvrir("/referentiel/coherence", qui=ANIMATEUR)
    await page.route("**/usages/structures/**", lambda route: route.fulfill(status=401, body=""))
    await page.goto(adresse)
    await expect(page.locator("main")).to_contain_text(
        "Connectez-vous pour voir les usages numériques de cette structure."
    )
    await expect(page.locator("main [data-service]")).to_have_count(3)
    lien = page.locator("main").get_by_role("link", name="Se connecter")
    assert await lien.get_attribute("href") == f"/accompagnement/connexion?vers={quote(adresse, safe='')}"


async def _muet(route: Route) -> None:
    await route.fulfill(status=503, content_type="text/plain", body="")


async def test_une_coupure_garde_ce_qui_etait_montre(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/referentiel/coherence")
    await page.clock.install()
    await page.reload()
    await page.route("**/referentiel/coherence", lambda route: route.abort())
    await page.clock.fast_forward(ASKED_AGAIN)
    await expect(page.locator("main")).to_contain_text("Référentiel ne répond pas")
    await expect(page.locator("tbody tr")).to_have_count(len(_copies(site)))
