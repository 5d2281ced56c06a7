"""A request, from the structure's deposit to its word that all is well: two screens, one story."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.demandes import deposer, dit, principal, structure_de
from tests.e2e.site import Site
from tests.e2e.tenue import plaintes


async def _remplir(page: Page, nom: str) -> None:
    await page.locator("#structure").press_sequentially(nom, delay=10)
    await expect(page.locator("[data-choix] [role=option]").first).to_be_visible()
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Nous voulons alimenter le DMP avant l’été.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#courriel", "directrice@structure.invalid")


async def test_une_structure_depose_sans_compte_et_garde_son_lien(ouvrir: Open, site: Site) -> None:
    structure = structure_de(site, "31")
    page = await ouvrir("/accompagnement/demander")
    said = plaintes(page)
    await _remplir(page, structure["finess"])
    await page.locator("#structure").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#structure")).to_have_value(structure["finess"])
    await expect(page.locator("[data-choisie]")).to_contain_text(structure["nom"])
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await page.wait_for_url("**/demander/recue/*")
    await expect(page.locator("h1")).to_have_text(re.compile(r"Demande DA-\d{4}-\d{5} reçue"))
    lien = await page.input_value("#lien")
    await page.goto(lien)
    await expect(page.locator("h1")).to_contain_text("Votre demande")
    await expect(page.locator("main")).to_contain_text("Nous voulons alimenter le DMP avant l’été.")
    assert said == []


async def test_le_clavier_et_le_pointeur_choisissent_la_structure(ouvrir: Open, site: Site) -> None:
    structure = structure_de(site, "34")
    page = await ouvrir("/accompagnement/demander")
    champ = page.locator("#structure")
    await champ.press_sequentially(structure["finess"], delay=10)
    option = page.locator(f"[role=option][data-finess='{structure['finess']}']")
    await expect(option).to_be_visible()
    await expect(champ).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(option).to_be_hidden()
    await page.keyboard.press("ArrowDown")
    await expect(champ).to_have_attribute("aria-activedescendant", re.compile(r"."))
    await option.click()
    await expect(page.locator("[data-choisie]")).to_contain_text(structure["nom"])
    await expect(champ).to_be_focused()


async def test_l_histoire_entiere_du_depot_a_la_confirmation(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "48")
    page = await ouvrir("/accompagnement/", qui="animateur-48-1")
    said = plaintes(page)
    ligne = page.locator(f"[data-cle='{deposee.demande}']")
    await ligne.get_by_text("Pourquoi moi").click()
    await expect(ligne.locator(".pourquoi p")).not_to_be_empty()
    await ligne.get_by_role("button", name="Prendre").click()
    await page.wait_for_url(f"**{deposee.page}*")
    await dit(page, "Vous avez pris cette demande en charge")
    assert "fait=" not in page.url

    await page.fill("#texte", "Voici la marche à suivre.")
    await page.get_by_role("button", name="Envoyer la réponse").click()
    await dit(page, "Votre réponse est partie")
    await page.locator("summary", has_text="Note interne").click()
    await page.fill("#note", "Certificat à renouveler avec l’éditeur.")
    await page.get_by_role("button", name="Garder la note").click()
    await dit(page, "Votre note est gardée")
    await expect(page.locator(".message-interne")).to_contain_text("Certificat à renouveler")

    await page.locator("summary", has_text="Déclarer résolue").click()
    await page.get_by_label("Aide apportée").check()
    await page.get_by_role("button", name="Déclarer la demande résolue").click()
    await dit(page, "La demande est résolue")
    assert said == []

    suivi = await ouvrir(deposee.suivi)
    await expect(suivi.locator("main")).to_contain_text("Voici la marche à suivre.")
    assert "Certificat à renouveler" not in await suivi.content()
    await suivi.get_by_role("button", name="Oui, j’ai ce qu’il me faut").click()
    await dit(suivi, "La demande est close")
    await page.reload()
    await expect(page.locator("h1 + .etat")).to_have_text("close")


async def test_la_structure_annule_en_connaissance_de_cause(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "65")
    page = await ouvrir(deposee.suivi)
    await page.locator("summary", has_text="Annuler ma demande").click()
    await expect(page.locator(".confirmer form")).to_contain_text("personne ne vous rappellera")
    await page.get_by_role("button", name="Annuler ma demande").click()
    await dit(page, "Votre demande est annulée")
    await expect(page.locator(".confirmer")).to_have_count(0)


async def test_une_demande_arrive_sans_recharger_et_sans_rien_deplacer_sous_les_doigts(
    ouvrir: Open, site: Site
) -> None:
    deposer(site, "09")
    page = await ouvrir("/accompagnement/demandes", qui="animateur-09-1")
    await page.evaluate("window.memoire = 'la même page'")
    premiere = deposer(site, "09")
    await expect(page.locator(f"[data-cle='{premiere.demande}']")).to_be_visible()
    await expect(page.locator("#annonce")).to_have_text("1\u00a0nouvelle demande")
    assert await page.evaluate("window.memoire") == "la même page"

    await page.keyboard.press("j")
    tenue = await page.evaluate("document.activeElement.getBoundingClientRect().top")
    seconde = deposer(site, "09")
    avis = page.get_by_role("button", name="1 nouvelle demande, afficher")
    await expect(avis).to_be_visible()
    await expect(page.locator(f"[data-cle='{seconde.demande}']")).to_have_count(0)
    assert await page.evaluate("document.activeElement.getBoundingClientRect().top") == tenue
    await avis.click()
    await expect(page.locator(f"[data-cle='{seconde.demande}']")).to_be_visible()
    await expect(avis).to_have_count(0)


async def test_le_clavier_seul_prend_une_demande(ouvrir: Open, site: Site) -> None:
    deposer(site, "46")
    page = await ouvrir("/accompagnement/demandes", qui="animateur-46-1")
    await page.keyboard.press("j")
    await page.keyboard.press("e")
    await page.wait_for_url("**/accompagnement/demandes/*")
    await dit(page, "Vous avez pris cette demande en charge")
    await page.goto("/accompagnement/demandes?vue=en_cours")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/accompagnement/demandes/*-*")


async def test_la_coordination_affecte_ce_qu_aucune_regle_ne_peut_affecter(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/accompagnement/demander")
    await page.locator("summary", has_text="Ma structure n’est pas dans la liste").click()
    await page.fill("#nom_structure", "Maison de santé du Lac")
    await page.select_option("#departement", "32")
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Nous ouvrons en janvier.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#telephone", "05 61 00 00 00")
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await page.wait_for_url("**/demander/recue/*")
    numero = (await page.locator("h1").inner_text()).split()[1]

    coordination = await ouvrir("/accompagnement/coordination", qui="coordination-1")
    ligne = coordination.locator("[data-cle]", has_text=numero)
    await expect(ligne).to_contain_text("structure absente de l’annuaire")
    await ligne.get_by_role("button", name="Affecter à").first.click()
    await dit(coordination, "La demande est affectée")
    await expect(coordination.locator("h1 + .etat")).to_have_text("à prendre")


async def test_un_refus_dit_vers_qui_se_tourner(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/accompagnement/coordination", qui="coordination-1")
    if await page.locator("#coordination .travail [data-cle]").count() == 0:
        await _deposer_sans_structure(ouvrir)
        await page.reload()
    await page.locator("#coordination .travail [data-cle] a[data-ligne]").first.click()
    await page.locator("summary", has_text="Refuser").click()
    await page.get_by_role("button", name="Refuser la demande").click()
    await expect(page.locator("[role=alert]")).to_contain_text("Choisissez une réponse")
    await page.get_by_label("La structure est dans une autre région").check()
    await page.fill("#orientation", "Adressez-vous au groupement de votre région.")
    await page.get_by_role("button", name="Refuser la demande").click()
    await dit(page, "La demande est refusée")


async def _deposer_sans_structure(ouvrir: Open) -> None:
    page = await ouvrir("/accompagnement/demander")
    await page.locator("summary", has_text="Ma structure n’est pas dans la liste").click()
    await page.fill("#nom_structure", "Cabinet hors région")
    await page.select_option("#departement", "82")
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Bonjour.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#courriel", "directrice@structure.invalid")
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await page.wait_for_url("**/demander/recue/*")


async def test_un_dui_declare_dans_la_demande_apparait_au_contexte(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "12")
    page = await ouvrir(deposee.page, qui=principal(site, deposee))
    await page.get_by_role("button", name="Prendre en charge").click()
    await dit(page, "Vous avez pris")
    await page.locator("summary", has_text="Déclarer un DUI").click()
    await page.get_by_label("Premier déploiement").check()
    await page.fill("#editeur", "Éditeur d’essai")
    await page.fill("#logiciel", "DUI d’essai")
    await page.fill("#version_logiciel", "4.2")
    await page.fill("#deploye_le", "2026-03-01")
    await page.get_by_role("button", name="Déclarer le DUI").click()
    await dit(page, "Le dossier usager informatisé est déclaré")
    await expect(page.locator("aside")).to_contain_text("DUI d’essai 4.2")
