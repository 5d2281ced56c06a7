"""The orders of usages, as an operator runs them: processes, exit codes, JSON."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.integration.usages.conftest import DMP, Bureau
from tests.samples import finess


async def maillage(bureau: Bureau, *mots: str) -> tuple[int | None, str, str]:
    """Run `maillage …` as a process."""
    processus = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.cli.main", *mots,
        env=bureau.platform.environment(COLUMNS="200"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    sortie, erreurs = await processus.communicate()
    return processus.returncode, sortie.decode(), erreurs.decode()


async def test_l_import_ecrit_un_rapport_json_et_lui_seul(bureau: Bureau):
    chemin = str(bureau.ecrire([(1, DMP, "2026-03", 61, 100), (2, DMP, "2026-03", -4, 9)]))
    code, sortie, _ = await maillage(bureau, "import", "usages", chemin, "--simulation", "--json")
    assert (code, json.loads(sortie)["statut"], json.loads(sortie)["changements"][0]["apres"]) == (
        0,
        "simule",
        [61, 100],
    )
    code, sortie, _ = await maillage(bureau, "import", "usages", chemin, "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["fichier"], rapport["statut"], rapport["motif"]) == (0, chemin, "applique", None)
    assert (rapport["lignes"], rapport["nouvelles"], rapport["corrigees"], rapport["inchangees"]) == (2, 1, 0, 0)
    assert rapport["quarantaine"] == [
        {"ligne": 3, "champ": "numerateur", "valeur": "-4", "motif": "un nombre négatif n’est pas accepté"}
    ]
    assert rapport["signalements"] == [{"code": "site_inconnu", "ligne": 2, "champ": "finess", "valeur": finess(1)}]
    code, sortie, _ = await maillage(bureau, "import", "usages", chemin, "--json")
    assert (code, json.loads(sortie)["statut"], json.loads(sortie)["inchangees"]) == (0, "inchange", 1)


@pytest.mark.parametrize(
    ("contenu", "mots"),
    [
        (b"", "vide"),
        (b"finess,indicateur,mois,numerateur,denominateur\n", "point-virgule"),
        (b"a;b\n1;2\n", "nommer les colonnes"),
        (None, "n’existe pas"),
    ],
)
async def test_un_refus_sort_avec_le_code_2_et_une_phrase(bureau: Bureau, contenu: bytes | None, mots: str):
    chemin = bureau.dossier / "refus.csv"
    if contenu is not None:
        chemin.write_bytes(contenu)
    code, sortie, _ = await maillage(bureau, "import", "usages", str(chemin), "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["statut"], rapport["lignes"]) == (2, "refuse", 0)
    assert mots in rapport["motif"]


async def test_la_commande_parle_francais(bureau: Bureau):
    chemin = str(bureau.ecrire([(1, DMP, "2026-03", 161, 100), (2, "x", "2026-03", 4, 9)]))
    beaucoup = str(bureau.ecrire([(n, DMP, "2026-03", 1, 2) for n in range(1, 24)], "beaucoup.csv"))
    code, sortie, _ = await maillage(bureau, "import", "usages", beaucoup, "--simulation")
    assert (code, f"ligne 2, finess {finess(1)}" in sortie, "et 3 autre(s)" in sortie) == (0, True, True)
    code, sortie, erreurs = await maillage(bureau, "import", "usages", chemin)
    assert code == 0
    for mots in (
        "Import appliqué",
        "1 nouvelle(s)",
        "1 en quarantaine",
        "taux_superieur_a_100",
        "ligne 2, numerateur 161 / 100",
        "indicateur inconnu",
        "maillage usages rejouer",
    ):
        assert mots in sortie
    assert "Lecture des mesures : 100 %" in erreurs


async def test_les_autres_ordres(bureau: Bureau):
    code, sortie, _ = await maillage(
        bureau,
        "usages",
        "engagement",
        "--finess",
        finess(1),
        "--programme",
        "esms-numerique-projet",
        "--debut",
        "2026-03-01",
    )
    assert (code, "2026-12-01 exclu" in sortie) == (0, True)
    code, _, erreurs = await maillage(
        bureau,
        "usages",
        "engagement",
        "--finess",
        finess(1),
        "--programme",
        "esms-numerique-projet",
        "--debut",
        "2026-03-01",
    )
    assert (code, "déjà suivi" in erreurs) == (2, True)
    code, _, erreurs = await maillage(
        bureau, "usages", "engagement", "--finess", "12", "--programme", "esms-numerique", "--debut", "01/03/2026"
    )
    assert (code, "AAAA-MM-JJ" in erreurs) == (2, True)
    code, sortie, _ = await maillage(
        bureau,
        "usages",
        "cible",
        "--programme",
        "esms-numerique",
        "--indicateur",
        DMP,
        "--valeur",
        "0,85",
        "--depuis",
        "2027-01-01",
    )
    assert (code, "0.85" in sortie) == (0, True)
    code, sortie, _ = await maillage(bureau, "usages", "cibles")
    assert "exemple, à fixer par l’agence" in sortie
    premier = await bureau.importer((1, DMP, "2026-12", 61, 100))
    code, sortie, _ = await maillage(bureau, "usages", "rejouer", str(premier.id), "--json")
    assert (code, json.loads(sortie)["ecartees"]) == (0, 1)
    code, sortie, _ = await maillage(bureau, "usages", "classer", json.loads(sortie)["import"])
    assert (code, sortie) == (0, "1 ligne(s) classée(s).\n")


@pytest.mark.parametrize("attente", [0.0, 0.5])
async def test_un_import_tue_est_fini_ou_absent(bureau: Bureau, attente: float, tmp_path: Path):
    lignes = 15_000
    chemin = bureau.ecrire((n, DMP, "2026-03", 1, 2) for n in range(1, lignes + 1))
    processus = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.cli.main", "import", "usages", str(chemin), "--json",
        env=bureau.platform.environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    verrous = "select count(*) from pg_locks join pg_database on oid = database where locktype = 'advisory' and datname = current_database()"
    async with asyncio.timeout(20):
        while await bureau.pool.fetchval(verrous) == 0:
            await asyncio.sleep(0.01)
    await asyncio.sleep(attente)
    if processus.returncode is None:
        os.kill(processus.pid, signal.SIGKILL)
    await processus.communicate()
    nombres = {await bureau.pool.fetchval(f"select count(*) from {t}") for t in ("observations", "deltas_a_dire")}
    assert nombres in ({0}, {lignes})
    async with asyncio.timeout(20):
        while (rapport := await bureau.app.importer_usages(chemin, par="test")).statut == "refuse":
            await asyncio.sleep(0.1)
    assert rapport.nouvelles + rapport.inchangees == lignes
    assert await bureau.ecarts() == []
