"""Being told: the bell that rings by itself, the mails in the local mailbox, the page of deliveries."""

import re
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.e2e.conftest import Open
from tests.e2e.demandes import ARRIVED_SECONDS, courriels, deposer
from tests.e2e.site import Site
from tests.e2e.tenue import plaintes

DEPARTEMENT, ANIMATEUR = "46", "animateur-46-1"
LIVRAISONS = "/notifications/livraisons"


async def test_la_cloche_sonne_sans_recharger_et_mene_a_la_demande(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/notifications/", qui=ANIMATEUR)
    said = plaintes(page)
    await expect(page.locator(".cloche")).to_be_visible()
    deposee = deposer(site, DEPARTEMENT)
    await expect(page.locator(".cloche-nombre")).to_be_visible(timeout=ARRIVED_SECONDS * 1000)
    ligne = page.get_by_role("link", name=f"La demande {deposee.numero} vous est confiée")
    await expect(ligne).to_be_visible()
    await ligne.click()
    await page.wait_for_url(f"**{deposee.page}")
    await expect(page.locator("h1")).to_be_visible()
    assert said == []


async def test_le_depot_donne_deux_courriels_et_le_lien_du_premier_s_ouvre_sans_compte(
    ouvrir: Open, site: Site
) -> None:
    deposee = deposer(site, DEPARTEMENT)
    mails = {mail["objet"]: mail for mail in await courriels(site, deposee, 2)}
    accuse = mails[f"Votre demande {deposee.numero} est bien arrivée"]
    assert f"Nouvelle demande {deposee.numero}" in mails
    found = re.search(r"https?://\S+/accompagnement/suivi/\S+", str(accuse["texte"]))
    assert found is not None
    assert found[0].removeprefix(site.address) == deposee.suivi
    page = await ouvrir(deposee.suivi)
    await expect(page.locator("h1")).to_contain_text("Votre demande")


async def test_la_coordination_suit_chaque_livraison_jusqu_aux_mots_du_serveur(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, DEPARTEMENT)
    await courriels(site, deposee, 2)
    page = await ouvrir(f"{LIVRAISONS}?q={deposee.numero}", qui="coordination-1")
    lignes = page.locator("[data-liste] > li")
    await expect(lignes).to_have_count(2)
    await expect(lignes.locator(".etat-bon")).to_have_count(2)
    await page.get_by_role("link", name=f"Accusé de réception · {deposee.numero}").click()
    await expect(page.locator("main")).to_contain_text("Courriel gardé")
    await page.get_by_role("link", name=deposee.numero, exact=True).click()
    await page.wait_for_url(f"**{deposee.page}")


async def test_qui_n_est_pas_concerne_ne_voit_pas_les_livraisons(ouvrir: Open) -> None:
    page = await ouvrir(LIVRAISONS, qui="demandeur")
    await expect(page.locator("main")).to_contain_text("réservée")
    etranger = await ouvrir(LIVRAISONS)
    assert urlsplit(etranger.url).path != LIVRAISONS
    await expect(etranger.locator("main [data-liste]")).to_have_count(0)
