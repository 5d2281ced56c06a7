"""Fragments that do not come, in a real Chromium: a silent service is asked again at a calm pace, a refusal is not."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import APIRouter, HTTPException, Request, Response
from playwright.async_api import Page, async_playwright, expect

from shared.observability.serving import served
from shared.web.acces import public
from shared.web.app import create_app
from shared.web.pages import render

PAGE = """{% extends "layout.html" %}{% from "composants/fragment.html" import fragment %}
{% block contenu %}{{ fragment("SAS", "/usages/fragments/" ~ statut) }}{% endblock %}"""
demandes: Counter[int] = Counter()
router = APIRouter(dependencies=[public()])


@router.get("/page/{statut}")
async def page_de(request: Request, statut: int) -> Response:
    """Show a page with one fragment."""
    return render(request, "page.html", statut=statut)


@router.get("/fragments/{statut}")
async def fragment(statut: int) -> None:
    """Fail as asked."""
    demandes[statut] += 1
    raise HTTPException(statut)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """Give a page whose clock the test moves, before a service that is really served."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: install the package `chromium`")
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    app = create_app(service="usages", title="Essai", routers=[router], templates=tmp_path)
    async with (
        served(app, host="127.0.0.1", port=0, name="essai") as port,
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser,
        await browser.new_context(base_url=f"http://127.0.0.1:{port}") as context,
    ):
        demandes.clear()
        opened = await context.new_page()
        await opened.clock.install()
        yield opened


async def passer(page: Page, secondes: int) -> None:
    """Let the page's time go by, second after second, with time for the answers."""
    for _ in range(secondes):
        await page.clock.run_for(1_000)
        await page.wait_for_timeout(20)


async def test_un_service_muet_est_redemande_une_fois_toutes_les_dix_secondes(page: Page) -> None:
    await page.goto("/usages/page/503")
    bouton = page.locator("main .trou button")
    await expect(bouton).to_be_visible()
    for _ in range(4):  # whoever insists makes no more questions to come
        async with page.expect_response("**/fragments/503"):
            await bouton.click()
        await expect(bouton).to_be_visible()
    avant = demandes[503]
    await passer(page, 35)
    assert 3 <= demandes[503] - avant <= 4


@pytest.mark.parametrize("statut", [403, 404, 500])
async def test_un_refus_n_est_pas_redemande(page: Page, statut: int) -> None:
    await page.goto(f"/usages/page/{statut}")
    await expect(page.locator("main .trou")).to_be_visible()
    await passer(page, 35)
    assert demandes[statut] == 1
