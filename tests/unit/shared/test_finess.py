"""FINESS numbers: the shape and the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.finess import FinessInvalideError, cle_luhn, est_finess, exiger_finess

DEBUTS = st.from_regex(r"([0-9]{2}|2[AB])[0-9]{6}", fullmatch=True)
NUMEROS = DEBUTS.map(lambda debut: f"{debut}{cle_luhn(debut)}")


@pytest.mark.parametrize("numero", ["310781406", "310000039", "340780477", "2A0000014", "2B0000012"])
def test_des_numeros_publies_ont_la_bonne_cle(numero: str) -> None:
    assert est_finess(numero)


@given(NUMEROS)
def test_un_numero_et_sa_cle_sont_acceptes(numero: str) -> None:
    assert exiger_finess(numero) == numero


@given(NUMEROS, st.integers(0, 8), st.integers(1, 9))
def test_un_chiffre_faux_est_toujours_vu(numero: str, rang: int, ecart: int) -> None:
    if numero[rang] in "AB":
        return
    faux = f"{numero[:rang]}{(int(numero[rang]) + ecart) % 10}{numero[rang + 1 :]}"
    assert not est_finess(faux)


@given(NUMEROS)
def test_les_espaces_et_la_casse_ne_comptent_pas(numero: str) -> None:
    ecrit = f" {numero[:2]} {numero[2:5]}\u202f{numero[5:]}\xa0".lower()
    assert exiger_finess(ecrit) == numero


@given(st.text())
def test_un_texte_quelconque_est_accepte_ou_refuse_par_son_nom(texte: str) -> None:
    try:
        assert est_finess(exiger_finess(texte))
    except FinessInvalideError as refus:
        assert refus.fields == {"valeur": texte}


@pytest.mark.parametrize("faux", ["", "31078140", "3107814060", "٣١٠٧٨١٤٠٦", "310781406\n", "C10781406"])
def test_une_forme_fausse_n_est_pas_un_numero(faux: str) -> None:
    assert not est_finess(faux)
