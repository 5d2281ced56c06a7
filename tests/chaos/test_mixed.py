"""Faults drawn by a seed, all mixed, on servers that are broken too: three short seeds, then as long as one likes."""

import os

import pytest

from tests.chaos.company import Report, assert_holds, default_seed

ONE = [default_seed()] if "CHAOS_SEED" in os.environ else []
SHORT = [("melange", s) for s in ONE or [11]] + [("melange_sans_serveurs", s) for s in ONE or [12, 13]]
LONG = ONE or range(100, 100 + int(os.environ.get("CHAOS_GRAINES", "20")))
SECONDS = os.environ.get("CHAOS_SECONDES", "60")
AGAIN = ("zombie", "connexions_coupees", "commit_sans_reponse", "poison_dans_le_flot", "reconstruction_en_plein_trafic")


@pytest.mark.parametrize(
    "_play", [pytest.param(f"{n}-{s}", marks=pytest.mark.plays(n, seed=s, seconds="6")) for n, s in SHORT]
)
def test_des_pannes_melees_ne_perdent_ni_ne_doublent_rien(report: Report, _play: str) -> None:
    assert_holds(report)


@pytest.mark.long
@pytest.mark.parametrize(
    "_seed", [pytest.param(s, marks=pytest.mark.plays("melange", seed=s, seconds=SECONDS)) for s in LONG]
)
def test_des_pannes_melees_longtemps_ne_perdent_ni_ne_doublent_rien(report: Report, _seed: int) -> None:
    assert_holds(report)


@pytest.mark.long
@pytest.mark.plays("kafka_absent")
def test_un_kafka_absent_plus_d_une_minute_ne_tue_personne(report: Report) -> None:
    assert_holds(report)


@pytest.mark.long
@pytest.mark.plays("relais_fige")
def test_un_relais_fige_qui_parle_apres_son_heritier_n_a_pas_le_dernier_mot(report: Report) -> None:
    assert_holds(report)


@pytest.mark.long
@pytest.mark.parametrize(
    "_play",
    [pytest.param(f"{n}-{s}", marks=pytest.mark.plays(n, seed=s)) for n in AGAIN for s in ONE or range(2, 6)],
)
def test_chaque_panne_tient_sous_d_autres_graines(report: Report, _play: str) -> None:
    assert_holds(report)
