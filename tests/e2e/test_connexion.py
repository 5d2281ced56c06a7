"""Signing in with a real browser at the local identity provider, and what each person then sees."""

import re
import smtplib
from email.message import EmailMessage

import httpx
from playwright.async_api import Page, expect

from local.environment import read_environment
from tests.e2e.conftest import Open
from tests.e2e.site import Site
from tests.e2e.tenue import sans_debordement, sans_violation
from tests.identites import ANIMATEUR_31

NOM = ANIMATEUR_31.nom
ASKED_AGAIN = 3_000


async def _choisir(page: Page, nom: str) -> None:
    await page.get_by_role("button", name=nom, exact=True).click()
    await page.wait_for_url(re.compile(r"^http://localhost"))


async def test_on_se_connecte_d_une_page_et_l_on_y_revient_puis_l_on_sort(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/referentiel/?q=ehpad")
    await page.get_by_role("link", name="Se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Qui êtes-vous\u202f?")
    assert not page.url.startswith(site.address), "the provider is elsewhere, as in life"
    await sans_violation(page)
    await _choisir(page, NOM)
    assert page.url == f"{site.address}/referentiel/?q=ehpad"
    (cookie,) = await page.context.cookies(site.address)
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("maillage", True, "Lax")
    await page.goto("/courrier/")
    await page.get_by_role("button", name=NOM).click()
    await expect(page.get_by_role("dialog", name="Votre compte")).to_contain_text("Animateur · 31")
    await page.get_by_role("button", name="Se déconnecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes déconnecté")
    await sans_violation(page)
    assert await page.context.cookies(site.address) == []


async def test_une_page_reservee_mene_a_la_connexion_puis_a_elle_meme(ouvrir: Open, site: Site) -> None:
    path = "/usages/structures/310000001/fragment?version=1"
    page = await ouvrir(path)
    await _choisir(page, "Coordination 1")
    assert page.url == f"{site.address}{path}"


async def test_renoncer_se_dit_et_l_on_peut_recommencer(ouvrir: Open) -> None:
    page = await ouvrir("/connexion?vers=/referentiel/coherence")
    await page.get_by_role("button", name="Renoncer à se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connexion interrompue")
    await sans_violation(page)
    await page.locator("main").get_by_role("link", name="Se connecter").click()
    await _choisir(page, "Direction")
    await expect(page.get_by_role("button", name="Direction")).to_be_visible()


async def test_sans_javascript_on_se_connecte_aussi(ouvrir: Open) -> None:
    page = await ouvrir("/connexion?vers=/referentiel/coherence", java_script_enabled=False)
    await _choisir(page, NOM)
    await expect(page).to_have_url(re.compile("/referentiel/coherence$"))


async def test_une_autre_page_du_navigateur_ne_peut_pas_agir_a_notre_place(ouvrir: Open, site: Site) -> None:
    """A page of another site posts our sign-out form, with the victim's cookies at hand."""
    page = await ouvrir("/referentiel/coherence", qui="animateur-31-1")
    other = await page.context.new_page()
    await other.route("http://ailleurs.test/**", lambda route: route.fulfill(
        content_type="text/html",
        body=f'<form method="post" action="{site.address}/accompagnement/deconnexion"><button>Gagner</button></form>',
    ))  # fmt: skip
    await other.goto("http://ailleurs.test/")
    await other.get_by_role("button").click()
    await expect(other.locator("main")).to_contain_text("ne vient pas d'une page de Maillage")
    assert await page.context.cookies(site.address)


async def test_une_personne_deja_connectee_s_ouvre_en_un_mot(ouvrir: Open) -> None:
    page = await ouvrir("/referentiel/", "telephone", qui="coordination-2")
    await expect(page.get_by_role("button", name="Coordination 2")).to_be_visible()
    await sans_debordement(page)
    await sans_violation(page)


async def test_un_jeton_de_l_ordre_maillage_est_cru_et_un_jeton_change_ne_l_est_pas(site: Site) -> None:
    jeton = (await site.order("jeton", "--role", "animateur", "--departement", "31")).strip()
    address = f"{site.address}/referentiel/api/coherence"
    headers = {"authorization": f"Bearer {jeton}"}
    assert httpx.get(address, headers=headers, trust_env=False).status_code == 200
    forged = httpx.get(address, headers={"authorization": f"Bearer {jeton[:-4]}AAAA"}, trust_env=False)
    assert (forged.status_code, forged.json()["refus"]) == (401, "JetonInvalideError")


async def test_un_courriel_envoye_se_lit_dans_la_boite(ouvrir: Open, site: Site) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "maillage@maillage.invalid", "animateur-31-1@maillage.invalid"
    message["Subject"], message["Message-ID"] = "Nouvelle affectation", "<abc@maillage.invalid>"
    message.set_content("Une demande vous attend.")
    message.add_alternative("<h1>Une demande</h1><script>document.title='lu'</script>", subtype="html")
    page = await ouvrir("/courrier/")
    await page.clock.install()
    await page.reload()
    known = read_environment(site.folder / "exemple")
    with smtplib.SMTP(known["MAILLAGE_SMTP_HOTE"], int(known["MAILLAGE_SMTP_PORT"]), timeout=5) as dialogue:
        dialogue.send_message(message)
    await page.clock.fast_forward(ASKED_AGAIN)
    await page.get_by_role("link", name="Nouvelle affectation").first.click()
    await expect(page.frame_locator("iframe").get_by_role("heading")).to_have_text("Une demande")
    await expect(page.locator("pre")).to_have_text("Une demande vous attend.\n")
    await expect(page).to_have_title("Nouvelle affectation · Maillage")
    await sans_violation(page)
