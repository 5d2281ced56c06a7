"""Every page, for each role that reads it differently, holds what every page owes (tenue.py)."""

import pytest
from playwright.async_api import Browser

from tests.e2e.demandes import courriels, deposer, structure_de
from tests.e2e.region import une_structure
from tests.e2e.site import Site
from tests.e2e.tenue import verifier_la_tenue
from tests.e2e.usages import DMP, fichier, mois, ouvrir_suivi, sites

PAGES = {
    "annuaire": ("/referentiel/", None),
    "recherche": ("/referentiel/?q=ehpad&departement=31", None),
    "recherche-vide": ("/referentiel/?q=zzzzzz", None),
    "fiche": ("/referentiel/structures/{finess}", None),
    "fiche-animateur": ("/referentiel/structures/{demandeuse}", "animateur-31-1"),
    "fiche-suivie": ("/referentiel/structures/{suivie}", "coordination-1"),
    "coherence": ("/referentiel/coherence", None),
    "accueil": ("/accompagnement/", "animateur-31-1"),
    "accueil-etranger": ("/accompagnement/", None),
    "accueil-direction": ("/accompagnement/", "direction"),
    "boite": ("/accompagnement/demandes", "animateur-31-1"),
    "boite-tout": ("/accompagnement/demandes?vue=toutes&q=ehpad", "coordination-1"),
    "boite-vide": ("/accompagnement/demandes?vue=resolues&q=zzzz", "animateur-31-1"),
    "demande": ("{demande}", "animateur-31-1"),
    "demande-coordination": ("{demande}", "coordination-1"),
    "demander": ("/accompagnement/demander?finess={demandeuse}", None),
    "suivi": ("{suivi}", None),
    "coordination": ("/accompagnement/coordination", "coordination-1"),
    "coordination-ars": ("/accompagnement/coordination", "ars"),
    "absences": ("/accompagnement/absences", "coordination-1"),
    "dui": ("/accompagnement/structures/{demandeuse}/dui", "animateur-31-1"),
    "accessibilite": ("/accompagnement/accessibilite", None),
    "usages": ("/usages/", "coordination-1"),
    "usages-filtres": ("/usages/?indicateur=mssante_messages&departement=31&depuis=2025-10", "direction"),
    "usages-animateur": ("/usages/?etat=en_retard", "animateur-31-1"),
    "courbes": ("/usages/structures/{suivie}", "ars"),
    "imports": ("/usages/imports", "coordination-1"),
    "import": ("/usages/imports/{import_id}", "operateur"),
    "messages": ("/notifications/", "animateur-46-1"),
    "messages-operateur": ("/notifications/", "operateur"),
    "livraisons": ("/notifications/livraisons", "coordination-1"),
    "livraisons-animateur": ("/notifications/livraisons", "animateur-46-1"),
    "livraisons-vides": ("/notifications/livraisons?vue=echec&q=zzz", "operateur"),
    "livraison": ("/notifications/livraisons/{livraison}", "coordination-1"),
}


@pytest.fixture(scope="module")
async def adresses(site: Site) -> dict[str, str]:
    """Give what stands in the paths: a request of Haute-Garonne, a mail of one of Lot, a site followed, its import."""
    structure = structure_de(site, "31")
    deposee, annoncee = deposer(site, "31", finess=structure["finess"]), deposer(site, "46")
    suivie = sites(site)[8]
    await ouvrir_suivi(site, suivie)
    envoi = fichier("pages.csv", f"{suivie};{DMP};{mois(1)};30;20", f"{suivie};{DMP};{mois(2)};x;20")
    await courriels(site, annoncee, 2)
    with site.client("coordination-1") as client:
        rapport = client.post(
            "/usages/api/imports", files={"fichier": (envoi["name"], envoi["buffer"], envoi["mimeType"])}
        )
        livraisons = client.get("/notifications/api/livraisons", params={"q": annoncee.numero})
    return {
        "finess": une_structure(site)["finess"],
        "demandeuse": structure["finess"],
        "demande": deposee.page,
        "suivi": deposee.suivi,
        "suivie": suivie,
        "import_id": rapport.raise_for_status().json()["import_id"],
        "livraison": livraisons.raise_for_status().json()["livraisons"][0]["message"],
    }


@pytest.mark.parametrize("nom", PAGES)
async def test_une_page_est_legere_calme_et_accessible_au_telephone_et_au_bureau(
    site: Site, browser: Browser, adresses: dict[str, str], nom: str
) -> None:
    chemin, qui = PAGES[nom]
    await verifier_la_tenue(site, browser, chemin.format_map(adresses), qui)
