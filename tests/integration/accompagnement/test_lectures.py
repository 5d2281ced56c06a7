"""What reading an inbox costs: what is mine, not the region."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from services.accompagnement.domain.etats import OUVERTS, Etat
from services.accompagnement.storage.lectures import _SQL
from services.accompagnement.usecases.lectures import Onglet
from tests.identites import ANIMATEUR_31, COORDINATION

TOUS = list(Etat)
REGION = 5_000


@pytest.fixture
async def region(maison: Any) -> Any:
    """Give a region with many requests, a few of them mine."""
    moi = await maison.personne("animateur-31-1")
    await maison.deposer(1)
    await maison.pool.execute(
        """
        with neuves as (
            insert into demandes select gen_random_uuid(), 'DA-2027-' || lpad(i::text, 5, '0'), 2, 'affectee', d.canal,
                null, 'Cabinet', d.departement, d.thematique, 'Aide.', d.demandeur, '{}', 0, null, null, null,
                d.deposee_le, d.mouvement_le
            from demandes d, generate_series(1, $1::int) i
            returning id, numero
        )
        insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut)
        select gen_random_uuid(), n.id, case when n.numero like '%01' then $2 else x.personne end, 'manuelle',
            'choix_de_la_coordination', 'Choix.', 3, '{}', now()
        from neuves n, (select personne from intervenants where personne <> $2 order by personne limit 1) x
        """,
        REGION, moi,
    )  # fmt: skip
    await maison.pool.execute("analyze")
    return maison


def noeuds(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for enfant in plan.get("Plans", ()):
        yield from noeuds(enfant)


@pytest.mark.parametrize("plans", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize(
    ("question", "reste"),
    [
        ("ma_boite", (TOUS, [], 200)),
        ("ma_boite", (TOUS, ["%dmp%"], 200)),
        ("mes_signalees", (sorted(OUVERTS), 200)),
        ("nombres_de_ma_boite", (TOUS,)),
    ],
)
async def test_ma_boite_part_de_mes_affectations_par_leur_index(region, question, reste, plans):
    moi = await region.personne("animateur-31-1")
    async with region.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"set local plan_cache_mode = {plans}")
        lu = await connection.fetchval(f"explain (analyze, format json) {_SQL[question]}", moi, *reste)
    (plan,) = json.loads(lu)
    vus = list(noeuds(plan["Plan"]))
    assert "affectations_intervenant" in {noeud.get("Index Name") for noeud in vus}
    assert {n["Relation Name"] for n in vus if n["Node Type"] == "Seq Scan"}.isdisjoint({"demandes", "affectations"})
    lues = [n["Actual Rows"] * n["Actual Loops"] for n in vus if n.get("Relation Name") in ("demandes", "affectations")]
    assert max(lues) < REGION / 10


async def test_l_histoire_trouve_qui_fut_choisi_par_sa_cle(region):
    async with region.pool.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        demande = await connection.fetchval("select id from demandes where numero = 'DA-2026-00001'")
        lu = await connection.fetchval(f"explain (analyze, format json) {_SQL['histoire']}", demande)
    (plan,) = json.loads(lu)
    personnes = [n for n in noeuds(plan["Plan"]) if n.get("Relation Name") == "personnes"]
    assert {n.get("Index Name") for n in personnes} == {"personnes_pkey"}
    assert all("personne =" in n["Index Cond"] for n in personnes)


async def test_chacun_lit_les_siennes_et_la_coordination_la_region(region):
    boite = await region.app.lire_boite(ANIMATEUR_31, Onglet.TOUTES)
    moi = await region.pool.fetchval(
        "select count(*) from affectations where intervenant = $1", await region.personne("animateur-31-1")
    )
    assert (len(boite.lignes), boite.nombres[Onglet.TOUTES]) == (moi, moi)
    assert await region.app.compter_a_prendre(ANIMATEUR_31) == moi
    assert await region.app.compter_a_prendre(COORDINATION) == REGION + 1


async def test_une_demande_passee_a_quelqu_un_d_autre_n_est_plus_comptee(region):
    moi = await region.personne("animateur-31-1")
    avant = await region.app.compter_a_prendre(ANIMATEUR_31)
    await region.pool.execute(
        """
        with passee as (
            update affectations set fin = now()
            where id = (select id from affectations where intervenant = $1 and fin is null limit 1) returning *
        )
        insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut)
        select gen_random_uuid(), p.demande, i.personne, p.cause, p.code, p.phrase, p.points, '{}', now() + interval '1 s'
        from passee p, (select personne from intervenants where personne <> $1 limit 1) i
        """,
        moi,
    )
    boite = await region.app.lire_boite(ANIMATEUR_31, Onglet.TOUTES)
    assert await region.app.compter_a_prendre(ANIMATEUR_31) == avant - 1
    assert (boite.nombres[Onglet.TOUTES], len(boite.lignes)) == (avant - 1, avant - 1)
