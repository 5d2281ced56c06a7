"""A deposit before anything is stored: every field looked at, every fault named."""

import pytest

from services.accompagnement.domain.depot import Contact, Depot
from services.accompagnement.domain.refus import DepartementInconnuError
from services.accompagnement.domain.territoire import exiger_departement
from tests.samples import finess


def depot(**champs: str) -> Depot:
    contact = {champ: champs.pop(champ) for champ in ("nom", "courriel", "telephone") if champ in champs}
    valeurs = {"structure": finess(1), "thematique": "dmp", "texte": "Aide", **champs}
    return Depot(contact=Contact(**{"nom": "Directrice", "courriel": "d@maillage.invalid", **contact}), **valeurs)


def test_un_depot_verifie_est_propre():
    numero = finess(1)
    verifie = depot(
        structure=f" {numero[:2]} {numero[2:]} ",
        nom_structure="oubliée",
        nom="  La   directrice ",
        telephone="05.61.00.00.00",
    ).verifie()
    assert (verifie.structure, verifie.nom_structure) == (numero, "")
    assert (verifie.contact.nom, verifie.contact.telephone) == ("La directrice", "0561000000")


def test_toutes_les_fautes_se_disent_ensemble_chacune_a_son_champ():
    fautes = depot(structure="12", texte=" ", nom="", courriel="x").refus()
    assert [faute.fields["champ"] for faute in fautes] == ["texte", "structure", "nom", "courriel"]


def test_un_depot_sans_faute_n_en_dit_aucune():
    assert depot().refus() == ()


@pytest.mark.parametrize(
    ("dit", "code"),
    [
        ("11", "11"),
        ("9", "09"),
        (" 2a ", "2A"),
        ("aude", "11"),
        ("HAUTE GARONNE", "31"),
        ("herault", "34"),
        ("75", "75"),
        ("974", "974"),
    ],
)
def test_un_departement_se_dit_par_son_code_ou_par_son_nom(dit, code):
    assert exiger_departement("departement", dit) == code


@pytest.mark.parametrize("dit", ["", "20", "00", "96", "975", "999", "Paname", "2C"])
def test_un_departement_inconnu_est_refuse_par_sa_valeur(dit):
    with pytest.raises(DepartementInconnuError) as refus:
        exiger_departement("departement", dit)
    assert refus.value.fields == {"champ": "departement", "valeur": dit}
