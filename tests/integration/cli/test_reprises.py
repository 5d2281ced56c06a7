"""`maillage reconstruire`, `republier`, `adopter-journal`: making again, telling again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.cli.conftest import Region
from tests.samples import structure


async def test_republier_redit_l_archive_sans_rien_doubler(region: Region) -> None:
    await region.tell([structure(n) for n in range(3_001, 3_011)])
    assert (await region.maillage("etat", "--attendre", "40")).code == 0
    depuis = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    redite = await region.maillage("republier", "referentiel", "--depuis", depuis)
    assert redite.code == 0, redite
    nombre = int(redite.out.split()[0])
    assert nombre >= 10
    assert "remis dans la boîte d'envoi de referentiel" in redite.out
    etat = await region.maillage("etat", "--json", "--attendre", "40")
    assert (etat.code, etat.json["services"]["usages"]["rebuts"]) == (0, 0)


@pytest.mark.parametrize("date", ["hier", "2026-13-01"])
async def test_une_date_illisible_est_refusee_avec_l_ecriture_attendue(region: Region, date: str) -> None:
    refus = await region.maillage("republier", "referentiel", "--depuis", date)
    assert (refus.code, refus.out) == (2, "")
    assert "AAAA-MM-JJ" in refus.err
    assert "Traceback" not in refus.err


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (["reconstruire", "urbanisme"], "Service inconnu : « urbanisme »"),
        (["reconstruire", "usages", "absente"], "Projection inconnue : « absente »"),
        (["rebuts", "rejouer", "urbanisme"], "Service inconnu"),
    ],
)
async def test_un_nom_inconnu_est_refuse_en_disant_ceux_qui_le_sont(region: Region, mots: list[str], dit: str) -> None:
    refus = await region.maillage(*mots)
    assert (refus.code, refus.out) == (2, "")
    assert dit in refus.err
    assert "usages" in refus.err or "structures" in refus.err


async def test_reconstruire_un_service_arrete_le_dit_sans_se_rompre(region: Region) -> None:
    ailleurs = json.dumps({"referentiel": region.admins["referentiel"]})
    refaite = await region.maillage("reconstruire", "usages", "--attendre", "1", MAILLAGE_ADMINS=ailleurs)
    assert (refaite.code in (0, 1), "Traceback" in refaite.err) == (True, False), refaite.err
    assert "remises au début" in refaite.out
    assert (await region.maillage("etat", "--attendre", "40")).code == 0


async def test_adopter_le_journal_relit_tout_sans_rien_changer(region: Region) -> None:
    await region.tell([structure(n) for n in range(4_001, 4_011)])
    assert (await region.maillage("etat", "--attendre", "40")).code == 0
    adopte = await region.maillage("adopter-journal", "usages")
    assert (adopte.code, "usages suit désormais le Kafka" in adopte.out) == (0, True), adopte
    etat = await region.maillage("etat", "--json", "--attendre", "40")
    assert (etat.code, etat.json["services"]["usages"]["rebuts"]) == (0, 0)


async def test_une_base_absente_se_dit_en_une_ligne(region: Region) -> None:
    dsn = region.platform.dsns["usages"]
    ailleurs = f"{dsn[: dsn.rindex('@')]}@127.0.0.1:9/{dsn.rpartition('/')[2]}"
    for mots in (["rebuts", "lister", "usages"], ["reconstruire", "usages"]):
        refus = await region.maillage(*mots, MAILLAGE_USAGES_POSTGRES=ailleurs)
        assert (refus.code, refus.out, len(refus.err.strip().splitlines())) == (1, "", 1), refus
