"""The catalogue of messages: who is told of what."""

from uuid import uuid4

import pytest

from services.notifications.domain.fait import NomDeFait
from services.notifications.domain.message import composer, identite_du_message
from services.notifications.domain.regles import REGLES, Canal, Cercle, EtatDeDemande, regle, regles_de
from services.notifications.envois.redaction import GABARITS
from services.notifications.pages import libelles
from tests.unit.notifications.dossiers import ANIMATEUR, DEMANDEUR, EVENEMENT, MAINTENANT, fait, regle_de


def test_chaque_regle_a_un_code_a_elle_et_se_retrouve_par_lui() -> None:
    assert len({r.code for r in REGLES}) == len(REGLES)
    assert all(regle(r.code) is r for r in REGLES)
    assert regle("disparue") is None


def test_chaque_fait_entendu_a_au_moins_une_regle() -> None:
    assert [nom for nom in NomDeFait if not regles_de(nom)] == []


def test_chaque_regle_par_courriel_a_son_gabarit_et_chaque_gabarit_sa_regle() -> None:
    expected = {f"{r.code}.txt" for r in REGLES if Canal.COURRIEL in r.canaux} | {"cadre.txt", "cadre.html"}
    assert {path.name for path in GABARITS.iterdir()} == expected


def test_chaque_regle_a_ses_mots_a_l_ecran() -> None:
    assert set(libelles.REGLES) == {r.code for r in REGLES}


@pytest.mark.parametrize(
    ("code", "personne"),
    [
        ("accuse_reception", DEMANDEUR), ("prise_en_charge", DEMANDEUR), ("reponse", DEMANDEUR), ("resolue", DEMANDEUR),
        ("cloturee", DEMANDEUR), ("refusee", DEMANDEUR), ("annulee_demandeur", DEMANDEUR), ("nouvelle_affectation", ANIMATEUR), ("annulee", ANIMATEUR),
        ("structure_fermee", ANIMATEUR),
    ],
)  # fmt: skip
def test_la_regle_nomme_son_destinataire(code: str, personne: object) -> None:
    a = regle_de(code).a
    assert not isinstance(a, Cercle)
    assert a(fait(details={"par": "coordination"})) == personne


def test_une_demande_sans_intervenant_n_annonce_rien_a_personne() -> None:
    a = regle_de("annulee").a
    assert not isinstance(a, Cercle)
    assert a(fait(intervenant=None)) is None


def test_qui_retire_sa_demande_n_en_est_pas_prevenu() -> None:
    a = regle_de("annulee_demandeur").a
    assert not isinstance(a, Cercle)
    assert a(fait(details={"par": "demandeur"})) is None


def test_les_cercles_sont_ceux_du_catalogue() -> None:
    assert regle_de("a_qualifier").a is Cercle.COORDINATION
    assert regle_de("cible_atteinte").a is Cercle.DEMANDEURS_DE_LA_STRUCTURE
    assert regle_de("cible_atteinte_equipe").a is Cercle.ANIMATEURS_DU_DEPARTEMENT


def test_l_animateur_est_prevenu_dans_l_application_et_par_courriel() -> None:
    for code in ("nouvelle_affectation", "annulee", "structure_fermee", "a_qualifier"):
        assert regle_de(code).canaux == {Canal.COURRIEL, Canal.APPLICATION}
    assert regle_de("cible_atteinte_equipe").canaux == {Canal.APPLICATION}


def test_une_affectation_deja_prise_n_a_plus_d_objet_un_accuse_de_reception_si() -> None:
    assert EtatDeDemande.PRISE_EN_CHARGE in regle_de("nouvelle_affectation").sans_objet
    assert EtatDeDemande.PRISE_EN_CHARGE not in regle_de("accuse_reception").sans_objet
    assert EtatDeDemande.ANNULEE in regle_de("accuse_reception").sans_objet


def test_l_identite_d_un_message_ne_depend_que_de_l_evenement_de_la_regle_et_de_la_personne() -> None:
    une = identite_du_message(EVENEMENT, "accuse_reception", DEMANDEUR)
    assert une == identite_du_message(EVENEMENT, "accuse_reception", DEMANDEUR)
    assert str(une) == "639554b6-fd32-5424-8f84-61a1e0722797"
    others = {
        identite_du_message(uuid4(), "accuse_reception", DEMANDEUR),
        identite_du_message(EVENEMENT, "reponse", DEMANDEUR),
        identite_du_message(EVENEMENT, "accuse_reception", ANIMATEUR),
    }
    assert une not in others
    assert len(others) == 3
    assert composer(fait(), regle_de("accuse_reception"), DEMANDEUR, MAINTENANT).id == une
