"""The whole story on the real directory, while processes fall: from a structure's question to the thanks it gets by mail."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from local.bases import drop_bases
from shared.settings import services
from tests.e2e.demandes import dit
from tests.e2e.navigateur import repondue
from tests.e2e.region import structures
from tests.e2e.site import Site, running_site
from tests.integration.bus.running import until
from tests.platform import Servers

FICHIER = "finess-structures-journalier-20260105.json.gz"
EHPAD = "500"
COURRIEL = "direction-du-recit@structure.invalid"
ANIMATEUR = "animateur-09-1"
INDICATEUR = "dmp_alimentation"
PATIENCE = 60_000
REGLAGES = {"MAILLAGE_ENVOI_INTERVALLE_SECONDES": "1"}


@pytest.fixture
async def national(servers: Servers, real_data: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """Give a platform that holds the real directory."""
    prefix = f"r{uuid4().hex[:8]}-"
    try:
        async with running_site(servers, tmp_path, prefix, real_data / "finess" / FICHIER, **REGLAGES) as site:
            yield site
    finally:
        await drop_bases(servers.postgres, list(services()), prefix=prefix)


@pytest.fixture
async def visite(national: Site, browser: Browser) -> AsyncIterator[Callable[..., Any]]:
    """Give `visite(path, qui=None)`: a page of the real directory's platform, in a browser of its own."""
    contexts = []

    async def open_page(path: str, qui: str | None = None) -> Page:
        context = await browser.new_context(base_url=national.address, locale="fr-FR")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if qui is not None:
            await context.add_cookies([national.session(qui)])
        page = await context.new_page()
        await page.goto(path)
        return page

    yield open_page
    for context in contexts:
        await context.close()


def tuer(site: Site, module: str) -> None:
    """kill -9 the process of this platform that runs a module; its supervisor starts it again."""
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == module:
            try:
                ours = process.environ().get("MAILLAGE_ENVIRONNEMENT", "").startswith(str(site.folder))
            except psutil.Error:
                continue
            if ours:
                process.kill()
                return
    raise AssertionError(f"no process runs {module}")


async def courriel(site: Site, adresse: str, objet: str) -> dict[str, Any]:
    """Wait for a mail; return it. It must be the only one of its kind."""
    found: list[dict[str, Any]] = []

    async def arrived() -> bool:
        nonlocal found
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                answer = await client.get(f"{site.address}/courrier/api/mails", params={"a": adresse})
            except httpx.TransportError:
                return False
        if not answer.is_success:
            return False
        found = [mail for mail in answer.json() if re.search(objet, mail["objet"], re.IGNORECASE)]
        return bool(found)

    deadline = monotonic() + 90
    await until(arrived, deadline - monotonic())
    assert len({mail["message_id"] for mail in found}) == 1, [mail["objet"] for mail in found]
    return found[0]


def mois_passes(nombre: int) -> list[str]:
    """Return the last months that are over, oldest first."""
    premier = datetime.now(UTC).date().replace(day=1)
    mois = []
    for _ in range(nombre):
        premier = (premier - timedelta(days=1)).replace(day=1)
        mois.append(f"{premier:%Y-%m}")
    return mois[::-1]


async def deposer(visite: Callable[..., Any], nom: str, finess: str) -> str:
    """The structure asks, without an account; return the path of its tracking link."""
    page = await visite("/accompagnement/demander")
    await page.locator("#structure").press_sequentially(finess, delay=5)
    await page.locator(f"[role=option][data-finess='{finess}']").click()
    await expect(page.locator("[data-choisie]")).to_contain_text(nom)
    await page.select_option("#thematique", "dmp")
    await page.fill("#texte", "Nous changeons de logiciel et voulons alimenter le DMP.")
    await page.fill("#nom", "Direction")
    await page.fill("#courriel", COURRIEL)
    await page.get_by_role("button", name="Envoyer ma demande").click()
    await page.wait_for_url("**/demander/recue/*")
    return str(await page.input_value("#lien"))


async def prendre_et_repondre(boite: Page, numero: str) -> None:
    """The animator sees it arrive, takes it and answers."""
    ligne = boite.locator("[data-cle]", has_text=numero)
    await ligne.get_by_role("button", name="Prendre").click()
    await dit(boite, "Vous avez pris cette demande en charge")
    await boite.fill("#texte", "Je passe jeudi ; voici la marche à suivre.")
    await boite.get_by_role("button", name="Envoyer la réponse").click()
    await dit(boite, "Votre réponse est partie")


async def declarer_le_dui(page: Page, deploye_le: str) -> None:
    """The animator declares the DUI from the request."""
    await page.locator("summary", has_text="Déclarer un DUI").click()
    await page.get_by_label("Premier déploiement").check()
    await page.fill("#editeur", "Éditeur d’essai")
    await page.fill("#logiciel", "DUI d’essai")
    await page.fill("#version_logiciel", "4.2")
    await page.fill("#deploye_le", deploye_le)
    await page.get_by_role("button", name="Déclarer le DUI").click()
    await dit(page, "Le dossier usager informatisé est déclaré")


async def importer(visite: Callable[..., Any], *lignes: str) -> None:
    """The coordination checks a file of figures, then confirms it."""
    page = await visite("/usages/imports", qui="coordination-1")
    texte = "\n".join(["finess;indicateur;mois;numerateur;denominateur", *lignes, ""])
    charge = FilePayload(name=f"{uuid4().hex[:6]}.csv", mimeType="text/csv", buffer=texte.encode())
    await page.set_input_files("#fichier", files=[charge])
    await page.get_by_role("button", name="Vérifier").click()
    await page.get_by_role("button", name="Importer").click()
    await expect(page.locator(".annonce")).to_contain_text("Le fichier est importé")


@pytest.mark.timeout(600)
async def test_le_recit_entier_sur_le_vrai_annuaire_malgre_les_pannes(
    national: Site, visite: Callable[..., Any]
) -> None:
    structure = next(
        s for s in structures(national, q="ehpad", departement="09", etat="ouverte") if s["categorie"] == EHPAD
    )
    finess, nom = structure["finess"], structure["nom"]
    boite = await visite("/accompagnement/demandes", qui=ANIMATEUR)
    await boite.evaluate("window.memoire = 'la même page'")
    tuer(national, "local.courrier")

    suivi = await deposer(visite, nom, finess)
    arrivee = boite.locator("[data-cle]", has_text=nom)
    await expect(arrivee).to_be_visible()
    assert await boite.evaluate("window.memoire") == "la même page"
    numero = re.search(r"DA-\d{4}-\d{5}", await arrivee.inner_text())
    assert numero
    accuse = await courriel(national, COURRIEL, "bien arrivée")
    assert suivi in accuse["texte"]
    assert numero[0] in accuse["objet"] + accuse["texte"]
    await courriel(national, f"{ANIMATEUR}@maillage.invalid", "Nouvelle demande")

    tuer(national, "services.notifications.worker")
    await prendre_et_repondre(boite, numero[0])
    lue = await visite(suivi)
    await expect(lue.locator("main")).to_contain_text("voici la marche à suivre")

    tuer(national, "services.usages.worker")
    mois = mois_passes(4)
    await declarer_le_dui(boite, f"{mois[0]}-01")
    fiche = await visite(f"/referentiel/structures/{finess}", qui=ANIMATEUR)
    await revenir_jusqu_a(fiche, "DUI d’essai")

    await revenir_jusqu_a(await visite(f"/usages/structures/{finess}", qui=ANIMATEUR), "cible")
    await importer(visite, *(f"{finess};{INDICATEUR};{m};{20 + 5 * rang};100" for rang, m in enumerate(mois[:3])))
    tuer(national, "services.usages.server")
    courbes = await visite(f"/usages/structures/{finess}", qui=ANIMATEUR)
    await revenir_jusqu_a(courbes, "30")
    await importer(visite, f"{finess};{INDICATEUR};{mois[3]};98;100")
    await revenir_jusqu_a(courbes, "atteinte")

    merci = await courriel(national, COURRIEL, "atteint sa cible")
    assert nom.split()[0].lower() in (merci["objet"] + merci["texte"]).lower()
    await boite.locator("summary", has_text="Déclarer résolue").click()
    await boite.get_by_label("Aide apportée").check()
    await boite.get_by_role("button", name="Déclarer la demande résolue").click()
    await dit(boite, "La demande est résolue")
    await national.order("etat", "--attendre", "60")


async def revenir_jusqu_a(page: Page, texte: str) -> None:
    """Reload a page until it says something: what it shows comes by events, or from a process that starts again."""

    async def said() -> bool:
        await page.reload()
        await repondue(page)
        return texte in await page.locator("main").inner_text()

    await until(said, 60)
