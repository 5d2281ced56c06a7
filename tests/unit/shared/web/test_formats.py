"""French formats, to the space."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.web import formats

MAINTENANT = datetime(2026, 1, 6, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (12345, "12\u202f345"), (9013000, "9\u202f013\u202f000"), (42.5, "42,5")],
)
def test_un_nombre_a_des_espaces_fines_et_une_virgule(value: float, written: str) -> None:
    assert formats.nombre(value) == written


def test_les_decimales_peuvent_etre_fixees() -> None:
    assert formats.nombre(1234.5, 2) == "1\u202f234,50"


@pytest.mark.parametrize(("count", "written"), [(0, "0\u00a0site"), (1, "1\u00a0site"), (2, "2\u00a0sites")])
def test_le_pluriel_commence_a_deux(count: int, written: str) -> None:
    assert formats.pluriel(count, "site", "sites") == written


def test_une_date_est_dite_en_mots_courts_et_le_premier_du_mois_est_ordinal() -> None:
    assert formats.date_courte(date(2026, 1, 6)) == "6\u00a0janv.\u00a02026"
    assert formats.date_courte(date(2026, 3, 1)) == "1er\u00a0mars\u00a02026"


def test_un_instant_est_dit_a_l_heure_de_paris() -> None:
    veille_au_soir = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    assert formats.date_chiffree(veille_au_soir) == "06/01/2026"
    assert formats.instant(veille_au_soir) == "6\u00a0janv.\u00a02026 à 00:30:00"


@pytest.mark.parametrize(
    ("age", "written"),
    [
        (timedelta(milliseconds=300), "à l’instant"),
        (timedelta(seconds=-5), "à l’instant"),
        (timedelta(seconds=2), "il y a 2\u202fs"),
        (timedelta(seconds=59.9), "il y a 59\u202fs"),
        (timedelta(minutes=3), "il y a 3\u202fmin"),
        (timedelta(hours=5, minutes=59), "il y a 5\u202fh"),
        (timedelta(days=1200), "il y a 1\u202f200\u202fj"),
    ],
)
def test_un_age_est_dit_dans_sa_plus_grande_unite(age: timedelta, written: str) -> None:
    assert formats.il_y_a(MAINTENANT - age, MAINTENANT) == written


def test_une_duree_peut_etre_dite_depuis() -> None:
    assert formats.depuis(MAINTENANT - timedelta(seconds=2), MAINTENANT) == "depuis 2\u202fs"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("+33561772233", "05\u202f61\u202f77\u202f22\u202f33"),
        ("0561772233", "05\u202f61\u202f77\u202f22\u202f33"),
        ("3624", "3624"),
    ],
)
def test_un_telephone_francais_se_lit_par_paires(value: str, written: str) -> None:
    assert formats.telephone(value) == written


def test_un_numero_finess_se_lit_par_groupes() -> None:
    assert formats.finess_groupes("310781234") == ("31", "0", "78123", "4")


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (0.61, "61\u202f%"),
        (0.614, "61,4\u202f%"),
        (0.8999, "89,9\u202f%"),
        (0.29, "29\u202f%"),
        (1.125, "112,5\u202f%"),
        (0.0, "0\u202f%"),
        (12.0, "1\u202f200\u202f%"),
    ],
)
def test_un_pourcentage_ne_s_arrondit_jamais_vers_le_haut(part: float, written: str) -> None:
    assert formats.pourcentage(part) == written


def test_un_pourcentage_garde_sa_decimale_dans_une_colonne() -> None:
    assert formats.pourcentage(0.61, aligne=True) == "61,0\u202f%"


def test_un_mois_se_lit_en_toutes_lettres_ou_en_abrege() -> None:
    assert formats.mois(date(2026, 3, 1)) == "mars\u00a02026"
    assert formats.mois(date(2026, 8, 1), annee=False) == "août"
    assert formats.mois(date(2026, 4, 1), court=True) == "avr.\u00a02026"


def test_une_phrase_ecrite_au_clavier_prend_les_espaces_fines() -> None:
    assert formats.typographie("Indicateur inconnu : « dmp » ; est-ce voulu ?") == (
        "Indicateur inconnu\u202f: «\u202fdmp\u202f»\u202f; est-ce voulu\u202f?"
    )


@pytest.mark.parametrize(
    ("value", "written"), [(14.0, "14"), (11.5, "11,5"), (3.25, "3,2"), (0, "0"), (1234.0, "1\u202f234")]
)
def test_une_mesure_n_a_de_decimale_que_s_il_en_faut(value: float, written: str) -> None:
    assert formats.mesure(value) == written


def test_les_jours_qui_restent_se_comptent_a_paris() -> None:
    tard = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert formats.jours_avant(date(2026, 7, 2), tard) == 0
    assert formats.jours_avant(date(2026, 7, 1), tard) == -1
    assert formats.jours_avant(date(2026, 7, 5), tard) == 3
