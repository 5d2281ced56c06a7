"""Engagements and their targets on a real Postgres: opened once, crossings told once."""

from datetime import date
from decimal import Decimal

import pytest

from services.usages.domain.indicateur import RegleDepart
from services.usages.domain.refus import (
    CibleInvalideError,
    EngagementDejaOuvertError,
    IndicateurInconnuError,
    ProgrammeInconnuError,
)
from shared.contracts.usages import CibleAtteinteV1, CiblePerdueV1
from shared.kernel.finess import FinessInvalideError
from tests.integration.usages.conftest import DMP, INS, Bureau
from tests.samples import finess


def bref(dits):
    return [(genre, d["indicateur"], d["mois"], d["rang"]) for genre, d in dits]


async def test_la_cible_atteinte_se_dit_une_fois(bureau: Bureau):
    await bureau.connaitre(1)
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-03", 89, 100))
    assert await bureau.dits() == []
    await bureau.importer((1, DMP, "2026-04", 91, 100))
    await bureau.importer((1, DMP, "2026-04", 91, 100), (1, DMP, "2026-05", 95, 100))
    ((genre, dit),) = await bureau.dits()
    assert genre == "cible.atteinte"
    atteinte = CibleAtteinteV1.model_validate(dit)
    assert (atteinte.finess, atteinte.departement, atteinte.programme) == (finess(1), "31", "esms-numerique")
    assert (atteinte.mois, atteinte.taux, atteinte.cible, atteinte.rang) == ("2026-04", 0.91, 0.9, 1)
    assert atteinte.dans_le_delai


async def test_une_correction_qui_repasse_dessous_dit_la_perte_puis_le_retour(bureau: Bureau):
    await bureau.suivre(1)
    for numerateur in (91, 84, 84, 92):
        await bureau.importer((1, DMP, "2026-04", numerateur, 100))
    dits = await bureau.dits()
    assert bref(dits) == [
        ("cible.atteinte", DMP, "2026-04", 1), ("cible.perdue", DMP, "2026-04", 2), ("cible.atteinte", DMP, "2026-04", 3),
    ]  # fmt: skip
    assert CiblePerdueV1.model_validate(dits[1][1]).taux == 0.84
    (objectif,) = next(
        c for c in (await bureau.app.lire_courbes(finess(1))).courbes if c.indicateur.code == DMP
    ).objectifs
    assert (objectif.est_atteint, [p.rang for p in objectif.passages]) == (True, [1, 2, 3])


async def test_c_est_le_dernier_mois_qui_compte(bureau: Bureau):
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-04", 50, 100), (1, DMP, "2026-03", 99, 100))
    assert await bureau.dits() == []
    await bureau.importer((1, DMP, "2026-05", 0, 0))
    assert await bureau.dits() == []


async def test_les_mois_d_avant_le_depart_ne_comptent_pas(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-01", 99, 100))
    await bureau.suivre(1, debut=date(2026, 2, 16))
    assert await bureau.dits() == []


async def test_les_chiffres_deja_la_comptent_a_l_ouverture(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 99, 100), (1, INS, "2026-03", 10, 100))
    await bureau.suivre(1)
    assert bref(await bureau.dits()) == [("cible.atteinte", DMP, "2026-03", 1)]


async def test_hors_delai_la_cible_est_atteinte_quand_meme_et_cela_se_dit(bureau: Bureau):
    await bureau.suivre(1, debut=date(2025, 12, 10))
    await bureau.importer((1, DMP, "2026-10", 99, 100))
    ((_, dit),) = await bureau.dits()
    assert dit["dans_le_delai"] is False


async def test_une_simulation_ne_franchit_rien(bureau: Bureau):
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-04", 99, 100), simulation=True)
    assert await bureau.dits() == []


async def test_un_suivi_ne_s_ouvre_qu_une_fois_par_programme(bureau: Bureau):
    await bureau.suivre(1)
    with pytest.raises(EngagementDejaOuvertError, match="déjà suivi"):
        await bureau.suivre(1, debut=date(2026, 5, 1))
    await bureau.suivre(1, programme="esms-numerique-projet")
    (un, deux) = (await bureau.app.lire_courbes(finess(1))).horloges
    assert [un.debut, un.echeance, un.mois_en_cours, un.duree_mois, un.est_echue] == [
        date(2026, 2, 16), date(2026, 11, 16), 9, 9, True,
    ]  # fmt: skip
    assert {deux.engagement.regle_depart, un.engagement.regle_depart} == {
        RegleDepart.DATE_PROJET,
        RegleDepart.DEPLOIEMENT_DUI,
    }


async def test_un_suivi_inconnu_ou_mal_adresse_est_refuse(bureau: Bureau):
    with pytest.raises(ProgrammeInconnuError, match="esms-numerique"):
        await bureau.suivre(1, programme="autre")
    with pytest.raises(FinessInvalideError):
        await bureau.app.ouvrir_engagement(finess="12", programme="esms-numerique", debut=date(2026, 1, 1), par="x")


async def test_une_nouvelle_cible_ne_vaut_que_pour_les_suivis_a_venir(bureau: Bureau):
    await bureau.suivre(1)
    await bureau.app.fixer_cible(
        programme="esms-numerique", indicateur=DMP, valeur=Decimal("0.5"), depuis=date(2026, 1, 1)
    )
    await bureau.suivre(2)
    await bureau.importer((1, DMP, "2026-04", 60, 100), (2, DMP, "2026-04", 60, 100))
    ((_, dit),) = await bureau.dits()
    assert (dit["finess"], dit["cible"]) == (finess(2), 0.5)
    cibles = [c for c in await bureau.app.lister_cibles() if c.programme == "esms-numerique" and c.indicateur == DMP]
    assert [(c.valeur, c.exemple) for c in cibles] == [(Decimal("0.90"), True), (Decimal("0.5"), False)]


async def test_une_cible_qui_ne_se_peut_pas_est_refusee(bureau: Bureau):
    bonne = {"programme": "esms-numerique", "indicateur": DMP, "valeur": Decimal("0.5"), "depuis": date(2026, 1, 1)}
    for change, refus in (
        ({"programme": "x"}, ProgrammeInconnuError),
        ({"indicateur": "x"}, IndicateurInconnuError),
        ({"valeur": Decimal(0)}, CibleInvalideError),
        ({"valeur": Decimal("NaN")}, CibleInvalideError),
    ):
        with pytest.raises(refus):
            await bureau.app.fixer_cible(**{**bonne, **change})


async def test_la_vue_d_ensemble_dit_ou_en_est_chaque_cible(bureau: Bureau):
    await bureau.connaitre(1, departement="31")
    await bureau.connaitre(2, departement="11")
    for n in (1, 2, 3):
        await bureau.suivre(n)
    await bureau.importer((1, DMP, "2026-04", 99, 100), (2, DMP, "2026-04", 10, 100))
    toutes = await bureau.app.lire_situations(None, DMP)
    assert [(s.departement, s.nom, s.dernier_taux, s.est_atteint, s.est_echue) for s in toutes] == [
        ("31", "EHPAD 1", 0.99, True, True), ("11", "EHPAD 2", 0.1, False, True), (None, "", None, False, True),
    ]  # fmt: skip
    assert {s.finess for s in await bureau.app.lire_situations(frozenset({"11"}))} == {finess(2)}
    assert len(await bureau.app.lire_situations(frozenset({"11"}))) == 4


async def test_un_sens_qui_ne_vaut_pas_encore_ne_juge_aucune_cible(bureau: Bureau):
    await bureau.pool.execute(
        "insert into indicateurs select no, 2, code, libelle, unite_de_compte, 'baisse', '2099-01-01' "
        "from indicateurs where code = $1 and version = 1",
        DMP,
    )
    await bureau.suivre(1)
    await bureau.importer((1, DMP, "2026-04", 10, 100))
    assert await bureau.dits() == []
    await bureau.importer((1, DMP, "2026-04", 95, 100))
    assert bref(await bureau.dits()) == [("cible.atteinte", DMP, "2026-04", 1)]
