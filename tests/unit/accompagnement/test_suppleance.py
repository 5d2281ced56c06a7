"""Who may see to a request that nobody present answers for, and what that makes of it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.accompagnement.domain import refus
from services.accompagnement.domain.auteur import Acteur, Auteur
from services.accompagnement.domain.etats import CodeDExplication, Etat, Profil
from services.accompagnement.domain.intervenant import Intervenant, Periode, Personne
from services.accompagnement.domain.suppleance import Suppleance
from tests.unit.accompagnement.test_demande import AUTRE, COORDINATION, PERSONNE, a, affectation

JOUR = date(2026, 11, 2)
MAINTENANT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ABSENCE = (Periode(JOUR, date(2026, 11, 13)),)
SOI = Auteur(Acteur.INTERVENANT, AUTRE)


def intervenant(
    personne: UUID, *, departements: tuple[str, ...] = ("31",), profil: Profil = Profil.ANIMATEUR,
    absences: tuple[Periode, ...] = (), actif: bool = True,
) -> Intervenant:  # fmt: skip
    return Intervenant(Personne(personne, 1, "Collègue", None, "s", None, departements, profil), 1, actif, absences)


@pytest.mark.parametrize(
    ("principal", "soi", "remplace"),
    [
        (intervenant(PERSONNE, absences=ABSENCE), intervenant(AUTRE), True),
        (intervenant(PERSONNE, actif=False), intervenant(AUTRE), True),
        (None, intervenant(AUTRE), True),
        (intervenant(PERSONNE), intervenant(AUTRE), False),
        (intervenant(PERSONNE, absences=ABSENCE), intervenant(AUTRE, absences=ABSENCE), False),
        (intervenant(PERSONNE, absences=ABSENCE), intervenant(AUTRE, departements=("34",)), False),
        (intervenant(PERSONNE, absences=ABSENCE), intervenant(AUTRE, profil=Profil.REFERENT), False),
        (None, None, False),
    ],
)
def test_un_animateur_present_du_departement_remplace_un_absent_ou_personne(principal, soi, remplace):
    assert Suppleance(JOUR, principal, soi).situer(SOI, a(Etat.AFFECTEE)).remplace is remplace


def test_la_coordination_remplace_un_absent_et_lui_seul():
    absent, present = intervenant(PERSONNE, absences=ABSENCE), intervenant(PERSONNE)
    assert Suppleance(JOUR, absent).situer(COORDINATION, a(Etat.AFFECTEE)).remplace
    assert not Suppleance(JOUR, present).situer(COORDINATION, a(Etat.AFFECTEE)).remplace
    assert not Suppleance(JOUR).situer(COORDINATION, a(Etat.A_QUALIFIER)).remplace


def test_la_releve_se_dit_avec_sa_raison():
    suppleance = Suppleance(JOUR, intervenant(PERSONNE, absences=ABSENCE), intervenant(AUTRE))
    choix = suppleance.affectation(UUID(int=9), points=3, maintenant=MAINTENANT)
    assert (choix.intervenant, choix.code) == (AUTRE, CodeDExplication.RELEVE)
    assert "absente jusqu’au 13/11/2026" in choix.phrase
    seul = Suppleance(JOUR, None, intervenant(AUTRE)).affectation(UUID(int=9), points=3, maintenant=MAINTENANT)
    assert seul.code is CodeDExplication.INITIATIVE


def test_qui_releve_devient_le_principal():
    demande = a(Etat.AFFECTEE)
    demande.prendre_en_charge(Auteur(Acteur.INTERVENANT, AUTRE, remplace=True), MAINTENANT, sienne=affectation(AUTRE))
    assert (demande.principal, demande.etat) == (AUTRE, Etat.PRISE_EN_CHARGE)
    assert [fait.nom for fait in demande.faits[-2:]] == ["DemandeAffectee", "DemandePriseEnCharge"]


def test_la_coordination_ne_reprend_pas_a_qui_est_present():
    with pytest.raises(refus.ActeurRefuseError, match="si la personne à qui elle est affectée est absente"):
        a(Etat.AFFECTEE).affecter(affectation(AUTRE), COORDINATION)


def test_seule_la_prise_en_charge_dit_par_qui_elle_est_prise():
    with pytest.raises(refus.DemandeDejaPriseEnChargeError, match="déjà prise en charge par"):
        a(Etat.PRISE_EN_CHARGE).prendre_en_charge(SOI, MAINTENANT, lue=2)
    with pytest.raises(refus.VersionPerimeeError, match="version 2, désormais 4"):
        a(Etat.PRISE_EN_CHARGE).exiger_version(2)
    with pytest.raises(refus.VersionPerimeeError):
        a(Etat.AFFECTEE).prendre_en_charge(SOI, MAINTENANT, lue=1)
