"""The screens of usages over HTTP: what a report names, what a site's page says of its targets, what the overview counts."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from services.usages.storage.lectures import PostgresLectures
from shared.db.queries import Queries
from tests.integration.usages.conftest import DMP, Bureau
from tests.integration.usages.test_quarantaine import Site, site
from tests.samples import finess

__all__ = ["site"]


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site() as ouvert:
        yield ouvert


def mots(page: str) -> str:
    """Return what a page says, without its tags, on one line, every space an ordinary one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_le_rapport_nomme_les_vingt_premieres_lignes_a_regarder(client: httpx.AsyncClient, bureau: Bureau):
    rapport = await bureau.importer(*((n, DMP, "2026-03", 1, 2) for n in range(1, 24)))
    dit = mots((await client.get(f"/imports/{rapport.id}")).text)
    assert f"ligne 2, finess {finess(1)}" in dit
    assert f"ligne 21, finess {finess(20)}" in dit
    assert finess(21) not in dit
    assert "et 3 autres." in dit


async def test_la_liste_des_imports_ne_lit_pas_ce_qui_est_a_regarder(bureau: Bureau):
    rapport = await bureau.importer((1, DMP, "2026-03", 1, 2))
    imports = Queries(PostgresLectures.__module__.rpartition(".")[0], "lectures.sql")["imports"]
    assert (await bureau.pool.fetchrow(imports, None, 50))["signalements"] is None
    assert len((await bureau.app.lire_import(rapport.id)).signalements) == 1


async def test_la_page_d_un_site_dit_chaque_cible_avec_ses_passages(client: httpx.AsyncClient, bureau: Bureau):
    await bureau.connaitre(1)
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-04", 95, 100))
    await bureau.suivre(1, programme="esms-numerique-projet")
    await bureau.importer((1, DMP, "2026-04", 50, 100))
    page = (await client.get(f"/structures/{finess(1).lower()}")).text
    dit = mots(page)
    assert "Alimentation du DMP : 50 % en avril, cible 90 % atteinte en avril, perdue en avril" in dit
    for programme in ("ESMS numérique, suivi du déploiement", "ESMS numérique, projet financé"):
        assert f'aria-label="Cible atteinte ou perdue, {programme}"' in page
    assert "elle était en vigueur au départ de l’horloge" in dit
    assert "version n°" not in dit


async def test_la_vue_d_ensemble_compte_des_cibles_et_nomme_un_site_inconnu(client: httpx.AsyncClient, bureau: Bureau):
    await bureau.suivre(1)
    await bureau.suivre(1, programme="esms-numerique-projet")
    page = (await client.get(f"/?indicateur={DMP}")).text
    assert "2 cibles suivies" in mots(page)
    assert re.search(rf"<a data-ligne [^>]*>{finess(1)}</a>", page)
