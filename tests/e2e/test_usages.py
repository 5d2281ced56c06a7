"""Reading curves: the chart and its table agree, the target explains itself, the overview answers to its address."""

import csv
import io
import re

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.site import Site
from tests.e2e.usages import DMP, MSSANTE, Suivi, fichier, mois, ouvrir_suivi, sites, verifier

CHIFFRES = "table => [...table.querySelectorAll('data[data-serie]')].map(d => [d.dataset.mois, Number(d.value)])"
# The centres of the points as drawn, from left to right.
POINTS = """place => [...place.querySelectorAll('svg path[fill="var(--accent)"]')]
    .map(path => path.getBoundingClientRect())
    .filter(box => box.width > 2 && box.width < 16)
    .map(box => [box.x + box.width / 2, box.y + box.height / 2])
    .sort((a, b) => a[0] - b[0])"""


@pytest.fixture(scope="module")
async def suivi(site: Site) -> Suivi:
    """Give a site of Ariège that a programme follows."""
    return await ouvrir_suivi(site, sites(site)[0])


async def _en_phase(page: Page, legende: str) -> None:
    """Check that every point stands at the height of the figure of its table."""
    chiffres = sorted(await page.locator(f"#chiffres-{legende}").evaluate(CHIFFRES))
    points = await page.locator(f"#{legende} .graphique-trace").evaluate(POINTS)
    assert len(points) == len(chiffres) > 3
    (_, bas), (_, haut) = min(chiffres, key=lambda c: c[1]), max(chiffres, key=lambda c: c[1])
    hauteurs = [y for _, y in points]
    echelle = (max(hauteurs) - min(hauteurs)) / (haut - bas)
    attendues = [max(hauteurs) - (valeur - bas) * echelle for _, valeur in chiffres]
    assert hauteurs == pytest.approx(attendues, abs=1)


async def test_la_courbe_dessine_les_chiffres_de_son_tableau(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir(f"/usages/structures/{suivi.finess}", qui="coordination-1")
    await expect(page.locator(".courbe")).to_have_count(4)
    await _en_phase(page, DMP)


async def test_la_bulle_dit_le_mois_et_le_chiffre_du_tableau_et_montre_sa_ligne(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir(f"/usages/structures/{suivi.finess}", qui="coordination-1")
    place = page.locator(f"#{DMP} .graphique-trace")
    await place.scroll_into_view_if_needed()
    x, y = (await place.evaluate(POINTS))[-1]
    await page.mouse.move(x, y)
    ligne = page.locator(f"#chiffres-{DMP} tr.vise")
    await expect(ligne).to_have_count(1)
    taux = await ligne.locator("data").inner_text()
    await expect(place.locator(".graphique-bulle")).to_contain_text(taux)
    await page.mouse.move(0, 0)
    await expect(ligne).to_have_count(0)


async def test_la_cible_dit_pourquoi_son_horloge_et_sa_valeur_d_exemple(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir(f"/usages/structures/{suivi.finess}", qui="coordination-1")
    courbe = page.locator(f"#{DMP}")
    await expect(courbe.locator("h2")).to_have_text(re.compile("cible 90\u202f%, il reste [45]\u00a0mois"))
    await expect(page.locator(".engagements")).to_contain_text("mois 5 sur 9")
    await courbe.locator(".pourquoi summary").click()
    raison = courbe.locator(".pourquoi[open]")
    await expect(raison).to_contain_text("Son horloge part avec la date du projet")
    await expect(raison).to_contain_text("Valeur d’exemple, à fixer par l’agence.")


async def test_une_cible_atteinte_puis_perdue_se_lit_dans_l_histoire(ouvrir: Open, site: Site, suivi: Suivi) -> None:
    page = await ouvrir("/usages/imports", qui="coordination-1")
    for nom, rang, numerateur in (("atteinte.csv", 2, 19), ("perdue.csv", 1, 12)):
        await page.goto("/usages/imports")
        await verifier(page, fichier(nom, f"{suivi.finess};{MSSANTE};{mois(rang)};{numerateur};25"))
        await page.get_by_role("button", name="Importer 1").click()
        await page.wait_for_url("**/usages/imports/*-*")
    await page.goto(f"/usages/structures/{suivi.finess}")
    courbe = page.locator(f"#{MSSANTE}")
    await expect(courbe.locator("h2")).to_contain_text("48\u202f% en")
    await expect(courbe.locator(".etat").first).to_have_text("cible perdue")
    passages = courbe.locator(".histoire > li")
    await expect(passages).to_have_count(2)
    await expect(passages.nth(0)).to_contain_text("Cible perdue")
    await expect(passages.nth(1)).to_contain_text("Cible atteinte")
    await expect(courbe.locator("tbody tr").first).to_contain_text("perdue.csv, reçu")


async def test_la_fiche_montre_les_quatre_suivis_et_mene_aux_courbes(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir(f"/referentiel/structures/{suivi.finess}", qui="coordination-1")
    await expect(page.locator(".suivis > li")).to_have_count(4)
    await expect(page.locator(".suivis .etincelle path")).to_have_count(4)
    await expect(page.locator(".suivis > li").first).to_contain_text("mois 5 sur 9")
    await page.get_by_role("link", name="Voir les courbes et leurs chiffres").click()
    await page.wait_for_url(f"**/usages/structures/{suivi.finess}")


async def test_sans_javascript_les_tableaux_suffisent(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir(f"/usages/structures/{suivi.finess}", qui="coordination-1", java_script_enabled=False)
    await expect(page.locator(".graphique").first).to_be_hidden()
    await expect(page.locator(f"#chiffres-{DMP}")).to_contain_text("usages.csv")


async def test_la_vue_d_ensemble_suit_ses_filtres_et_l_export_les_respecte(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/usages/", qui="coordination-1")
    await expect(page.locator("#taux tbody tr").first).to_contain_text("Occitanie")
    await page.select_option("select[name=indicateur]", "ins_qualifiee")
    await page.select_option("select[name=departement]", "31")
    await page.select_option("select[name=jusqu_a]", "2026-02")
    await page.wait_for_url(re.compile("indicateur=ins_qualifiee&departement=31&jusqu_a=2026-02"))
    await expect(page.locator("#taux tbody tr")).to_have_count(1)
    await expect(page.locator("#constat")).to_contain_text("Identité INS qualifiée")
    await expect(page.locator(".graphique-trace svg")).to_be_visible()
    chiffres = sorted(await page.locator("#taux").evaluate(CHIFFRES))
    points = await page.locator(".graphique-trace").evaluate(POINTS)
    assert len(points) == len(chiffres)
    await page.reload()
    assert sorted(await page.locator("#taux").evaluate(CHIFFRES)) == chiffres

    async with page.expect_download() as telechargement:
        await page.get_by_role("link", name="Exporter (CSV)").click()
    recu = await telechargement.value
    assert recu.suggested_filename == f"usages-ins_qualifiee-31-{chiffres[0][0]}_2026-02.csv"
    lignes = list(csv.DictReader(io.StringIO((await recu.path()).read_text("utf-8-sig")), delimiter=";"))
    assert [(ligne["departement"], ligne["mois"]) for ligne in lignes] == [("31", m) for m, _ in chiffres]
    taux = [float(ligne["taux"].replace(",", ".")) * 100 for ligne in lignes]
    assert taux == pytest.approx([valeur for _, valeur in chiffres], abs=0.01)


@pytest.mark.usefixtures("suivi")
async def test_les_sites_suivis_se_parcourent_au_clavier(ouvrir: Open) -> None:
    page = await ouvrir("/usages/?departement=09", qui="coordination-1")
    premier = await page.locator("#sites [data-ligne]").first.get_attribute("href")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{premier}")
    assert premier is not None and premier.endswith(f"#{DMP}")


async def test_un_animateur_ne_voit_que_son_territoire(ouvrir: Open, suivi: Suivi) -> None:
    page = await ouvrir("/usages/", qui="animateur-31-1")
    await expect(page.locator("#taux tbody tr")).to_have_count(1)
    await expect(page.locator("#taux tbody th")).to_have_text("Haute-Garonne")
    assert await page.get_by_role("link", name="Importer des chiffres").count() == 0
    for interdite in ("/usages/?departement=09", f"/usages/structures/{suivi.finess}"):
        reponse = await page.goto(interdite)
        assert reponse is not None and reponse.status == 403
        await expect(page.locator("main")).to_contain_text("pas dans votre territoire (31)")


async def test_une_adresse_fausse_est_dite_en_francais(ouvrir: Open) -> None:
    page = await ouvrir("/usages/?indicateur=dpm", qui="ars")
    await expect(page.locator("main")).to_contain_text("Indicateur inconnu\u202f: «\u202fdpm\u202f»")
    await page.goto("/usages/?depuis=2026-13")
    await expect(page.locator("main")).to_contain_text("saisi\u202f: «\u202f2026-13\u202f»")
    await page.goto("/usages/structures/310000006")
    await expect(page.locator("main")).to_contain_text("ne connaissent le numéro FINESS 310000006")


def test_les_pages_ne_s_ouvrent_pas_aux_inconnus(site: Site) -> None:
    for path in ("/usages/", "/usages/export.csv", "/usages/imports", "/usages/structures/310000336/fragment"):
        reponse = httpx.get(f"{site.address}{path}", trust_env=False)
        assert reponse.status_code in {303, 401}, path
