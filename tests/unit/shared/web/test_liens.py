"""Signed links: they open one thing, for one use, as long as one of our keys signed them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.liens import LienInvalideError, Liens

DEMANDE = UUID("0193a7c2-5b7e-7d10-9a51-3f0c1d2e4a01")


@given(st.uuids())
def test_un_lien_rend_ce_qui_a_ete_signe(identifiant: UUID) -> None:
    liens = Liens(["une clé"])
    assert liens.lire("suivi", liens.signer("suivi", identifiant)) == identifiant


def test_un_lien_d_un_autre_usage_d_une_autre_cle_coupe_ou_change_est_refuse() -> None:
    liens = Liens(["une clé"])
    jeton = liens.signer("suivi", DEMANDE)
    for faux in (jeton[:-1], jeton + "A", "x" + jeton, "", ".", jeton.split(".")[0], "é"):
        with pytest.raises(LienInvalideError, match="Reprenez-le en entier"):
            liens.lire("suivi", faux)
    with pytest.raises(LienInvalideError):
        liens.lire("autre", jeton)
    with pytest.raises(LienInvalideError):
        Liens(["une autre clé"]).lire("suivi", jeton)


def test_apres_un_changement_de_cle_les_anciens_liens_s_ouvrent_encore() -> None:
    ancien = Liens(["vieille"]).signer("suivi", DEMANDE)
    apres = Liens(["neuve", "vieille"])
    assert apres.lire("suivi", ancien) == DEMANDE
    assert Liens(["neuve"]).lire("suivi", apres.signer("suivi", DEMANDE)) == DEMANDE


def test_sans_cle_rien_ne_se_signe() -> None:
    with pytest.raises(ValueError, match="MAILLAGE_CLES"):
        Liens([])
