"""The last moment before a mail leaves: is it still worth sending, and is the person known?"""

from datetime import timedelta

import pytest

from services.notifications.domain.envoi import Contact, attendre, decider
from services.notifications.domain.livraison import EtatLivraison, Motif
from services.notifications.domain.regles import REGLES, EtatDeDemande, RegleDeMessage
from tests.unit.notifications.dossiers import (
    ANIMATEUR,
    AUTRE_ANIMATEUR,
    DEMANDEUR,
    MAINTENANT,
    REPRISE,
    dossier,
    livraison,
    regle_de,
)

ACCUSE, AFFECTATION = regle_de("accuse_reception"), regle_de("nouvelle_affectation")


def test_ce_qui_est_du_part() -> None:
    assert decider(dossier(), ACCUSE, livraison(), REPRISE, MAINTENANT) is None


@pytest.mark.parametrize("regle", REGLES, ids=lambda regle: regle.code)
@pytest.mark.parametrize("etat", EtatDeDemande)
def test_un_message_sans_objet_est_annule(regle: RegleDeMessage, etat: EtatDeDemande) -> None:
    verdict = decider(dossier(etat_demande=etat, intervenant=None), regle, livraison(), REPRISE, MAINTENANT)
    attendu = etat in regle.sans_objet
    assert (verdict is not None and verdict.motif is Motif.SANS_OBJET) == attendu


def test_une_affectation_passee_a_un_autre_est_annulee() -> None:
    passee = dossier(destinataire=ANIMATEUR, intervenant=AUTRE_ANIMATEUR, etat_demande=EtatDeDemande.AFFECTEE)
    verdict = decider(passee, AFFECTATION, livraison(), REPRISE, MAINTENANT)
    assert verdict is not None
    assert (verdict.etat, verdict.motif) == (EtatLivraison.ANNULEE, Motif.REAFFECTEE)
    restee = dossier(destinataire=ANIMATEUR, intervenant=ANIMATEUR, etat_demande=EtatDeDemande.AFFECTEE)
    assert decider(restee, AFFECTATION, livraison(), REPRISE, MAINTENANT) is None


def test_une_personne_effacee_ne_recoit_plus_rien_meme_si_son_adresse_est_encore_la() -> None:
    verdict = decider(dossier(effacee=True), ACCUSE, livraison(), REPRISE, MAINTENANT)
    assert verdict is not None
    assert (verdict.etat, verdict.motif) == (EtatLivraison.ANNULEE, Motif.PERSONNE_EFFACEE)


def test_un_courriel_dont_les_expediteurs_disparaissent_l_un_apres_l_autre_est_abandonne() -> None:
    verdict = decider(dossier(), ACCUSE, livraison(essais=48), REPRISE, MAINTENANT)
    assert verdict is not None
    assert verdict.etat is EtatLivraison.ABANDONNEE


def test_une_personne_pas_encore_connue_est_attendue_de_plus_en_plus_longtemps_puis_plus() -> None:
    pauses = []
    for attendu in (0, 1, 60, 600, 7200):
        maintenant = MAINTENANT + timedelta(seconds=attendu)
        verdict = decider(dossier(contact=None), ACCUSE, livraison(), REPRISE, maintenant)
        assert verdict is not None
        assert (verdict.etat, verdict.motif) == (EtatLivraison.REPORTEE, Motif.CONTACT_INCONNU)
        assert verdict.prochain_le is not None
        pauses.append((verdict.prochain_le - maintenant).total_seconds())
    assert pauses == [2, 2, 30, 300, 300]
    fin = attendre(MAINTENANT, REPRISE, MAINTENANT + REPRISE.patience)
    assert (fin.etat, fin.motif) == (EtatLivraison.ABANDONNEE, Motif.CONTACT_INCONNU)


def test_un_fait_ancien_n_est_plus_annonce_sauf_a_la_demande() -> None:
    tard = MAINTENANT + timedelta(days=8)
    verdict = decider(dossier(), ACCUSE, livraison(), REPRISE, tard)
    assert verdict is not None
    assert verdict.motif is Motif.PERIME
    assert decider(dossier(), ACCUSE, livraison(renvoyee=True), REPRISE, tard) is None


@pytest.mark.parametrize("courriel", [None, ""])
def test_qui_n_a_laisse_qu_un_telephone_ne_recoit_pas_de_courriel(courriel: str | None) -> None:
    sans = dossier(contact=Contact(DEMANDEUR, "Demandeur 1", courriel))
    verdict = decider(sans, ACCUSE, livraison(), REPRISE, MAINTENANT)
    assert verdict is not None
    assert (verdict.etat, verdict.motif) == (EtatLivraison.ANNULEE, Motif.SANS_COURRIEL)


@pytest.mark.parametrize(
    "courriel",
    [
        "sans-arobase", "a@b\r\nBcc: autre@maillage.invalid", "a@b>\nRCPT TO:<c@d", "deux@fois@maillage.invalid",
        "a b@maillage.invalid", "<a@maillage.invalid>", "a@", "@b", "a@-b-", "é@maillage.invalid", "a@" + "b" * 260,
        "a@b.invalid, c@d.invalid", '"a"@b.invalid', "a@b.invalid\x00", "direction@ehpad..fr",
    ],
)  # fmt: skip
def test_une_adresse_qui_n_en_est_pas_une_est_refusee(courriel: str) -> None:
    verdict = decider(
        dossier(contact=Contact(DEMANDEUR, "Demandeur 1", courriel)), ACCUSE, livraison(), REPRISE, MAINTENANT
    )
    assert verdict is not None
    assert (verdict.etat, verdict.motif) == (EtatLivraison.REFUSEE, Motif.ADRESSE_INUTILISABLE)
