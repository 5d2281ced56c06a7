"""The breaker: how many dead letters are too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.breaker import MOST_IN_A_ROW, MOST_IN_A_WINDOW, WINDOW, Breaker


def apres_rebuts(breaker: Breaker, nombre: int) -> Breaker:
    for _ in range(nombre):
        breaker = breaker.after_rejected()
    return breaker


def test_cent_rebuts_de_suite_passent_le_cent_unieme_arrete() -> None:
    cent = apres_rebuts(Breaker(), MOST_IN_A_ROW)
    assert cent.why_open() is None
    assert cent.after_rejected().why_open() == "plus de 100 rebuts de suite"


def test_un_message_lu_remet_la_suite_a_zero() -> None:
    breaker = apres_rebuts(Breaker(), MOST_IN_A_ROW).after_good()
    assert breaker.in_a_row == 0
    assert breaker.after_rejected().in_a_row == 1


def test_plus_d_un_pour_cent_d_une_fenetre_arrete_meme_sans_suite() -> None:
    breaker = Breaker()
    for rang in range(MOST_IN_A_WINDOW + 1):
        assert breaker.why_open() is None, rang
        breaker = breaker.after_good(50).after_rejected()
    assert breaker.why_open() == "plus de 1 % de rebuts sur 10000 messages"


def test_un_pour_cent_juste_passe_pour_toujours() -> None:
    breaker = Breaker()
    for _ in range(5 * MOST_IN_A_WINDOW):
        breaker = breaker.after_rejected().after_good(99)
        assert breaker.why_open() is None


def test_une_fenetre_propre_recommence_a_zero() -> None:
    breaker = apres_rebuts(Breaker(), 60).after_good(WINDOW)
    assert breaker.window_rejected == 0
    assert apres_rebuts(breaker.after_good(1), 60).why_open() is None


def test_les_rebuts_toleres_d_avance_ne_comptent_pas() -> None:
    breaker = apres_rebuts(Breaker(tolerance=250), 250)
    assert breaker == Breaker()
    assert apres_rebuts(breaker, MOST_IN_A_ROW + 1).why_open() is not None


@given(st.lists(st.booleans(), max_size=300))
def test_lire_un_a_un_ou_par_paquet_revient_au_meme(lus: list[bool]) -> None:
    un_a_un, par_paquet, bons = Breaker(), Breaker(), 0
    for bon in lus:
        un_a_un = un_a_un.after_good() if bon else un_a_un.after_rejected()
        if bon:
            bons += 1
        else:
            par_paquet, bons = par_paquet.after_good(bons).after_rejected(), 0
    assert par_paquet.after_good(bons) == un_a_un


@pytest.mark.parametrize("nombre", [0, 1, 9_999])
def test_des_messages_bons_n_arretent_jamais(nombre: int) -> None:
    assert Breaker().after_good(nombre).why_open() is None
