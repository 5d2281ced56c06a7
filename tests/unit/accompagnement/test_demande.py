"""The life of a request: only the steps of the table, by those it names, each telling its fact."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accompagnement.domain import refus
from services.accompagnement.domain.auteur import DEMANDEUR, SYSTEME, Acteur, Auteur
from services.accompagnement.domain.demande import Affectation, Demande, Message
from services.accompagnement.domain.etats import (
    OUVERTS,
    Canal,
    CauseDAffectation,
    CauseDeCloture,
    CodeDExplication,
    Etat,
    Issue,
    MotifDeQualification,
    MotifDeRefus,
)
from services.accompagnement.domain.faits import Reference
from services.accompagnement.domain.transitions import TRANSITIONS
from shared.kernel.errors import Refusal

MAINTENANT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PERSONNE, AUTRE, DEMANDE = (UUID(int=n) for n in (1, 2, 3))
PRINCIPAL = Auteur(Acteur.INTERVENANT, PERSONNE)
COLLEGUE = Auteur(Acteur.INTERVENANT, AUTRE)
COORDINATION = Auteur(Acteur.COORDINATION)
REFERENT = Auteur(Acteur.REFERENT, AUTRE)
SUPPLEANT = Auteur(Acteur.INTERVENANT, AUTRE, remplace=True)
RELEVE = Auteur(Acteur.COORDINATION, remplace=True)
AUTEURS = (DEMANDEUR, SYSTEME, PRINCIPAL, COLLEGUE, SUPPLEANT, COORDINATION, RELEVE, REFERENT)
REF = Reference(DEMANDE, "DA-2026-00042", "310000013", "31", "dmp", AUTRE)


def affectation(personne: UUID = PERSONNE) -> Affectation:
    return Affectation(
        DEMANDE, personne, "Animateur Haute-Garonne 1", CauseDAffectation.AUTOMATIQUE, CodeDExplication.MOINS_CHARGE,
        "Charge la plus faible.", 3, MAINTENANT,
    )  # fmt: skip


def message(par: Auteur = PRINCIPAL, *, interne: bool = False) -> Message:
    return Message(DEMANDE, par, "Voici.", MAINTENANT, interne=interne)


ORDRES = {
    "qualifier": lambda d, _: d.mettre_a_qualifier([MotifDeQualification.AUCUN_CANDIDAT], MAINTENANT),
    "affecter": lambda d, par: d.affecter(affectation(), par),
    "prendre_en_charge": lambda d, par: d.prendre_en_charge(par, MAINTENANT, sienne=affectation(AUTRE)),
    "resoudre": lambda d, par: d.resoudre(Issue.AIDE_APPORTEE, par, MAINTENANT),
    "cloturer": lambda d, par: d.cloturer(par, MAINTENANT),
    "refuser": lambda d, par: d.refuser(MotifDeRefus.DOUBLON, "Voir ailleurs.", par, MAINTENANT),
    "annuler": lambda d, par: d.annuler(par, MAINTENANT),
}


def deposee() -> Demande:
    return Demande.deposer(
        REF, canal=Canal.FORMULAIRE, nom_structure="EHPAD 1", texte="Aide", maintenant=MAINTENANT, par=DEMANDEUR
    )


def a(etat: Etat) -> Demande:
    """Return a request that came to this state by its usual road, an answer written where one may be."""
    demande = deposee()
    chemins = {
        Etat.DEPOSEE: (),
        Etat.A_QUALIFIER: (("qualifier", SYSTEME),),
        Etat.AFFECTEE: (("affecter", SYSTEME),),
        Etat.PRISE_EN_CHARGE: (("affecter", SYSTEME), ("prendre_en_charge", PRINCIPAL)),
        Etat.RESOLUE: (("affecter", SYSTEME), ("prendre_en_charge", PRINCIPAL), ("resoudre", PRINCIPAL)),
        Etat.CLOTUREE: (
            ("affecter", SYSTEME), ("prendre_en_charge", PRINCIPAL), ("resoudre", PRINCIPAL), ("cloturer", SYSTEME),
        ),
        Etat.REFUSEE: (("qualifier", SYSTEME), ("refuser", COORDINATION)),
        Etat.ANNULEE: (("annuler", DEMANDEUR),),
    }  # fmt: skip
    for ordre, par in chemins[etat]:
        if ordre == "resoudre":
            demande.repondre(message())
        ORDRES[ordre](demande, par)
    if etat is Etat.PRISE_EN_CHARGE:
        demande.repondre(message())
    return demande


@pytest.mark.parametrize("etat", Etat)
def test_un_ordre_passe_si_et_seulement_si_la_table_le_permet(etat):
    for ordre, par in product(ORDRES, AUTEURS):
        _essayer(etat, ordre, par)


def _essayer(etat: Etat, ordre: str, par: Auteur) -> None:
    demande = a(etat)
    assert demande.etat is etat
    faits, version = len(demande.faits), demande.version
    # The platform alone qualifies: that order takes no author.
    parts = SYSTEME.parts(None) if ordre == "qualifier" else par.parts(demande.principal)
    permises = [r for (de, _), r in TRANSITIONS.items() if de is etat and r.commande == ordre and r.qui & parts]
    if permises:
        ORDRES[ordre](demande, par)
        assert type(demande.faits[-1]) is permises[0].fait
        pas = 2 if ordre == "prendre_en_charge" and Acteur.SUPPLEANT in parts else 1
        assert (TRANSITIONS[etat, demande.etat], demande.version) == (permises[0], version + pas)
    else:
        with pytest.raises(Refusal):
            ORDRES[ordre](demande, par)
        assert (demande.etat, len(demande.faits), demande.version) == (etat, faits, version)


@given(st.lists(st.tuples(st.sampled_from([*ORDRES, "repondre", "signaler"]), st.sampled_from(AUTEURS)), max_size=12))
def test_quoi_qu_il_arrive_les_versions_se_suivent_et_les_fins_sont_sans_retour(pas):
    demande = deposee()
    for ordre, par in pas:
        avant = demande.etat
        try:
            if ordre == "repondre":
                demande.repondre(message(par))
            elif ordre == "signaler":
                demande.signaler_fermeture(MAINTENANT)
            else:
                ORDRES[ordre](demande, par)
        except Refusal:
            assert demande.etat is avant
            continue
        assert demande.etat is avant or (avant, demande.etat) in TRANSITIONS
        assert avant not in (Etat.CLOTUREE, Etat.REFUSEE, Etat.ANNULEE)
    assert [fait.version for fait in demande.faits] == list(range(1, demande.version + 1))
    assert (demande.principal is not None) >= (demande.etat in (Etat.AFFECTEE, Etat.PRISE_EN_CHARGE, Etat.RESOLUE))


def test_chaque_etat_s_atteint_et_chaque_etat_ouvert_se_quitte():
    assert {vers for _, vers in TRANSITIONS} == set(Etat)
    assert {de for de, _ in TRANSITIONS if de} == OUVERTS | {Etat.RESOLUE}


def test_une_demande_deja_prise_ne_peut_l_etre_par_un_autre():
    with pytest.raises(refus.DemandeDejaPriseEnChargeError, match="déjà prise en charge par Animateur Haute-Garonne 1"):
        a(Etat.PRISE_EN_CHARGE).prendre_en_charge(COLLEGUE, MAINTENANT)


def test_seul_le_principal_prend_en_charge():
    with pytest.raises(refus.PasLePrincipalError, match="Animateur Haute-Garonne 1"):
        a(Etat.AFFECTEE).prendre_en_charge(COLLEGUE, MAINTENANT)


def test_on_ne_resout_pas_sans_reponse_ecrite():
    demande = a(Etat.AFFECTEE)
    demande.prendre_en_charge(PRINCIPAL, MAINTENANT)
    demande.annoter(message(interne=True))
    with pytest.raises(refus.ReponseManquanteError):
        demande.resoudre(Issue.AIDE_APPORTEE, PRINCIPAL, MAINTENANT)


@pytest.mark.parametrize(
    ("par", "cause"),
    [
        (DEMANDEUR, CauseDeCloture.CONFIRMEE),
        (PRINCIPAL, CauseDeCloture.PRINCIPAL),
        (SYSTEME, CauseDeCloture.SILENCE),
    ],
)
def test_la_cloture_dit_qui_l_a_voulue(par, cause):
    demande = a(Etat.RESOLUE)
    demande.cloturer(par, MAINTENANT)
    assert demande.faits[-1].cause is cause


def test_un_signalement_ne_se_fait_qu_une_fois_et_sur_une_demande_ouverte():
    demande = a(Etat.AFFECTEE)
    demande.signaler_fermeture(MAINTENANT)
    assert demande.faits[-1].intervenant == PERSONNE
    with pytest.raises(refus.DemandeDejaSignaleeError):
        demande.signaler_fermeture(MAINTENANT)
    with pytest.raises(refus.TransitionInterditeError):
        a(Etat.CLOTUREE).signaler_fermeture(MAINTENANT)


@pytest.mark.parametrize("etat", Etat)
def test_les_actions_annoncees_sont_celles_qui_passent(etat):
    for par in AUTEURS:
        annoncees = a(etat).actions(par) - {"repondre"}
        passent = {ordre for ordre, donner in ORDRES.items() if _passe(donner, a(etat), par)}
        assert annoncees == passent - ({"qualifier"} if par is not SYSTEME else set()), par


def _passe(donner: Callable[[Demande, Auteur], None], demande: Demande, par: Auteur) -> bool:
    try:
        donner(demande, par)
    except Refusal:
        return False
    return True
