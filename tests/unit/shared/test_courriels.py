"""Addresses that a mail can be sent to, and what is said of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.courriels import CourrielInutilisableError, defaut_de_courriel


@pytest.mark.parametrize(
    "adresse",
    [
        "a@b.invalid", "animateur-11-1@maillage.invalid", "x.y+z_1@sous.domaine.invalid", "o'neil@xn--caf-dma.invalid",
        "a" * 64 + "@b.invalid", "1@2.3.fr",
    ],
)  # fmt: skip
def test_une_adresse_ordinaire_convient(adresse: str) -> None:
    assert defaut_de_courriel(adresse) is None


@pytest.mark.parametrize(
    ("adresse", "raison"),
    [
        ("rené@exemple.fr", "« é » n’y est pas accepté, donnez une adresse sans accent"),
        ("a@é.fr", "« é » n’y est pas accepté"),
        ("direction@ehpad..fr", "un point"), ("a..b@c.fr", "un point"), (".a@c.fr", "un point"), ("a.@c.fr", "un point"),
        ("a@.c.fr", "un point"), ("a@c.fr.", "un point"),
        ("a@[c.fr", "« [ » n’y est pas accepté"), ("a\\b@c.fr", "« \\ » n’y est pas accepté"),
        ("<a@c.fr>", "« < »"), ('"a"@c.fr', '« " »'), ("a@b.fr,c@d.fr", "un seul « @ »"), ("a,b@c.fr", "« , »"),
        ("=?utf-8?q?a?=@b.fr", "« =? »"),
        ("", "on attend un nom"), ("sans-arobase", "on attend un nom"), ("@b.fr", "on attend un nom"),
        ("a@", "on attend un nom"), ("deux@fois@b.fr", "on attend un nom"),
        ("a b@c.fr", "un blanc"), ("a@c.fr\n", "un blanc"), ("a@c.fr\r\nBcc: b@c.fr", "un blanc"), ("a\x00@c.fr", "un blanc"),
        ("a" * 65 + "@b.fr", "trop longue"), ("a@" + "b" * 63 + (".b" * 100) + ".fr", "trop longue"),
        ("a@b", "nom de domaine"), ("a@-b.fr", "nom de domaine"), ("a@b-.fr", "nom de domaine"),
        ("a@b_c.fr", "nom de domaine"), ("a@b.c", "nom de domaine"), ("a@" + "b" * 64 + ".fr", "nom de domaine"),
    ],
)  # fmt: skip
def test_une_adresse_ou_rien_ne_peut_partir_dit_ce_qui_ne_va_pas(adresse: str, raison: str) -> None:
    dit = defaut_de_courriel(adresse)
    assert dit is not None
    assert raison in dit
    assert adresse in str(CourrielInutilisableError(champ="courriel", valeur=adresse, raison=dit))


@given(st.text(st.characters(codec="ascii"), max_size=12), st.text(st.characters(codec="ascii"), max_size=12))
def test_une_adresse_qui_convient_est_une_seule_ligne_d_ascii(nom: str, domaine: str) -> None:
    adresse = f"{nom}@{domaine}.fr"
    if defaut_de_courriel(adresse) is None:
        assert adresse.isprintable()
        assert not set(adresse) & set(' <>()[]\\,;:"')
        assert adresse.count("@") == 1
        assert ".." not in adresse
