"""What an import of figures does on a real Postgres: once, as often as needed, whole or not at all."""

import asyncio
import json
from uuid import uuid4

import pytest

from services.usages import bootstrap
from services.usages.domain.importation import CodeSignalement, Statut
from services.usages.domain.refus import (
    DepotInconnuError,
    ImportDejaEnCoursError,
    ImportInconnuError,
    QuarantaineVideError,
)
from services.usages.storage import mesures
from shared.contracts.usages import UsageMesureV1
from tests.integration.usages.conftest import DMP, INS, Bureau
from tests.samples import finess


def comptes(rapport):
    return (rapport.nouvelles, rapport.corrigees, rapport.inchangees, rapport.remplacees, rapport.ecartees)


async def test_de_premieres_mesures_sont_nouvelles_et_leurs_deltas_sont_elles_memes(bureau: Bureau):
    await bureau.connaitre(1)
    rapport = await bureau.importer((1, DMP, "2026-03", 61, 100), (2, INS, "2026-03", 5, 10))
    assert (rapport.statut, comptes(rapport), rapport.lignes) == (Statut.APPLIQUE, (2, 0, 0, 0, 0), 2)
    un, deux = await bureau.deltas()
    assert (un.finess, un.departement, un.indicateur, un.mois) == (finess(1), "31", DMP, "2026-03")
    assert (un.delta_numerateur, un.delta_denominateur, un.delta_nombre) == (61, 100, 1)
    assert un.connue_le == bureau.horloge.heure
    assert (deux.finess, deux.departement) == (finess(2), None)


async def test_chaque_observation_a_son_import_et_sa_ligne_pour_identite(bureau: Bureau):
    rapport = await bureau.importer((1, DMP, "2026-03", 61, 100), (1, DMP, "2026-04", 62, 100))
    deltas = await bureau.deltas()
    assert [str(d.observation) for d in deltas] == [f"{str(rapport.id)[:28]}{ligne:08x}" for ligne in (2, 3)]
    envois = await bureau.pool.fetch("select event_id, correlation_id, type, cle, traceparent from outbox order by id")
    assert [e["event_id"] for e in envois] == [d.observation for d in deltas]
    assert {e["correlation_id"] for e in envois} == {str(rapport.id)}
    assert {e["type"] for e in envois} == {"fr.maillage.usages.usage.observe.v1"}
    assert list(json.loads(await bureau.pool.fetchval("select valeur from outbox limit 1"))) == list(
        UsageMesureV1.model_fields
    )
    assert all(e["cle"] == finess(1).encode() and e["traceparent"].startswith("00-") for e in envois)


async def test_le_meme_fichier_une_deuxieme_fois_ne_dit_rien_et_le_signale(bureau: Bureau):
    lignes = [(n, DMP, "2026-03", n, 100) for n in range(1, 30)]
    await bureau.importer(*lignes)
    avant = await bureau.deltas()
    rapport = await bureau.importer(*lignes)
    assert (rapport.statut, comptes(rapport)) == (Statut.INCHANGE, (0, 0, 29, 0, 0))
    assert rapport.nombre_par_signalement[CodeSignalement.FICHIER_DEJA_IMPORTE] == 1
    assert await bureau.deltas() == avant


async def test_une_correction_est_une_observation_de_plus_et_un_delta_signe(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 61, 100), (1, DMP, "2026-04", 70, 100))
    rapport = await bureau.importer((1, DMP, "2026-03", 58, 101), (1, DMP, "2026-04", 70, 100))
    assert comptes(rapport) == (0, 1, 1, 0, 0)
    delta = (await bureau.deltas())[-1]
    assert (delta.delta_numerateur, delta.delta_denominateur, delta.delta_nombre) == (-3, 1, 0)
    assert (
        await bureau.pool.fetchval("select type from outbox order by id desc limit 1")
        == "fr.maillage.usages.usage.corrige.v1"
    )
    assert await bureau.pool.fetchval("select count(*) from observations") == 3
    (point, _) = (await bureau.app.lire_courbes(finess(1))).courbes[0].points
    assert (point.numerateur, point.denominateur, point.corrections, point.fichier) == (58, 101, 1, "f.csv")


async def test_les_lignes_fautives_attendent_en_quarantaine_et_le_reste_entre(bureau: Bureau):
    rapport = await bureau.importer(
        (1, DMP, "2026-03", 61, 100), (1, "inconnu", "2026-03", 1, 2), (2, DMP, "2026-03", -4, 9), "a;b"
    )
    assert (rapport.statut, comptes(rapport), rapport.lignes) == (Statut.APPLIQUE, (1, 0, 0, 0, 3), 4)
    assert [(e.ligne, e.champ, e.valeur) for e in rapport.quarantaine] == [
        (3, "indicateur", "inconnu"), (4, "numerateur", "-4"), (5, "ligne", "a;b"),
    ]  # fmt: skip
    assert await bureau.app.lire_quarantaine(rapport.id) == tuple(rapport.quarantaine)
    fiche = await bureau.app.lire_import(rapport.id)
    assert (fiche.resume.en_quarantaine, fiche.resume.par) == (3, "test")


async def test_une_ligne_en_quarantaine_garde_tout_ce_qu_elle_portait(bureau: Bureau):
    piegee = 'x\\y\t"z\\N\u2028é'
    rapport = await bureau.importer((1, DMP, "2026-03", 61, 100), piegee)
    assert [e.brute for e in await bureau.app.lire_quarantaine(rapport.id)] == [piegee]


async def test_la_quarantaine_se_rejoue_quand_ce_qui_manquait_est_venu(bureau: Bureau):
    premier = await bureau.importer((1, DMP, "2026-12", 61, 100), (2, DMP, "rien", 1, 2))
    assert premier.ecartees == 2
    bureau.horloge.heure = bureau.horloge.heure.replace(month=12)
    rapport = await bureau.app.rejouer_quarantaine(premier.id, par="test")
    assert comptes(rapport) == (1, 0, 0, 0, 1)
    resume = (await bureau.app.lire_import(premier.id)).resume
    assert (resume.ecartees, resume.en_quarantaine) == (2, 0)
    nouveau = await bureau.app.lire_import(rapport.id)
    assert (nouveau.resume.rejeu_de, [e.ligne for e in nouveau.quarantaine]) == (premier.id, [3])
    with pytest.raises(QuarantaineVideError):
        await bureau.app.rejouer_quarantaine(premier.id, par="test")
    with pytest.raises(ImportInconnuError):
        await bureau.app.rejouer_quarantaine(uuid4(), par="test")


async def test_rejouer_ne_remplace_pas_une_valeur_venue_depuis(bureau: Bureau):
    premier = await bureau.importer((1, DMP, "2026-12", 10, 100), (2, DMP, "2026-03", 1, 2))
    bureau.horloge.heure = bureau.horloge.heure.replace(month=12)
    await bureau.importer((1, DMP, "2026-12", 99, 100))
    rapport = await bureau.app.rejouer_quarantaine(premier.id, par="test")
    assert comptes(rapport) == (0, 0, 1, 0, 0)
    assert rapport.nombre_par_signalement[CodeSignalement.VALEUR_PLUS_RECENTE] == 1
    (point,) = (await bureau.app.lire_courbes(finess(1))).courbes[0].points
    assert point.numerateur == 99


async def test_un_taux_de_plus_de_cent_est_garde_et_signale(bureau: Bureau):
    await bureau.connaitre(1)
    rapport = await bureau.importer((1, DMP, "2026-03", 130, 100))
    (signalement,) = rapport.signalements
    assert (signalement.code, signalement.ligne) == (CodeSignalement.TAUX_SUPERIEUR_A_100, 2)
    (point,) = (await bureau.app.lire_courbes(finess(1))).courbes[0].points
    assert (point.taux, point.depasse_100) == (1.3, True)


async def test_un_site_que_l_annuaire_n_a_pas_encore_dit_est_accepte_et_signale(bureau: Bureau):
    rapport = await bureau.importer((7, DMP, "2026-03", 1, 2))
    assert rapport.nombre_par_signalement == {CodeSignalement.SITE_INCONNU: 1}
    courbes = await bureau.app.lire_courbes(finess(7))
    assert (courbes.site, courbes.departement, len(courbes.courbes)) == (None, None, 1)


async def test_d_une_mesure_en_double_la_derniere_ligne_compte(bureau: Bureau):
    rapport = await bureau.importer((1, DMP, "2026-03", 1, 9), (1, DMP, "2026-03", 2, 9), (1, DMP, "2026-03", 3, 9))
    assert (comptes(rapport), rapport.nombre_par_signalement[CodeSignalement.LIGNE_REMPLACEE]) == ((1, 0, 0, 2, 0), 2)
    assert [s.ligne for s in rapport.signalements if s.code is CodeSignalement.LIGNE_REMPLACEE] == [2, 3]
    (delta,) = await bureau.deltas()
    assert delta.delta_numerateur == 3


async def test_une_simulation_montre_la_difference_et_n_ecrit_rien(bureau: Bureau):
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    avant = await bureau.image()
    rapport = await bureau.importer((1, DMP, "2026-03", 60, 100), (2, DMP, "2026-03", 5, 9), "x", simulation=True)
    assert (rapport.statut, comptes(rapport), rapport.id) == (Statut.SIMULE, (1, 1, 0, 0, 1), None)
    assert [(c.finess, c.avant, c.apres) for c in rapport.changements] == [
        (finess(1), (61, 100), (60, 100)), (finess(2), None, (5, 9)),
    ]  # fmt: skip
    assert await bureau.image() == avant


async def test_un_refus_n_ecrit_que_sa_ligne_au_journal(bureau: Bureau):
    chemin = bureau.dossier / "virgules.csv"
    chemin.write_text("finess,indicateur,mois,numerateur,denominateur\n1,2,3,4,5\n")
    rapport = await bureau.app.importer_usages(chemin, par="test")
    assert (rapport.statut, "point-virgule" in rapport.motif) == (Statut.REFUSE, True)
    (resume,) = await bureau.app.lister_imports()
    assert (resume.fichier, resume.statut, resume.motif) == ("virgules.csv", Statut.REFUSE, rapport.motif)
    assert await bureau.pool.fetchval("select count(*) from observations") == 0


async def test_une_faute_au_milieu_d_un_long_fichier_ne_laisse_rien(bureau: Bureau, monkeypatch):
    chemin = bureau.ecrire((n, DMP, "2026-03", 1, 2) for n in range(1, 20_000))
    chemin.write_bytes(chemin.read_bytes() + b"\n" + b"x" * (3 << 20))
    rapport = await bureau.app.importer_usages(chemin, par="test")
    assert (rapport.statut, "dépasse" in rapport.motif) == (Statut.REFUSE, True)
    assert await bureau.pool.fetchval("select count(*) from sites") == 0


async def test_deux_imports_en_meme_temps_n_en_font_qu_un(bureau: Bureau):
    lignes = [(n, DMP, "2026-03", 1, 2) for n in range(1, 5_000)]
    chemin = bureau.ecrire(lignes)
    rapports = await asyncio.gather(*(bureau.app.importer_usages(chemin, par="test") for _ in range(3)))
    assert await bureau.pool.fetchval("select count(*) from observations") == len(lignes)
    assert sum(r.statut is Statut.APPLIQUE for r in rapports) == 1
    refuses = [r for r in rapports if r.statut is Statut.REFUSE]
    assert all(isinstance(r.refus, ImportDejaEnCoursError) for r in refuses)


@pytest.mark.parametrize("attente", [0.0, 0.1, 0.3, 0.6])
async def test_un_import_annule_en_route_est_fini_ou_absent(bureau: Bureau, attente: float):
    chemin = bureau.ecrire((n, i, "2026-03", 1, 2) for n in range(1, 10_001) for i in (DMP, INS))
    tache = asyncio.create_task(bureau.app.importer_usages(chemin, par="test"))
    await asyncio.sleep(attente)
    tache.cancel()
    await asyncio.wait([tache])
    nombres = {await bureau.pool.fetchval(f"select count(*) from {t}") for t in ("observations", "deltas_a_dire")}
    assert nombres in ({0}, {20_000})
    rapport = await bureau.app.importer_usages(chemin, par="test")
    assert rapport.statut in (Statut.APPLIQUE, Statut.INCHANGE)
    assert len(await bureau.deltas()) == 20_000
    assert await bureau.ecarts() == []


async def test_une_panne_au_dernier_moment_annule_tout(bureau: Bureau, monkeypatch):
    await bureau.importer((1, DMP, "2026-03", 61, 100))
    avant = await bureau.image()

    async def tomber(*_: object) -> None:
        raise RuntimeError("panne")

    monkeypatch.setattr(mesures.PostgresMesures, "ecarter", tomber)
    with pytest.raises(RuntimeError, match="panne"):
        await bureau.importer((1, DMP, "2026-03", 60, 100), "x")
    assert await bureau.image() == avant


async def test_un_fichier_verifie_se_confirme_sans_etre_renvoye(bureau: Bureau):
    chemin = bureau.ecrire([(1, DMP, "2026-03", 61, 100)])
    depot = await bureau.app.deposer_fichier(chemin.read_bytes(), nom="mars.csv", par="a")
    with pytest.raises(DepotInconnuError):
        await bureau.app.importer_depot(depot, par="un autre")
    rapport = await bureau.app.importer_depot(depot, par="a")
    assert (rapport.fichier, rapport.nouvelles) == ("mars.csv", 1)
    with pytest.raises(DepotInconnuError):
        await bureau.app.importer_depot(depot, par="a")


async def test_un_fichier_verifie_n_est_garde_qu_une_heure(bureau: Bureau):
    chemin = bureau.ecrire([(1, DMP, "2026-03", 61, 100)])
    depot = await bureau.app.deposer_fichier(chemin.read_bytes(), nom="mars.csv", par="a")
    bureau.horloge.heure = bureau.horloge.heure.replace(hour=10)
    with pytest.raises(DepotInconnuError):
        await bureau.app.importer_depot(depot, par="a")
    await bureau.app.deposer_fichier(chemin.read_bytes(), nom="avril.csv", par="a")
    await bureau.minuterie("depots")
    assert await bureau.pool.fetch("select nom from depots") == [("avril.csv",)]


async def test_les_deltas_laissent_passer_les_autres_evenements(bureau: Bureau, monkeypatch):
    monkeypatch.setattr(bootstrap, "ENVOI_PLEIN", 10)
    await bureau.importer(*((n, DMP, "2026-03", 1, 2) for n in range(1, 31)))
    await bureau.minuterie("deltas")
    await bureau.minuterie("deltas")
    assert await bureau.pool.fetchval("select count(*) from outbox") == 10
    await bureau.pool.execute("delete from outbox")
    await bureau.minuterie("deltas")
    assert await bureau.pool.fetchval("select count(*) from deltas_a_dire") == 10
