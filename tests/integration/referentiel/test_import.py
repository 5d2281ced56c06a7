"""The import on Postgres: the suite of the trade, then what only a database can show."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from services.referentiel.bootstrap import build, worker_parts
from services.referentiel.domain.faits import StructureConstatee
from services.referentiel.domain.importation import Rapport, Statut
from services.referentiel.domain.structure import Structure
from services.referentiel.events.outbound import raconter
from services.referentiel.storage.unit import PostgresUnit
from shared.contracts.colonnes import columns
from shared.contracts.referentiel import StructureV1
from tests.platform import Platform
from tests.samples import finess
from tests.unit.referentiel.documents import document, ecrire, entite, site
from tests.unit.referentiel.suite_import import SuiteDeLImport

SERVICE = "referentiel"


class AnnuaireReel:
    """The directory as built by bootstrap."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.importer = build(pool).importer_finess

    async def structure(self, numero: str) -> Structure | None:
        async with self.pool.acquire() as connection:
            return (await PostgresUnit(connection, raconter).structures.charger([numero])).get(numero)

    async def compter(self, table: str) -> int:
        return await self.pool.fetchval(f"select count(*) from {table}")

    async def empreinte(self) -> tuple[int, str]:
        (mesuree,) = worker_parts(self.pool).measured
        async with self.pool.acquire() as connection:
            digest = await mesuree.table.digest(connection)
        return digest.nombre, digest.hexadecimal

    async def image(self) -> list[object]:
        """Return all that an import may change, the journal aside."""
        tables = ("structures", "structures_historique", "defauts", "outbox")
        return [await self.pool.fetch(f"select * from {table} order by 1, 2") for table in tables]


@pytest.fixture
async def annuaire(referentiel_seul: Platform) -> AsyncIterator[AnnuaireReel]:
    async with referentiel_seul.pool(SERVICE) as pool:
        yield AnnuaireReel(pool)


class TestImportSurPostgres(SuiteDeLImport):
    """The same suite as in memory."""


@pytest.fixture
def premier(tmp_path) -> Path:
    return ecrire(tmp_path / "1.json.gz", document(entite(*(site(n) for n in range(1, 41)))))


@pytest.fixture
def second(tmp_path) -> Path:
    changes = [site(1, nomEgeCourt="LES LILAS"), site(2, ege={"etatObjet": "I"}), *(site(n) for n in range(3, 41))]
    return ecrire(tmp_path / "2.json.gz", document(entite(*changes), genere="2026-01-06T02:00:00Z"))


async def test_la_table_a_les_colonnes_du_contrat(annuaire):
    lues = await annuaire.pool.fetch(
        "select a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull from pg_attribute a "
        "where a.attrelid = 'structures'::regclass and a.attnum > 0 and not a.attisdropped"
    )
    trouvees = {row["attname"]: (row["type"], not row["attnotnull"]) for row in lues}
    attendues = {c.name: (c.sql, c.nullable) for c in columns(StructureV1)}
    assert {nom: trouvees[nom] for nom in attendues} == attendues


async def test_chaque_evenement_est_dans_la_boite_d_envoi_et_dans_l_histoire(annuaire, premier, second):
    await annuaire.importer(premier)
    await annuaire.pool.execute("delete from outbox")
    await annuaire.importer(second)
    envois = await annuaire.pool.fetch("select * from outbox order by id")
    assert [(e["cle"].decode(), e["type"]) for e in envois] == [
        (finess(1), "fr.maillage.referentiel.structure.renommee.v1"),
        (finess(2), "fr.maillage.referentiel.structure.fermee.v1"),
    ]
    renommee = StructureV1.model_validate_json(envois[0]["valeur"])
    assert (renommee.version, renommee.nom, renommee.changements) == (2, "LES LILAS", ("nom",))
    histoire = await annuaire.pool.fetch(
        "select evenement, version, champs from structures_historique where finess = $1 order by version", finess(1)
    )
    assert [tuple(h) for h in histoire] == [("StructureConstatee", 1, []), ("StructureRenommee", 2, ["nom"])]


async def test_l_etat_relu_est_celui_qui_a_ete_raconte(annuaire, premier):
    await annuaire.importer(premier)
    valeurs = await annuaire.pool.fetch("select cle, valeur from outbox")
    for cle, valeur in valeurs:
        relue = await annuaire.structure(cle.decode())
        assert relue is not None
        racontee = raconter(StructureConstatee(relue), relue.constate_le).contract
        assert racontee == StructureV1.model_validate_json(valeur)


async def test_deux_bases_qui_ont_lu_les_memes_fichiers_ont_la_meme_empreinte(annuaire, premier, second):
    await annuaire.importer(premier)
    avant = await annuaire.empreinte()
    assert avant[0] == 40
    await annuaire.importer(second)
    assert await annuaire.empreinte() != avant


async def test_le_journal_garde_imports_et_refus_mais_pas_les_simulations(annuaire, premier, tmp_path):
    await annuaire.importer(premier, simulation=True)
    await annuaire.importer(premier)
    await annuaire.importer(premier)
    await annuaire.importer(ecrire(tmp_path / "vide.json", b""))
    journal = await annuaire.pool.fetch("select fichier, statut, motif, evenements from imports order by debut")
    assert [(j["fichier"], j["statut"]) for j in journal] == [
        ("1.json.gz", "applique"), ("1.json.gz", "inchange"), ("vide.json", "refuse"),
    ]  # fmt: skip
    assert json.loads(journal[0]["evenements"]) == {"StructureConstatee": 40}
    assert "vide" in journal[2]["motif"]


async def test_un_refus_laisse_tout_comme_avant(annuaire, premier, tmp_path):
    await annuaire.importer(premier)
    avant = await annuaire.image()
    coupe = ecrire(
        tmp_path / "3.json.gz", document(entite(site(1, nomEgeCourt="AUTRE"), *(site(n) for n in range(2, 3_000))))
    )
    coupe.write_bytes(coupe.read_bytes()[:-30])
    rapport = await annuaire.importer(coupe)
    assert rapport.statut is Statut.REFUSE
    assert await annuaire.image() == avant


async def test_un_import_pendant_un_autre_est_refuse(annuaire, premier, referentiel_seul):
    async with referentiel_seul.pool(SERVICE) as autre, autre.acquire() as connection, connection.transaction():
        await PostgresUnit(connection, raconter).imports.reserver()
        rapport = await annuaire.importer(premier)
        assert (rapport.statut, "déjà en cours" in rapport.motif) == (Statut.REFUSE, True)
    assert (await annuaire.importer(premier)).statut is Statut.APPLIQUE


async def test_deux_imports_en_meme_temps_n_en_font_qu_un(annuaire, premier):
    rapports: list[Rapport] = await asyncio.gather(*(annuaire.importer(premier) for _ in range(3)))
    assert await annuaire.compter("structures") == 40
    assert await annuaire.compter("outbox") == 40
    assert sum(r.statut is Statut.APPLIQUE for r in rapports) == 1


async def test_un_import_annule_en_route_ne_laisse_rien(annuaire, tmp_path):
    chemin = ecrire(tmp_path / "f.json.gz", document(entite(*(site(n) for n in range(1, 5_001)))))
    for attente in (0.0, 0.05, 0.2):
        tache = asyncio.create_task(annuaire.importer(chemin))
        await asyncio.sleep(attente)
        tache.cancel()
        await asyncio.wait([tache])
        assert await annuaire.compter("structures") in {0, 5_000}
    assert (await annuaire.importer(chemin)).statut in (Statut.APPLIQUE, Statut.INCHANGE)


@asynccontextmanager
async def commande(platform: Platform, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `maillage import finess …` as a process."""
    processus = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.cli.main", "import", "finess", *arguments,
        env=platform.environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield processus
    finally:
        if processus.returncode is None:
            os.kill(processus.pid, signal.SIGKILL)
            await processus.communicate()


async def executer(platform: Platform, *arguments: str) -> tuple[int | None, str, str]:
    async with commande(platform, *arguments) as processus:
        sortie, erreurs = await processus.communicate()
        return processus.returncode, sortie.decode(), erreurs.decode()


async def test_la_commande_ecrit_un_rapport_json_et_lui_seul(annuaire, referentiel_seul, premier, second):
    code, sortie, _ = await executer(referentiel_seul, str(premier), "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["statut"], rapport["motif"]) == (0, "applique", None)
    assert rapport["fichier"] == str(premier)
    assert rapport["evenements"] == {"StructureConstatee": 40}
    assert rapport["changements"][0] == {"finess": finess(1), "evenement": "StructureConstatee", "champs": []}
    assert rapport["defauts"][0].keys() == {"finess", "code", "champ", "valeur", "repare"}

    code, sortie, _ = await executer(referentiel_seul, str(second), "--simulation", "--json")
    assert (code, json.loads(sortie)["statut"]) == (0, "simule")
    code, sortie, _ = await executer(referentiel_seul, str(second), "--json")
    assert json.loads(sortie)["changements"] == [
        {"finess": finess(1), "evenement": "StructureRenommee", "champs": ["nom"]},
        {"finess": finess(2), "evenement": "StructureFermee", "champs": ["etat"]},
    ]
    code, sortie, _ = await executer(referentiel_seul, str(second), "--json")
    assert (code, json.loads(sortie)["statut"], json.loads(sortie)["evenements"]) == (0, "inchange", {})


async def test_la_commande_sort_avec_le_code_2_quand_elle_refuse(annuaire, referentiel_seul, tmp_path):
    absent = tmp_path / "absent.json.gz"
    code, sortie, _ = await executer(referentiel_seul, str(absent), "--json")
    rapport = json.loads(sortie)
    assert (code, rapport["statut"]) == (2, "refuse")
    assert "n'existe pas" in rapport["motif"]
    assert (rapport["evenements"], rapport["changements"], rapport["defauts"]) == ({}, [], [])


async def test_la_commande_parle_francais(annuaire, referentiel_seul, premier):
    code, sortie, erreurs = await executer(referentiel_seul, str(premier))
    assert code == 0
    assert "Import appliqué" in sortie
    assert "StructureConstatee" in sortie
    assert "coordonnees_permutees" in sortie
    assert "Lecture des structures : 100 %" in erreurs


async def import_commence(annuaire: AnnuaireReel) -> None:
    """Wait until an import holds the directory."""
    verrous = "select count(*) from pg_locks join pg_database on oid = database where locktype = 'advisory' and datname = current_database()"
    async with asyncio.timeout(20):
        while await annuaire.pool.fetchval(verrous) == 0:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("attente", [0.0, 0.15, 0.4, 0.8])
async def test_un_import_tue_est_fini_ou_absent(annuaire, referentiel_seul, tmp_path, attente):
    chemin = ecrire(tmp_path / "f.json.gz", document(entite(*(site(n) for n in range(1, 6_001)))))
    async with commande(referentiel_seul, str(chemin), "--json") as processus:
        await import_commence(annuaire)
        await asyncio.sleep(attente)
        processus.kill()
        await processus.communicate()
    nombres = {await annuaire.compter(table) for table in ("structures", "structures_historique", "outbox")}
    assert nombres in ({0}, {6_000})
    async with asyncio.timeout(20):
        while (rapport := await annuaire.importer(chemin)).statut is Statut.REFUSE:
            await asyncio.sleep(0.1)
    assert rapport.statut in (Statut.APPLIQUE, Statut.INCHANGE)
    assert await annuaire.compter("outbox") == 6_000
