"""`maillage etat`: ready, at rest and equal, or not."""

import json

from tests.integration.cli.conftest import Region
from tests.samples import structure

COPIE = {"source": "referentiel.structures", "copie": "usages.structures"}


async def test_tout_est_en_phase_quand_tout_est_arrive(region: Region) -> None:
    await region.tell([structure(n) for n in range(1, 1_001)])
    etat = await region.maillage("etat", "--json", "--attendre", "40")
    assert (etat.code, etat.json["en_phase"]) == (0, True), etat
    prefixe = region.platform.prefix
    assert etat.json["services"]["usages"] == {
        "pret": True, "raisons": [],
        "retards": {f"{prefixe}referentiel.structure": 0, f"{prefixe}accompagnement.deploiement": 0},
        "groupes": {f"{prefixe}usages.structures": 0, f"{prefixe}usages.suivis": 0}, "outbox": 0, "rebuts": 0,
    }  # fmt: skip
    [copie] = etat.json["copies"]
    assert COPIE.items() <= copie.items()
    assert (copie["nombre"], copie["egales"]) == ([1_000, 1_000], True)
    assert copie["empreinte"][0] == copie["empreinte"][1]
    assert len(copie["empreinte"][0]) == 32


async def test_une_copie_abimee_se_voit_et_se_repare_par_une_reconstruction(region: Region) -> None:
    await region.tell([structure(2_001)])
    assert (await region.maillage("etat", "--attendre", "40")).code == 0
    async with region.platform.pool("usages") as pool:
        await pool.execute("update structures set telephones = '{}' where finess = $1", structure(2_001).finess)
    etat = await region.maillage("etat", "--json")
    assert (etat.code, etat.json["en_phase"], etat.json["copies"][0]["egales"]) == (1, False, False)
    assert etat.json["copies"][0]["nombre"][0] == etat.json["copies"][0]["nombre"][1]
    refaite = await region.maillage("reconstruire", "usages", "structures")
    assert (refaite.code, f"{region.platform.prefix}usages.structures" in refaite.out) == (0, True), refaite
    assert (await region.maillage("etat", "--attendre", "40")).code == 0


async def test_un_processus_qui_ne_repond_pas_est_nomme(region: Region) -> None:
    admins = {**region.admins, "usages": ["http://127.0.0.1:9"]}
    etat = await region.maillage("etat", "--json", MAILLAGE_ADMINS=json.dumps(admins))
    assert (etat.code, etat.json["services"]["usages"]["pret"]) == (1, False)
    assert "http://127.0.0.1:9 ne répond pas" in etat.json["services"]["usages"]["raisons"][0]
    assert etat.json["services"]["referentiel"]["pret"]


async def test_pour_un_humain_l_etat_est_un_tableau(region: Region) -> None:
    etat = await region.maillage("etat", "--attendre", "40")
    assert etat.code == 0
    for mot in ("usages", "referentiel.structures", "oui"):
        assert mot in etat.out


async def test_sans_plateforme_l_ordre_dit_comment_en_lancer_une(region: Region) -> None:
    etat = await region.maillage("etat", MAILLAGE_ADMINS="")
    assert (etat.code, etat.out) == (2, "")
    assert "make run" in etat.err
    sans_kafka = await region.maillage("etat", MAILLAGE_KAFKA="")
    assert (sans_kafka.code, "MAILLAGE_KAFKA" in sans_kafka.err) == (2, True)
    assert "Traceback" not in etat.err + sans_kafka.err


async def test_un_mandataire_n_empeche_pas_d_interroger_les_services(region: Region) -> None:
    mandataire = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "no_proxy": "",
    }
    etat = await region.maillage("etat", "--attendre", "40", **mandataire)
    assert etat.code == 0, etat
