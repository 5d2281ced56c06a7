"""A patient's number is looked for in what will be stored, however it is cut and in whatever digits it is written."""

import pytest

from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.refus import NumeroDeSecuriteSocialeError
from services.accompagnement.domain.texte import contient_un_nir, exiger_ligne
from tests.samples import finess

ARABES = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "ecrit",
    [
        "1   85   05   78   006   084   91",
        "1\n\n\n85\n\n\n05 78 006 084",
        "1,85,05,78,006,084,91",
        "1, 85, 05, 78, 006, 084",
        "1 : 85 : 05 : 78 : 006 : 084 : 91",
        "1;85;05;78;006;084",
        "1·85·05·78·006·084·91",
        "1(85)05(78)006(084)91",
        "2 ; 84 : 07 , 2A · 004 , 123 ; " + str(97 - 2840719004123 % 97).zfill(2),
        "1850578006084".translate(ARABES),
        "1 85 05 78 006 084".translate(ARABES),
        "Dossier 12 : 1, 85, 05, 78, 006, 084, 91",
        "1850578006084, 05 61 00 00 00",
    ],
)
def test_un_numero_espace_autrement_est_reconnu(ecrit: str) -> None:
    assert contient_un_nir(f"Bonjour, {ecrit} merci")


@pytest.mark.parametrize(
    "ecrit",
    [
        "05 61 00 00 00, 06 12 34 56 78, +33 6 12 34 56 78 ; +33 (0)4 67 33 12 20",
        "ouvert de 8:00-12:30, 13:30-17h, le samedi 7:30 - 12:30",
        "FINESS : 31 0 78 123 4, 310781234 ; 34 078 047 7",
        "SIRET : 263 100 125 00012, 26310012500012, FINESS 310781234",
        "les 12/01/2026, 15/01/2026 ; 1/2/2026 : 14:30",
        "chambres 101, 102, 103, 104, 105",
        "lits (10), (11), (12), (13), (14), (15)",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
    ],
)
def test_telephones_finess_siret_dates_et_heures_passent(ecrit: str) -> None:
    assert not contient_un_nir(ecrit)


@pytest.mark.parametrize(
    ("champ", "ecrit"),
    [
        ("nom", "1   85   05   78   006   084   91"),
        ("fonction", "1 \x00 85 \x00 05 \x00 78 \x00 006 \x00 084"),
        ("telephone", "1(85)05(78)006(084)91"),
        ("telephone", "1 (85) (05) (78) (006) (084)"),
        ("telephone", "18(50)5 7 8(00)60(8)4 91"),
    ],
)
def test_rien_de_ce_qui_est_garde_d_un_contact_n_est_un_numero_de_patient(champ: str, ecrit: str) -> None:
    contact = Contact(**{"nom": "Directrice", "courriel": "d@maillage.invalid", champ: ecrit})
    depot = Depot(thematique="dmp", texte="Aide", contact=contact, structure=finess(1))
    with pytest.raises(NumeroDeSecuriteSocialeError) as refus:
        depot.verifie()
    assert refus.value.fields == {"champ": champ}


def test_les_mots_d_une_ligne_se_gardent_avec_une_espace() -> None:
    assert exiger_ligne("nom", "  La \x00  directrice\t adjointe ") == "La directrice adjointe"
