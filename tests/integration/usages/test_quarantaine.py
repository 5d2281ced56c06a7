"""The lines set aside: downloaded as received, repaired, read again or closed, on the import desk and by the API."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import httpx
import pytest

from services.usages import api, pages
from services.usages.bootstrap import build
from services.usages.domain.importation import Rapport, Statut
from services.usages.domain.refus import ImportInconnuError, QuarantaineVideError
from shared.kernel.identite import Role
from shared.kernel.ids import RandomIds
from shared.web.app import create_app
from tests.identites import Connu, personne
from tests.integration.usages.conftest import DMP, ENTETE, Bureau
from tests.samples import finess

ADRESSE = "http://maillage.invalid"
COORDINATION = personne(Role.COORDINATION)
Site = Callable[[], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def site(bureau: Bureau) -> Site:
    """Give `site()`: a client of the desk, signed in as the coordination."""

    @asynccontextmanager
    async def ouvrir() -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(
            service="usages", title="t", routers=[api.router, pages.router], application=bureau.app,
            templates=pages.TEMPLATES, authentification=Connu(COORDINATION), adresse=ADRESSE,
            corps_max=pages.imports.CORPS_MAX, clock=bureau.horloge,
        )  # fmt: skip
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=f"{ADRESSE}/usages", headers={"sec-fetch-site": "same-origin"}
        ) as client:
            yield client

    return ouvrir


async def telecharger(client: httpx.AsyncClient, rapport: Rapport) -> str:
    return (await client.get(f"/imports/{rapport.id}/quarantaine.csv")).content.decode("utf-8-sig")


def cellules(texte: str) -> list[list[str]]:
    """Return the lines of a file, without its header and the reasons."""
    return [ligne[:-1] for ligne in list(csv.reader(io.StringIO(texte), delimiter=";"))[1:]]


async def test_la_quarantaine_telechargee_est_telle_que_recue_et_se_reimporte_sans_rien_changer(
    bureau: Bureau, site: Site
):
    un = finess(1)
    recues = [
        f"{un};{DMP};2026-03;61;100;7",
        f"{un};{DMP};2026-03;0;61;100",
        f'"{un}";"{DMP}";"2026-13";"61";"100"',
        f"{un};{DMP};2026-03;-5;100",
        f'{un};"le ""DMP"" ; alimenté";2026-03;1;2',
        f"{un}; {DMP} ;2026-03;douze;100",
    ]
    rapport = await bureau.importer(*recues)
    assert rapport.ecartees == len(recues)
    async with site() as client:
        texte = await telecharger(client, rapport)
        assert cellules(texte) == [
            [un, DMP, "2026-03", "61", "100", "7"],
            [un, DMP, "2026-03", "0", "61", "100"],
            [un, DMP, "2026-13", "61", "100"],
            [un, DMP, "2026-03", "-5", "100"],
            [un, 'le "DMP" ; alimenté', "2026-03", "1", "2"],
            [un, f" {DMP} ", "2026-03", "douze", "100"],
        ]
        chemin = bureau.dossier / "telle-quelle.csv"
        chemin.write_text(texte, "utf-8-sig", newline="")
        encore = await bureau.app.importer_usages(chemin, par="test")
        assert (encore.nouvelles, encore.corrigees, encore.ecartees) == (0, 0, len(recues))
        assert [e.motif for e in encore.quarantaine] == [e.motif for e in rapport.quarantaine]
        assert cellules(await telecharger(client, encore)) == cellules(texte)


async def test_classer_vide_la_quarantaine_avec_son_auteur_et_sa_date(bureau: Bureau, site: Site):
    rapport = await bureau.importer((1, DMP, "2026-03", 61, 100), "a;b", "c;d")
    async with site() as client:
        page = f"/imports/{rapport.id}"
        assert "Lignes à réparer" in (await client.get(page)).text
        reponse = await client.post(f"{page}/classement")
        assert (reponse.status_code, reponse.headers["location"]) == (303, f"/usages{page}?fait=classement")
        texte = (await client.get(page)).text
        assert "Lignes à réparer" not in texte
        assert "Classée le 23\u00a0nov.\u00a02026 par coordination." in texte
        assert cellules(await telecharger(client, rapport)) == []
        assert (await client.post(f"/api{page}/classement")).status_code == 409
        (lue, _) = (await client.get(f"/api{page}")).json()["quarantaine"]
        assert (lue["classee_par"], lue["rejouee_le"]) == ("coordination", None)
    (resume,) = await bureau.app.lister_imports()
    assert (resume.ecartees, resume.en_quarantaine) == (2, 0)
    with pytest.raises(QuarantaineVideError):
        await bureau.app.rejouer_quarantaine(rapport.id, par="test")
    with pytest.raises(ImportInconnuError):
        await bureau.app.classer_quarantaine(RandomIds().new(), par="test")


async def test_confirmer_pendant_un_autre_import_ne_perd_pas_le_fichier(bureau: Bureau, site: Site):
    contenu = f"{ENTETE}\n{finess(1)};{DMP};2026-03;61;100\n".encode()
    async with site() as client:
        verifie = await client.post("/imports/verification", files={"fichier": ("mars.csv", contenu)})
        depot = str(await bureau.pool.fetchval("select id from depots"))
        assert depot in verifie.text
        async with bureau.pool.acquire() as autre, autre.transaction():
            await autre.execute("select pg_advisory_xact_lock(7241905301)")
            refuse = await client.post("/imports", data={"depot": depot})
            rapport = await client.get(refuse.headers["location"].removeprefix("/usages"))
        assert "déjà en cours" in rapport.text
        assert f'name="depot" value="{depot}"' in rapport.text
        confirme = await client.post("/imports", data={"depot": depot})
        assert confirme.headers["location"].endswith("?fait=applique")
    assert await bureau.pool.fetchval("select count(*) from depots") == 0


async def test_des_relectures_en_meme_temps_ne_figent_pas_le_service(bureau: Bureau):
    rapport = await bureau.importer("a;b", (1, DMP, "2026-12", 61, 100))
    async with asyncpg.create_pool(bureau.platform.dsns["usages"], min_size=0, max_size=2) as etroit:
        app = build(etroit, bureau.horloge)
        async with asyncio.timeout(20):
            faits = await asyncio.gather(
                *(app.rejouer_quarantaine(rapport.id, par="test") for _ in range(6)), return_exceptions=True
            )
    relus = [fait for fait in faits if isinstance(fait, Rapport)]
    assert [(relu.statut, relu.ecartees) for relu in relus] == [(Statut.INCHANGE, 2)]
