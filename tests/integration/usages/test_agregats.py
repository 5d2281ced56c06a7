"""Whatever files come, in whatever order, wherever sites are: sums of deltas = rollups = a fresh count."""

from collections import Counter, defaultdict
from datetime import date
from random import Random

import pytest

from services.usages.domain.mois import texte_du_mois
from services.usages.usecases.lectures import CritereAgregats
from tests.integration.usages.conftest import DMP, INS, Bureau, Figure
from tests.samples import finess

MOIS = ("2026-01", "2026-02", "2026-03")
SITES, DEPARTEMENTS = range(1, 13), ("31", "11", "34")
TOUT = CritereAgregats()


def fichier(hasard: Random) -> list[Figure]:
    """Return some lines, now and then twice the same measure, in any order."""
    lignes = [
        (
            hasard.choice(SITES),
            hasard.choice((DMP, INS)),
            hasard.choice(MOIS),
            hasard.randint(0, 9),
            hasard.randint(1, 9),
        )
        for _ in range(hasard.randint(1, 40))
    ]
    hasard.shuffle(lignes)
    return lignes


@pytest.mark.parametrize("graine", range(6))
async def test_les_deltas_les_agregats_et_un_recompte_disent_la_meme_chose(bureau: Bureau, graine: int):
    hasard = Random(graine)
    connues: dict[tuple[int, str, str], tuple[int, int]] = {}
    ou: dict[int, str] = {}
    passes: list[list[Figure]] = []
    for tour in range(12):
        lignes = hasard.choice(passes) if passes and hasard.random() < 0.3 else fichier(hasard)
        simulation = hasard.random() < 0.2
        if hasard.random() < 0.3:
            await bureau.minuterie("deltas")
        await bureau.importer(*lignes, simulation=simulation)
        if not simulation:
            passes.append(lignes)
            connues |= {(site, indicateur, mois): (n, d) for site, indicateur, mois, n, d in lignes}
        if hasard.random() < 0.6:
            site, departement = hasard.choice(SITES), hasard.choice(DEPARTEMENTS)
            await bureau.connaitre(site, departement=departement, version=tour + 1)
            ou[site] = departement
            if hasard.random() < 0.7:
                await bureau.minuterie("rattachement")
        assert await bureau.ecarts() == []
    await bureau.minuterie("rattachement")
    assert await bureau.ecarts() == []

    sommes: Counter[tuple[str, str, str, str]] = Counter()
    par_departement: dict[tuple[str | None, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    deltas = await bureau.deltas()
    assert len({delta.observation for delta in deltas}) == len(deltas)
    for delta in deltas:
        case = par_departement[delta.departement, delta.indicateur, delta.mois]
        case[:] = [
            case[0] + delta.delta_numerateur, case[1] + delta.delta_denominateur, case[2] + delta.delta_nombre,
        ]  # fmt: skip
        cle = (delta.finess, delta.indicateur, delta.mois)
        sommes[*cle, "n"] += delta.delta_numerateur
        sommes[*cle, "d"] += delta.delta_denominateur
        sommes[*cle, "nombre"] += delta.delta_nombre
    for (site, indicateur, mois), (n, d) in connues.items():
        cle = (finess(site), indicateur, mois)
        assert (sommes[*cle, "n"], sommes[*cle, "d"], sommes[*cle, "nombre"]) == (n, d, 1)

    attendus: dict[tuple[str | None, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (site, indicateur, mois), (n, d) in connues.items():
        case = attendus[ou.get(site), indicateur, mois]
        case[:] = [case[0] + n, case[1] + d, case[2] + 1]
    lus = await bureau.app.lire_agregats(TOUT)
    assert {
        (a.departement, a.indicateur, texte_du_mois(a.mois)): [a.numerateur, a.denominateur, a.nombre] for a in lus
    } == attendus
    assert {cle: case for cle, case in par_departement.items() if case != [0, 0, 0]} == attendus


async def test_un_site_appris_apres_ses_chiffres_rejoint_son_departement(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 61, 100), (2, DMP, "2026-03", 1, 2))
    await bureau.connaitre(1, departement="11")
    await bureau.minuterie("rattachement")
    lus = {a.departement: (a.numerateur, a.nombre) for a in await bureau.app.lire_agregats(TOUT)}
    assert lus == {"11": (61, 1), None: (1, 1)}


async def test_un_site_qui_change_de_departement_emporte_ses_chiffres(bureau: Bureau):
    await bureau.connaitre(1, departement="31")
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    await bureau.importer((1, DMP, "2026-03", 60, 100))
    await bureau.connaitre(1, departement="11", version=2)
    await bureau.minuterie("rattachement")
    (agregat,) = await bureau.app.lire_agregats(TOUT)
    assert (agregat.departement, agregat.numerateur, agregat.nombre) == ("11", 60, 1)
    assert await bureau.ecarts() == []


async def test_un_demenagement_se_dit_en_moins_ici_et_en_plus_la(bureau: Bureau):
    await bureau.connaitre(1, departement="31")
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    await bureau.connaitre(1, departement="11", version=2)
    await bureau.minuterie("rattachement")
    dits = [(d.departement, d.delta_numerateur, d.delta_denominateur, d.delta_nombre) for d in await bureau.deltas()]
    assert sorted(dits) == [("11", 61, 100, 1), ("31", -61, -100, -1), ("31", 61, 100, 1)]
    types = await bureau.pool.fetch("select type, count(*) from outbox group by type order by type")
    assert [(t.rpartition("usage.")[2], n) for t, n in types] == [("corrige.v1", 2), ("observe.v1", 1)]


async def test_un_import_qui_suit_un_demenagement_compte_au_bon_endroit(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    await bureau.connaitre(1, departement="11")
    await bureau.importer((1, DMP, "2026-04", 62, 100))
    assert {a.departement for a in await bureau.app.lire_agregats(TOUT)} == {"11"}
    assert (await bureau.deltas())[-1].departement == "11"


async def test_les_agregats_se_filtrent(bureau: Bureau):
    await bureau.connaitre(1, departement="31")
    await bureau.connaitre(2, departement="11")
    await bureau.importer(*((site, i, m, 1, 2) for site in (1, 2, 3) for i in (DMP, INS) for m in MOIS))
    critere = CritereAgregats(frozenset({"31", "11"}), DMP, date(2026, 2, 1), date(2026, 3, 1))
    lus = await bureau.app.lire_agregats(critere)
    assert [(a.indicateur, texte_du_mois(a.mois), a.departement, a.taux) for a in lus] == [
        (DMP, "2026-02", "11", 0.5), (DMP, "2026-02", "31", 0.5), (DMP, "2026-03", "11", 0.5), (DMP, "2026-03", "31", 0.5),
    ]  # fmt: skip
    assert await bureau.app.lire_agregats(CritereAgregats(frozenset())) == ()


async def test_un_agregat_faux_se_verrait(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    await bureau.pool.execute("update agregats set numerateur = numerateur + 1")
    (ecart,) = await bureau.ecarts()
    assert "62/100 (1) tenus, 61/100 (1) recomptés" in ecart
