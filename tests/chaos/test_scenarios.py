"""Each fault of the catalogue, once: nothing lost, nothing doubled, order kept by key, every copy equal."""

import pytest

from tests.chaos.company import Report, assert_holds


@pytest.mark.plays("sans_panne")
def test_sans_panne_rien_n_est_raconte_deux_fois(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("worker_tue_en_plein_lot")
def test_un_worker_tue_en_plein_lot_ne_perd_ni_ne_double_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("effet_interrompu")
def test_un_lot_interrompu_par_la_base_est_retente(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("crash_avant_publication")
def test_un_relais_mort_entre_commit_et_publication_ne_perd_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("crash_apres_publication")
def test_un_relais_mort_entre_publication_et_deplacement_ne_double_aucun_effet(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("deux_relais")
def test_de_deux_relais_un_seul_travaille_et_l_autre_prend_sa_suite(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("zombie")
def test_un_zombie_reveille_n_applique_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("kafka_tue")
def test_kafka_tue_et_relance_ne_tue_personne_et_ne_perd_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("postgres_redemarre")
def test_postgres_tue_et_relance_ne_perd_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("connexions_coupees")
def test_des_connexions_coupees_avalees_ou_refusees_ne_perdent_rien(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("commit_sans_reponse")
def test_un_commit_dont_la_reponse_se_perd_n_est_pas_applique_deux_fois(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("trois_fois")
def test_un_message_redit_trois_fois_n_a_d_effet_qu_une_fois(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("poison_dans_le_flot")
def test_chaque_poison_devient_un_rebut_et_ses_voisins_passent(report: Report) -> None:
    assert_holds(report)
    assert report["examines"]["rebuts"] > 60


@pytest.mark.plays("que_du_poison")
def test_une_partition_pleine_de_poison_se_met_en_pause_le_dit_et_reprend(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("import_tue")
def test_un_import_tue_est_fini_ou_absent(report: Report) -> None:
    assert_holds(report)


@pytest.mark.plays("reconstruction_en_plein_trafic")
def test_une_reconstruction_en_plein_trafic_redonne_la_meme_copie(report: Report) -> None:
    assert_holds(report)
