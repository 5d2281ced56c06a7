"""What does not do is told at its field, in words, and nothing that was typed is lost; without JavaScript too."""

import re

import httpx
from playwright.async_api import expect

from tests.e2e.conftest import Open
from tests.e2e.demandes import deposer, dit, structure_de
from tests.e2e.site import Site

NIR = "1 85 05 78 006 084 91"


async def test_tout_ce_qui_manque_est_dit_d_un_coup_et_le_resume_mene_aux_champs(ouvrir: Open) -> None:
    page = await ouvrir("/accompagnement/demander")
    await page.fill("#nom", "Directrice d’essai")
    await page.get_by_role("button", name="Envoyer ma demande").click()
    resume = page.locator(".resume-erreurs")
    await expect(resume).to_be_focused()
    await expect(resume.locator("li")).to_have_count(4)
    await expect(page.locator("#nom")).to_have_value("Directrice d’essai")
    await expect(page).to_have_title(re.compile(r"^Erreur, "))
    await resume.get_by_text("Choisissez un sujet").click()
    await expect(page.locator("#thematique")).to_be_focused()
    await expect(page.locator("#thematique")).to_have_attribute("aria-invalid", "true")


async def test_un_numero_de_patient_est_refuse_et_le_reste_garde(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/accompagnement/demander?finess={structure_de(site, '31')['finess']}")
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", f"Pour la personne {NIR}, rien ne marche.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#courriel", "pas une adresse")
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await expect(page.locator("#texte-erreur")).to_contain_text("sécurité sociale")
    await expect(page.locator("#courriel")).to_have_value("pas une adresse")
    await expect(page.locator("#courriel-erreur")).to_contain_text("«\u202fpas une adresse\u202f»")


async def test_un_numero_finess_mal_forme_ou_inconnu_est_nomme(ouvrir: Open) -> None:
    for numero, phrase in (("310000001", "clé de contrôle"), ("999999998", "999999998")):
        page = await ouvrir(f"/accompagnement/demander?finess={numero}")
        await page.select_option("#thematique", "dmp")
        await page.fill("#texte", "Bonjour.")
        await page.fill("#nom", "Directrice d’essai")
        await page.fill("#telephone", "0561000000")
        await page.get_by_role("button", name="Envoyer ma demande").click()
        await expect(page.locator("#structure-erreur")).to_contain_text(phrase)
        await expect(page.locator("#structure")).to_have_value(numero)


async def test_un_double_clic_ne_depose_qu_une_demande(ouvrir: Open, site: Site) -> None:
    page = await ouvrir(f"/accompagnement/demander?finess={structure_de(site, '66')['finess']}")
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Une seule fois.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#courriel", "directrice@structure.invalid")
    envoi = await page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    with httpx.Client(base_url=site.address, trust_env=False) as client:
        liens = {client.post("/accompagnement/demander", data=envoi).headers["location"] for _ in range(2)}
    assert len(liens) == 1
    await page.get_by_role("button", name="Envoyer ma demande").dblclick()
    await page.wait_for_url("**/demander/recue/*")
    assert page.url.endswith(liens.pop())


async def test_sans_javascript_on_cherche_on_choisit_et_on_depose(ouvrir: Open, site: Site) -> None:
    structure = structure_de(site, "81")
    page = await ouvrir("/accompagnement/demander", java_script_enabled=False)
    await page.fill("#structure", structure["nom"])
    await page.get_by_role("button", name="Chercher cette structure").click()
    await page.check(f"input[name=choisie][value='{structure['finess']}']")
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Bonjour.")
    await page.fill("#nom", "Directrice d’essai")
    await page.fill("#courriel", "directrice@structure.invalid")
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await expect(page.locator("h1")).to_contain_text("reçue")


async def test_sans_javascript_l_animateur_prend_repond_et_resout(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "32")
    page = await ouvrir("/accompagnement/demandes", qui="animateur-32-1", java_script_enabled=False)
    await page.locator("[data-cle]", has_text=deposee.numero).get_by_role("button", name="Prendre").click()
    await dit(page, "Vous avez pris")
    await page.fill("#texte", "Voici.")
    await page.get_by_role("button", name="Envoyer la réponse").click()
    await dit(page, "Votre réponse est partie")
    await page.locator("summary", has_text="Déclarer résolue").click()
    await page.get_by_label("Aide apportée").check()
    await page.get_by_role("button", name="Déclarer la demande résolue").click()
    await dit(page, "La demande est résolue")


async def test_une_demande_deja_prise_est_dite_avec_la_page_telle_qu_elle_est(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "48")
    ici = await ouvrir(deposee.page, qui="animateur-48-1")
    ailleurs = await ouvrir(deposee.page, qui="animateur-48-1")
    await ici.get_by_role("button", name="Prendre en charge").click()
    await dit(ici, "Vous avez pris")
    await ailleurs.get_by_role("button", name="Prendre en charge").click()
    await expect(ailleurs.locator("main .annonce-mauvais")).to_contain_text("déjà prise en charge par Animateur Lozère")
    await expect(ailleurs.locator("h1 + .etat")).to_have_text("en cours")


async def test_un_texte_ecrit_sur_une_page_perimee_n_est_pas_perdu(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "48")
    ici = await ouvrir(deposee.page, qui="animateur-48-1")
    await ici.get_by_role("button", name="Prendre en charge").click()
    await dit(ici, "Vous avez pris")
    ailleurs = await ouvrir(deposee.page, qui="animateur-48-1")
    await ici.fill("#texte", "Première réponse.")
    await ici.get_by_role("button", name="Envoyer la réponse").click()
    await dit(ici, "Votre réponse est partie")
    await expect(ailleurs.get_by_role("button", name="La demande a changé, afficher")).to_be_visible()
    await ailleurs.fill("#texte", "Seconde réponse.")
    await ailleurs.get_by_role("button", name="Envoyer la réponse").click()
    await expect(ailleurs.locator("main .annonce-mauvais")).to_contain_text("Ce que vous aviez écrit est gardé")
    await expect(ailleurs.locator("#texte")).to_have_value("Seconde réponse.")
    await expect(ailleurs.locator(".message-public")).to_contain_text("Première réponse.")


async def test_un_brouillon_survit_a_la_page(ouvrir: Open, site: Site) -> None:
    page = await ouvrir("/accompagnement/demander")
    await page.fill("#texte", "Une phrase commencée")
    await page.goto("/referentiel/")
    await page.goto("/accompagnement/demander")
    await expect(page.locator("#texte")).to_have_value("Une phrase commencée")
    await expect(page.locator("#texte-compteur")).to_contain_text("caractères restants")


async def test_chaque_page_refuse_qui_n_a_rien_a_y_faire(ouvrir: Open, site: Site) -> None:
    deposee = deposer(site, "31")
    ailleurs = await ouvrir(deposee.page, qui="animateur-34-1")
    await expect(ailleurs.locator("main")).to_contain_text("n'est pas dans votre territoire")
    await ailleurs.goto(f"/accompagnement/structures/{deposee.structure['finess']}/dui")
    await expect(ailleurs.locator("main")).to_contain_text("n'est pas dans votre territoire")
    demandeur = await ouvrir("/accompagnement/coordination", qui="demandeur")
    await expect(demandeur.locator("h1")).to_have_text("Accès refusé")
    etranger = await ouvrir("/accompagnement/demandes")
    assert "/accompagnement/demandes" not in etranger.url.partition("?")[0]
    await etranger.goto("/accompagnement/suivi/jeton-invente")
    await expect(etranger.locator("main")).to_contain_text("Ce lien n'est pas valable")


async def test_un_dui_a_venir_est_refuse_et_la_saisie_gardee(ouvrir: Open, site: Site) -> None:
    structure = structure_de(site, "34")
    page = await ouvrir(f"/accompagnement/structures/{structure['finess']}/dui", qui="animateur-34-1")
    await page.fill("#editeur", "Éditeur d’essai")
    await page.fill("#logiciel", "DUI d’essai")
    await page.fill("#version_logiciel", "1")
    await page.fill("#deploye_le", "2199-01-01")
    await page.get_by_role("button", name="Déclarer le DUI").click()
    await expect(page.locator("#deploye_le-erreur")).to_contain_text("dans l’avenir")
    await expect(page.locator("#editeur")).to_have_value("Éditeur d’essai")
    await page.fill("#deploye_le", "2026-01-15")
    await page.get_by_role("button", name="Déclarer le DUI").click()
    await page.wait_for_url(f"**/referentiel/structures/{structure['finess']}")
