"""The import desk: checked first, shown as a difference, confirmed; errors in words; what is set aside can be repaired."""

import re
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from tests.e2e.conftest import Open
from tests.e2e.site import Site
from tests.e2e.tenue import a_toute_taille, plaintes
from tests.e2e.usages import DMP, fichier, mois, sites, verifier

BUREAU = "/usages/imports"


@pytest.fixture
def finess(site: Site) -> str:
    """Give a site of the sample that the tests of curves leave alone."""
    return sites(site)[5]


async def test_un_fichier_se_verifie_puis_se_confirme(ouvrir: Open, finess: str) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1")
    connu = fichier(
        "corrige.csv",
        f"{finess};{DMP};{mois(1)};3;20",
        f"{finess};{DMP};{mois(3)};5;20",
        f"{finess};{DMP};{mois(2)};-3;20",
    )
    await verifier(page, connu)
    await expect(page.locator("h1")).to_contain_text("2\u00a0lignes changent quelque chose, 1\u00a0est à réparer")
    await expect(page.locator("h1")).to_be_focused()
    await expect(page.locator("main")).to_contain_text("un nombre négatif n’est pas accepté")
    await expect(page.locator("main")).to_contain_text("nouveau")
    await page.get_by_role("button", name="Importer 2").click()
    await page.wait_for_url(re.compile(r"/usages/imports/[0-9a-f-]{36}$"))
    await expect(page.locator(".annonce")).to_contain_text("Le fichier est importé.")
    await expect(page.locator(".comptes")).to_contain_text("nouvelles")

    await page.goto(BUREAU)
    await verifier(page, fichier("encore.csv", f"{finess};{DMP};{mois(1)};4;20"))
    await expect(page.locator("main")).to_contain_text("3 sur 20")
    await expect(page.locator("main")).to_contain_text("4 sur 20")
    await page.goto(BUREAU)
    await verifier(page, fichier("pareil.csv", f"{finess};{DMP};{mois(1)};3;20"))
    await expect(page.locator("h1")).to_have_text("Ce fichier n’apporte rien de nouveau")
    assert await page.get_by_role("button", name="Importer").count() == 0


async def test_la_verification_d_un_fichier_est_accessible(ouvrir: Open, finess: str) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1")
    dites = plaintes(page)
    await verifier(page, fichier("lue.csv", f"{finess};{DMP};{mois(3)};7;20", f"{finess};{DMP};2026-13;7;20"))
    await expect(page.locator("h1")).to_contain_text("change quelque chose")
    await a_toute_taille(page)
    assert dites == []


async def test_ce_qui_est_en_quarantaine_se_telecharge_se_repare_et_revient(
    ouvrir: Open, finess: str, tmp_path: Path
) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1")
    await verifier(
        page, fichier("a-reparer.csv", f"{finess};{DMP};{mois(4)};douze;20", f"{finess};{DMP};{mois(5)};7;20")
    )
    await page.get_by_role("button", name="Importer 1").click()
    await expect(page.locator("h2", has_text="Lignes à réparer")).to_be_visible()
    async with page.expect_download() as telechargement:
        await page.get_by_role("link", name="Télécharger ces lignes").click()
    recu = (await (await telechargement.value).path()).read_text("utf-8-sig")
    assert f"{finess};{DMP};{mois(4)};douze;20;un nombre entier" in recu
    repare = tmp_path / "repare.csv"
    repare.write_text(recu.replace("douze", "12"), "utf-8-sig")
    await page.goto(BUREAU)
    await page.set_input_files("#fichier", repare)
    await verifier(page, None)
    await expect(page.locator("h1")).to_have_text("1\u00a0ligne change quelque chose")


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        (None, "Choisissez un fichier CSV."),
        (FilePayload(name="vide.csv", mimeType="text/csv", buffer=b""), "Le fichier est vide"),
        (fichier("virgules.csv", "310000336,x,2026-03,1,2", entete="finess,indicateur,mois,numerateur,denominateur"),
         "séparez-les par un point-virgule"),
        (fichier("colonnes.csv", entete="finess;mois"), "La première ligne doit nommer les colonnes"),
        (FilePayload(name="classeur.xlsx", mimeType="application/zip", buffer=b"PK\x03\x04\x00\x00"), "n’est pas un texte CSV"),
    ],
    ids=["rien", "vide", "virgules", "colonnes", "classeur"],
)  # fmt: skip
@pytest.mark.parametrize("javascript", [True, False], ids=["avec-js", "sans-js"])
async def test_un_fichier_refuse_dit_ce_qui_ne_va_pas(
    ouvrir: Open, envoi: FilePayload | None, dit: str, javascript: bool
) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1", java_script_enabled=javascript)
    await verifier(page, envoi)
    await expect(page.locator(".resume-erreurs")).to_contain_text(dit)
    await expect(page.locator("#fichier-erreur")).to_contain_text(dit)
    assert await page.get_attribute("#fichier", "aria-invalid") == "true"
    if javascript:
        await expect(page.locator(".resume-erreurs")).to_be_focused()


async def test_un_fichier_trop_lourd_est_refuse_avant_de_partir(ouvrir: Open, tmp_path: Path) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1")
    parti: list[str] = []
    page.on("request", lambda request: parti.append(request.method))
    lourd = tmp_path / "lourd.csv"
    lourd.write_bytes(b"0" * ((32 << 20) + 1))
    await page.set_input_files("#fichier", lourd)
    await expect(page.locator("[data-avancee]")).to_contain_text("32\u202fMio au plus")
    await page.get_by_role("button", name="Vérifier le fichier").click()
    await expect(page.locator("[data-avancee]")).to_contain_text("32\u202fMio au plus")
    assert "POST" not in parti


async def test_sans_javascript_un_fichier_s_importe_aussi(ouvrir: Open, finess: str) -> None:
    page = await ouvrir(BUREAU, qui="operateur", java_script_enabled=False)
    await verifier(page, fichier("sans-js.csv", f"{finess};ins_qualifiee;{mois(1)};9;20"))
    await page.get_by_role("button", name="Importer 1").click()
    await expect(page.locator(".annonce")).to_contain_text("Le fichier est importé.")
    await page.goto(BUREAU)
    await expect(page.locator("tbody tr").first).to_contain_text("sans-js.csv")


async def test_une_coupure_garde_le_fichier_choisi(ouvrir: Open, finess: str) -> None:
    page = await ouvrir(BUREAU, qui="coordination-1")
    await page.route("**/usages/imports/verification", lambda route: route.abort())
    await verifier(page, fichier("coupe.csv", f"{finess};{DMP};{mois(1)};9;20"))
    await expect(page.locator("[data-avancee]")).to_contain_text("La connexion s’est coupée.")
    await page.unroute("**/usages/imports/verification")
    await page.get_by_role("button", name="Vérifier le fichier").click()
    await expect(page.locator("h1")).to_contain_text("change quelque chose")


async def test_le_bureau_est_reserve(ouvrir: Open) -> None:
    for qui in ("animateur-31-1", "ars"):
        page = await ouvrir(BUREAU, qui=qui)
        await expect(page.locator("main")).to_contain_text("Cette action est réservée à")
