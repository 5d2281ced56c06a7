"""Looking for a structure and reading its sheet."""

import re
from datetime import UTC, date, datetime
from urllib.parse import quote
from uuid import uuid4

import httpx
from playwright.async_api import Page, expect

from shared.contracts.deploiement import DuiDeployeV1
from tests.e2e.conftest import Open
from tests.e2e.region import structures, une_structure
from tests.e2e.site import Site
from tests.integration.bus.kafka import produce, told
from tests.platform import Platform, Servers

ANIMATEUR = "animateur-31-1"


async def _lignes(page: Page) -> list[str]:
    return await page.locator("[data-liste] a[data-ligne]").all_inner_texts()


async def test_la_liste_se_filtre_pendant_la_frappe_et_l_adresse_suit(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/")
    avant = await _lignes(page)
    await page.keyboard.press("/")
    await page.keyboard.type("ehpad", delay=20)
    await page.wait_for_url(re.compile(r"/referentiel/\?q=ehpad$"))
    await expect(page.locator("#resultats h2")).to_contain_text("structures")
    assert await _lignes(page) != avant
    await expect(page.locator("#recherche")).to_be_focused()
    await page.select_option("#departement", "31")
    await page.wait_for_url(re.compile(r"/referentiel/\?q=ehpad&departement=31$"))
    filtrees = await _lignes(page)
    await page.reload()
    assert await _lignes(page) == filtrees
    assert await page.input_value("#departement") == "31"


async def test_sans_javascript_la_recherche_et_les_filtres_marchent(ouvrir: Open, site: Site) -> None:
    cherchee = une_structure(site, departement="34")
    page = await ouvrir("/referentiel/", java_script_enabled=False)
    await page.fill("#recherche", cherchee["nom"])
    await page.select_option("#departement", "34")
    await page.press("#recherche", "Enter")
    await page.click(f"[data-liste] a[href$='{cherchee['finess']}']")
    assert await page.locator("h1").inner_text() == cherchee["nom"]


async def test_un_numero_finess_mene_droit_a_la_fiche(ouvrir: Open, site: Site) -> None:
    cherchee = une_structure(site)
    page = await ouvrir("/referentiel/coherence")
    await page.fill("#recherche", " ".join((cherchee["finess"][:2], cherchee["finess"][2:])))
    await page.press("#recherche", "Enter")
    await page.wait_for_url(f"**/referentiel/structures/{cherchee['finess']}")


async def test_un_numero_de_demande_mene_aux_demandes(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/coherence", qui=ANIMATEUR)
    await page.fill("#recherche", "da-2026-00042")
    await page.press("#recherche", "Enter")
    await page.wait_for_url("**/accompagnement/demandes?q=DA-2026-00042")


async def test_la_recherche_ignore_accents_casse_et_ponctuation(site: Site) -> None:
    cherchee = une_structure(site, q="ehpad")
    assert cherchee in structures(site, q=f"ÉHPAD, {cherchee['commune'].lower()}")


async def test_les_pages_de_la_liste_ne_sautent_et_ne_repetent_rien(site: Site) -> None:
    seen: list[str] = []
    curseur = None
    while True:
        params = {"limite": "37", **({"curseur": curseur} if curseur else {})}
        page = httpx.get(f"{site.address}/referentiel/api/structures", params=params, trust_env=False).json()
        seen += [s["finess"] for s in page["structures"]]
        curseur = page["suite"]
        if curseur is None:
            break
    assert len(seen) == len(set(seen)) == page["total"] >= 300


async def test_le_clavier_parcourt_la_liste_et_ouvre_une_ligne(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/")
    noms = await _lignes(page)
    for key in "jjk":
        await page.keyboard.press(key)
    assert await page.evaluate("document.activeElement.textContent") == noms[0]
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/referentiel/structures/*")
    assert await page.locator("h1").inner_text() == noms[1]


async def test_l_aide_s_ouvre_et_se_ferme_au_clavier(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/")
    await page.keyboard.press("?")
    await expect(page.locator("#aide")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#aide")).to_be_hidden()


async def test_la_fiche_rassemble_ce_que_disent_tous_les_services(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/referentiel/structures/{une_structure(site)['finess']}", qui=ANIMATEUR)
    places = page.locator("main [data-service]")
    await expect(places).to_have_count(4)
    for place in await places.all():
        await expect(place.locator(".copie .etat")).to_have_text("en phase")


async def test_un_inconnu_lit_l_annuaire_et_se_connecte_pour_voir_le_reste(ouvrir: Open, site: Site) -> None:
    adresse = f"/referentiel/structures/{une_structure(site)['finess']}"
    page = await ouvrir(adresse)
    await expect(page.locator("main")).to_contain_text("Connectez-vous pour voir les usages, les demandes")
    assert await page.locator("main [data-service]").count() == 0
    lien = page.locator("main").get_by_role("link", name="Se connecter")
    assert await lien.get_attribute("href") == f"/accompagnement/connexion?vers={quote(adresse, safe='')}"


async def test_la_fiche_dit_pourquoi_un_champ_est_corrige(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/referentiel/structures/{une_structure(site)['finess']}")
    await page.locator(".pourquoi summary").first.click()
    await expect(page.locator(".pourquoi[open] p").first).to_contain_text("La source donne")


async def test_un_dui_declare_apparait_sur_la_fiche_ouverte_et_dans_la_liste(ouvrir: Open, site: Site) -> None:
    finess = une_structure(site, q="ehpad", departement="81", etat="ouverte")["finess"]
    page = await ouvrir(f"/referentiel/structures/{finess}")
    await expect(page.locator("#equipement")).to_contain_text("Aucun dossier usager informatisé")
    await page.locator("h1").evaluate("titre => titre.dataset.garde = 'oui'")
    for version, jour in (("5.0", date(2026, 2, 16)), ("4.2", date(2025, 2, 16))):
        await dire(site, deploiement(finess, version, jour))
    await expect(page.locator("#equipement > .equipement")).to_contain_text("Exemple DUI 5.0", timeout=25_000)
    await expect(page.locator("#equipement summary")).to_have_text("1\xa0version avant celle-ci", timeout=25_000)
    await expect(page.locator("#histoire")).to_contain_text("Déploiement du DUI\u202f: Exemple DUI 4.2")
    await expect(page.locator("h1[data-garde=oui]")).to_have_count(1)
    ailleurs = {s["finess"] for s in structures(site, dui="sans_dui", limite="200")}
    assert finess not in ailleurs
    assert structures(site, q=finess)[0]["dui"]["version_logiciel"] == "5.0"


def deploiement(finess: str, version: str, jour: date) -> DuiDeployeV1:
    return DuiDeployeV1(
        deploiement=uuid4(), finess=finess, departement="81", genre="deploiement", editeur="Éditeur Exemple",
        logiciel="Exemple DUI", version_logiciel=version, reference_segur=True, deploye_le=jour, declare_par=uuid4(),
        demande=None, declare_le=datetime.now(UTC),
    )  # fmt: skip


async def dire(site: Site, dui: DuiDeployeV1) -> None:
    """Tell a deployment on the platform's own topic."""
    servers = Servers(site.environment["MAILLAGE_KAFKA"], site.environment["MAILLAGE_POSTGRES"])
    await produce(Platform(servers, prefix=site.environment["MAILLAGE_PREFIXE"]), [told(dui, "DuiDeploye")])


async def test_une_structure_inconnue_est_dite_en_francais(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/structures/999999999")
    await expect(page.locator("main")).to_contain_text(
        "Aucune structure de l’annuaire ne porte le numéro FINESS 999999999."
    )
