"""`maillage rebuts`: seen, replayed, resumed."""

import json
from base64 import b64encode

import asyncpg

from tests.integration.cli.conftest import Region
from tests.messages import headers_of
from tests.samples import structure

# A type that yesterday's registry did not know, and one that nobody will ever know.
CONNU_DEPUIS = structure(5_001)
JAMAIS = structure(5_002)


async def poser(pool: asyncpg.Pool, region: Region, decalage: int, valeur: bytes, cle: bytes) -> None:
    """Put a message among the dead letters, as a worker without today's registry would have."""
    entetes = [[nom, b64encode(v or b"").decode()] for nom, v in headers_of(CONNU_DEPUIS, "StructureConstatee")]
    await pool.execute(
        "insert into rebuts (groupe, topic, partition, decalage, cle, valeur, entetes, type, motif, detail) "
        "values ($1, 't', 9, $2, $3, $4, $5, null, 'type_inconnu', 'd''hier')",
        f"{region.platform.prefix}usages.structures", decalage, cle, valeur, json.dumps(entetes),
    )  # fmt: skip


async def test_ce_qui_passe_aujourd_hui_est_range_et_le_reste_reste(region: Region) -> None:
    async with region.platform.pool("usages") as pool:
        bonne = CONNU_DEPUIS.model_dump_json().encode()
        await poser(pool, region, 1, bonne, CONNU_DEPUIS.finess.encode())
        await poser(pool, region, 2, b"{", JAMAIS.finess.encode())
        liste = await region.maillage("rebuts", "lister", "usages", "--json")
        assert [(r["motif"], r["place"]) for r in liste.json] == [("type_inconnu", "t/9/1"), ("type_inconnu", "t/9/2")]
        rejeu = await region.maillage("rebuts", "rejouer", "usages", "--json")
        assert (rejeu.code, rejeu.json) == (1, {"rejoues": 1, "restants": 1}), rejeu
        assert (
            await pool.fetchval("select nom from structures where finess = $1", CONNU_DEPUIS.finess) == CONNU_DEPUIS.nom
        )
        [reste] = (await region.maillage("rebuts", "lister", "usages", "--json")).json
        assert (reste["motif"], reste["place"]) == ("valeur_invalide", "t/9/2")
        encore = await region.maillage("rebuts", "rejouer", "usages")
        assert (encore.code, "0 message(s) rejoué(s), 1 encore au rebut" in encore.out) == (1, True)
        # The source never held that structure: the copy is put back as it was.
        await pool.execute("delete from rebuts")
        await pool.execute("delete from structures where finess = $1", CONNU_DEPUIS.finess)
    vide = await region.maillage("rebuts", "rejouer", "usages")
    assert (vide.code, "0 message(s) rejoué(s), 0 encore" in vide.out) == (0, True)


async def test_une_pause_se_leve_par_un_ordre(region: Region) -> None:
    async with region.platform.pool("usages") as pool:
        await pool.execute("update positions set ouvert_le = now(), motif_ouverture = 'trop' where partition = 5")
        repris = await region.maillage("rebuts", "reprendre", "usages", "--tolerer", "10")
        assert (repris.code, "referentiel.structure, partition 5 : relancée" in repris.out) == (0, True), repris
        assert await pool.fetchval("select tolerance from positions where partition = 5") == 10
        await pool.execute("update positions set tolerance = 0")
    assert "Aucune partition en pause" in (await region.maillage("rebuts", "reprendre", "usages")).out


async def test_ce_qui_n_est_pas_garde_ne_se_rejoue_pas_mais_se_classe(region: Region) -> None:
    async with region.platform.pool("usages") as pool:
        await poser(pool, region, 3, b"", CONNU_DEPUIS.finess.encode())
        numero = await pool.fetchval(
            "update rebuts set cle = null, valeur = null, entetes = '[]', contenu = false where decalage = 3 returning id"
        )
        rejeu = await region.maillage("rebuts", "rejouer", "usages", "--json")
        assert (rejeu.code, rejeu.json) == (1, {"rejoues": 0, "restants": 1}), rejeu
        [reste] = (await region.maillage("rebuts", "lister", "usages", "--json")).json
        assert (reste["id"], reste["motif"], reste["contenu"]) == (numero, "type_inconnu", False)
        classe = await region.maillage("rebuts", "classer", "usages", str(numero))
        assert (classe.code, classe.out.strip()) == (0, "1 message(s) classé(s).")
        assert (await region.maillage("rebuts", "lister", "usages", "--json")).json == []
        encore = await region.maillage("rebuts", "classer", "usages", str(numero))
        assert (encore.code, encore.out.strip()) == (1, "0 message(s) classé(s).")
        await pool.execute("delete from rebuts")
