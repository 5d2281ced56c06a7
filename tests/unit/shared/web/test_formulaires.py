"""A form after a refusal: what was typed stays, each error at its field."""

from shared.kernel.errors import InvalidInput
from shared.web.formulaires import Formulaire


class CourrielFauxError(InvalidInput):
    message = "« {valeur} » n'est pas une adresse."


def test_ce_qui_etait_saisi_reste_et_l_erreur_est_a_son_champ() -> None:
    formulaire = Formulaire({"courriel": "x", "nom": "N"}).refuse(
        CourrielFauxError(champ="courriel", valeur="x"), "nom"
    )
    assert formulaire.valeur("nom") == "N"
    assert formulaire.erreurs == {"courriel": "« x » n'est pas une adresse."}
    assert formulaire.valeur("absent") == formulaire.erreur("absent") == ""


def test_un_refus_sans_champ_est_dit_au_champ_donne_avec_les_mots_de_l_ecran() -> None:
    formulaire = Formulaire({}).refuse(CourrielFauxError(valeur="x"), "texte", "Relisez.")
    assert formulaire.erreurs == {"texte": "Relisez."}


def test_la_premiere_erreur_d_un_champ_reste() -> None:
    assert Formulaire({}, {"nom": "manque"}).avec({"nom": "autre", "texte": "vide"}).erreurs == {
        "nom": "manque",
        "texte": "vide",
    }
