"""What happened between two files."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from services.referentiel.domain.comparaison import CHAMPS, comparer
from services.referentiel.domain.faits import (
    StructureConstatee,
    StructureFermee,
    StructureModifiee,
    StructureOuverte,
    StructureRenommee,
    StructureRouverte,
    StructureTransferee,
)
from services.referentiel.domain.structure import Adresse, EntiteJuridique, Etat, Structure
from shared.contracts.colonnes import columns
from shared.contracts.referentiel import StructureV1
from tests.unit.referentiel.documents import le
from tests.unit.referentiel.structures import AUTRE_ENTITE, TOULOUSE, lue, structure, structures


def changements(**champs):
    return comparer(structure(), lue(**champs), premier_chargement=False)


def test_au_premier_chargement_rien_n_est_une_nouvelle():
    (fait,) = comparer(None, lue(), premier_chargement=True)
    assert fait == StructureConstatee(lue(version=1))


def test_un_site_ouvert_qui_apparait_plus_tard_est_une_ouverture():
    (fait,) = comparer(None, lue(), premier_chargement=False)
    assert isinstance(fait, StructureOuverte)


def test_un_site_qui_apparait_deja_ferme_est_seulement_constate():
    (fait,) = comparer(None, lue(etat=Etat.FERMEE), premier_chargement=False)
    assert isinstance(fait, StructureConstatee)


@pytest.mark.parametrize("champ", ["nom", "nom_long", "complement_nom"])
def test_chacun_des_trois_noms_fait_un_renommage(champ):
    (fait,) = changements(**{champ: "LES LILAS"})
    assert isinstance(fait, StructureRenommee)
    assert fait.champs == (champ,)


def test_changer_d_entite_juridique_est_un_transfert_avec_tout_ce_qui_la_dit():
    (fait,) = changements(entite_juridique=AUTRE_ENTITE)
    assert isinstance(fait, StructureTransferee)
    assert fait.structure.entite_juridique == AUTRE_ENTITE
    assert set(fait.champs) == {
        f"entite_juridique.{c}" for c in ("finess", "nom", "nom_long", "siren", "statut_juridique")
    }


def test_une_entite_juridique_renommee_n_est_pas_un_transfert():
    (fait,) = changements(entite_juridique=replace(structure().entite_juridique, nom="NOUVEAU NOM"))
    assert isinstance(fait, StructureModifiee)
    assert fait.champs == ("entite_juridique.nom",)


def test_une_fermeture_prend_sa_date_avec_elle():
    (fait,) = changements(etat=Etat.FERMEE, date_fermeture=date(2025, 12, 31))
    assert isinstance(fait, StructureFermee)
    assert fait.champs == ("etat", "date_fermeture")


def test_un_site_ferme_qui_revient_est_rouvert():
    fermee = structure(etat=Etat.FERMEE, date_fermeture=date(2025, 12, 31))
    (fait,) = comparer(fermee, lue(), premier_chargement=False)
    assert isinstance(fait, StructureRouverte)
    assert fait.structure.date_fermeture is None


def test_une_date_de_fermeture_seule_est_une_modification():
    (fait,) = changements(date_fermeture=date(2027, 1, 1))
    assert isinstance(fait, StructureModifiee)


def test_toutes_les_autres_differences_font_une_seule_modification():
    (fait,) = changements(categorie="202", telephones=(), point=None, adresse=replace(TOULOUSE, voie="DES ROSES"))
    assert isinstance(fait, StructureModifiee)
    assert fait.champs == ("categorie", "adresse.voie", "point", "telephones")


def test_plusieurs_changements_font_chacun_leur_evenement_dans_l_ordre():
    faits = changements(
        nom="LES LILAS",
        categorie="202",
        entite_juridique=AUTRE_ENTITE,
        etat=Etat.FERMEE,
        date_fermeture=date(2025, 1, 1),
    )
    assert [type(f) for f in faits] == [StructureFermee, StructureTransferee, StructureRenommee, StructureModifiee]
    assert [f.structure.version for f in faits] == [2, 3, 4, 5]


def test_l_etat_entre_deux_evenements_est_entier_et_ne_dit_que_ce_qui_est_arrive():
    transfert, renommage = changements(nom="LES LILAS", entite_juridique=AUTRE_ENTITE)
    assert transfert.structure.nom == "EHPAD 1"
    assert renommage.structure.nom == "LES LILAS"
    assert renommage.structure.entite_juridique == AUTRE_ENTITE


def test_sans_difference_il_ne_se_passe_rien_quelle_que_soit_la_date_du_fichier():
    assert changements() == []


def test_chaque_version_porte_la_date_du_fichier_qui_l_a_montree():
    (fait,) = changements(nom="LES LILAS")
    assert fait.structure.constate_le == le(6)


def test_tous_les_champs_du_contrat_sont_compares():
    du_contrat = {c.path for c in columns(StructureV1)} - {"version", "finess", "constate_le", "changements"}
    assert {"point" if c.startswith("point.") else c for c in du_contrat} == set(CHAMPS)


@given(structures(), structures())
def test_les_faits_appliques_dans_l_ordre_menent_au_nouvel_etat(ancienne: Structure, nouvelle: Structure):
    ancienne = replace(ancienne, version=7)
    faits = comparer(ancienne, nouvelle, premier_chargement=False)
    courante = ancienne
    for rang, fait in enumerate(faits, start=1):
        assert fait.structure.version == 7 + rang
        assert set(fait.champs) == _differences(courante, fait.structure)
        courante = fait.structure
    assert replace(courante, version=0, constate_le=nouvelle.constate_le, changements=()) == nouvelle
    assert bool(faits) == bool(_differences(ancienne, nouvelle))
    assert len({type(fait) for fait in faits}) == len(faits)


@given(structures())
def test_un_etat_compare_a_lui_meme_ne_change_pas(connue: Structure):
    assert comparer(connue, connue, premier_chargement=False) == []


def _differences(avant: Structure, apres: Structure) -> set[str]:
    return {champ for champ in CHAMPS if _lire(avant, champ) != _lire(apres, champ)}


def _lire(valeur: Structure | Adresse | EntiteJuridique, champ: str):
    for partie in champ.split("."):
        valeur = getattr(valeur, partie)
    return valeur
