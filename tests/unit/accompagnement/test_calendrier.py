"""Working days, holidays, presence and capacity."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.accompagnement.domain.calendrier import feries, jour_de, jours_ouvres_apres
from services.accompagnement.domain.etats import Profil
from services.accompagnement.domain.intervenant import Intervenant, Periode, Personne


def test_les_onze_jours_feries_de_2026():
    assert sorted(feries(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("jour", "nombre", "attendu"),
    [
        (date(2026, 11, 2), 3, date(2026, 11, 5)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 7), 1, date(2026, 11, 9)),
        (date(2026, 12, 24), 3, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 2), 0, date(2026, 11, 3)),
    ],
)
def test_les_jours_ouvres_sautent_fins_de_semaine_et_feries(jour, nombre, attendu):
    assert jours_ouvres_apres(jour, nombre) == attendu


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_le_jour_est_celui_de_paris(instant, jour):
    assert jour_de(instant) == jour


def intervenant(*absences: Periode, etp: float = 1.0) -> Intervenant:
    personne = Personne(UUID(int=1), 1, "Animateur Aude 1", None, profil=Profil.ANIMATEUR)
    return Intervenant(personne, etp, actif=True, absences=absences)


LUNDI = date(2026, 11, 2)


def test_la_capacite_suit_le_temps_present():
    assert intervenant().capacite(LUNDI, 70) == 70
    assert intervenant(etp=0.5).capacite(LUNDI, 70) == 35
    assert intervenant(Periode(LUNDI, date(2026, 11, 8))).capacite(LUNDI, 70) == 52.5
    assert intervenant(Periode(LUNDI, date(2027, 1, 1))).capacite(LUNDI, 70) == 0


def test_la_presence_se_lit_aux_jours_d_absence_inclus():
    absent = intervenant(Periode(LUNDI, date(2026, 11, 3)))
    assert [absent.est_present(date(2026, 11, n)) for n in (1, 2, 3, 4)] == [True, False, False, True]
    assert absent.absent_jusqu_au(LUNDI) == date(2026, 11, 3)
