"""The machine of a delivery: what follows an attempt, and what may be sent again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.livraison import (
    OUVERTS,
    RENVOYABLES,
    TRANSITIONS,
    Essai,
    EtatLivraison,
    Issue,
    LivraisonDejaPartieError,
    LivraisonNonRenvoyableError,
    Reprise,
    apres_essai,
    exiger_renvoyable,
)
from tests.unit.notifications.dossiers import MAINTENANT, REPRISE, livraison

PASSAGERES = (Issue.DIFFEREE, Issue.COUPEE, Issue.INJOIGNABLE, Issue.INTERROMPUE)


def essai(issue: Issue) -> Essai:
    return Essai(MAINTENANT, 12, issue, None, "mots du serveur")


def test_un_courriel_accepte_est_envoye() -> None:
    verdict = apres_essai(livraison(), essai(Issue.ACCEPTEE), REPRISE, fin=MAINTENANT, hasard=0.5)
    assert (verdict.etat, verdict.prochain_le) == (EtatLivraison.ENVOYEE, None)


def test_un_refus_du_serveur_est_definitif() -> None:
    verdict = apres_essai(livraison(), essai(Issue.REFUSEE), REPRISE, fin=MAINTENANT, hasard=0.5)
    assert (verdict.etat, verdict.prochain_le) == (EtatLivraison.REFUSEE, None)


@pytest.mark.parametrize("issue", PASSAGERES)
def test_un_echec_passager_est_repris_cinq_minutes_plus_tard(issue: Issue) -> None:
    verdict = apres_essai(livraison(), essai(issue), REPRISE, fin=MAINTENANT, hasard=0.5)
    assert (verdict.etat, verdict.prochain_le) == (EtatLivraison.REPORTEE, MAINTENANT + timedelta(minutes=5))


@given(st.floats(0, 1, exclude_max=True))
def test_la_gigue_reste_dans_ses_bornes(hasard: float) -> None:
    pause = REPRISE.apres(MAINTENANT, hasard) - MAINTENANT
    assert timedelta(minutes=4) <= pause <= timedelta(minutes=6)


@pytest.mark.parametrize("issue", PASSAGERES)
def test_au_quarante_huitieme_essai_on_abandonne(issue: Issue) -> None:
    avant = apres_essai(livraison(essais=46), essai(issue), REPRISE, fin=MAINTENANT, hasard=0.5)
    dernier = apres_essai(livraison(essais=47), essai(issue), REPRISE, fin=MAINTENANT, hasard=0.5)
    assert avant.etat is EtatLivraison.REPORTEE
    assert dernier.etat is EtatLivraison.ABANDONNEE


def test_la_patience_est_celle_des_essais() -> None:
    assert Reprise().patience == timedelta(hours=4)


@given(st.sampled_from(Issue), st.integers(0, 100), st.floats(0, 1, exclude_max=True))
def test_toute_suite_d_un_essai_est_une_transition_permise(issue: Issue, essais: int, hasard: float) -> None:
    verdict = apres_essai(livraison(essais=essais), essai(issue), REPRISE, fin=MAINTENANT, hasard=hasard)
    assert verdict.etat in TRANSITIONS[EtatLivraison.EN_COURS]
    assert (verdict.etat in OUVERTS) == (verdict.prochain_le is not None)


def test_un_courriel_parti_ne_bouge_plus() -> None:
    assert TRANSITIONS[EtatLivraison.ENVOYEE] == frozenset()
    assert all(EtatLivraison.EN_COURS not in TRANSITIONS[etat] for etat in EtatLivraison if etat not in OUVERTS)


def test_on_renvoie_ce_qui_a_echoue_ou_attend_et_rien_d_autre() -> None:
    assert {EtatLivraison.REFUSEE, EtatLivraison.ABANDONNEE, EtatLivraison.REPORTEE} == RENVOYABLES
    for etat in RENVOYABLES:
        exiger_renvoyable(etat)
    with pytest.raises(LivraisonDejaPartieError, match="déjà parti"):
        exiger_renvoyable(EtatLivraison.ENVOYEE)
    with pytest.raises(LivraisonNonRenvoyableError):
        exiger_renvoyable(EtatLivraison.ANNULEE)
