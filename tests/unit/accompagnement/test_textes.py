"""Words: cleaned, bounded, and no patient's number in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accompagnement.domain.refus import NumeroDeSecuriteSocialeError, TexteTropLongError, TexteVideError
from services.accompagnement.domain.texte import LONGUEUR_MAX, contient_un_nir, exiger_texte, nettoyer

CORPS = "1850578006084"
CLE = "36"


def cle_du_nir(corps: str) -> str:
    nombre = int(corps.replace("2A", "19").replace("2B", "18"))
    return f"{97 - nombre % 97:02d}"


@pytest.mark.parametrize(
    "ecrit",
    [
        CORPS + cle_du_nir(CORPS),
        f"{CORPS} {cle_du_nir(CORPS)}",
        "1 85 05 78 006 084 " + cle_du_nir(CORPS),
        "1\u202f85\u00a005\u202f78\u202f006\u202f084",
        "1-85-05-78-006-084",
        "1.85.05.78.006.084/" + cle_du_nir(CORPS),
        "185 0578 006 084",
        CORPS,
        f"(NIR:{CORPS})",
        f"patient{CORPS}x",
        "2 84 07 2A 004 123",
        "284072a004123" + cle_du_nir("284072A004123"),
        "1 90 12 2B 033 007 " + cle_du_nir("190122B033007"),
        "１８５０５７８００６０８４",
        "185\u200b0578\u200b006084",
        "1 8 5 0 5 7 8 0 0 6 0 8 4",
        "7 85 05 99 123 084",
        "1 85 20 78 006 084",
        f"{CORPS} 05 61 00 00 00",
        CORPS + "00",
        "1 85 05 78 006 084 00",
    ],
)
def test_un_numero_de_securite_sociale_est_reconnu(ecrit):
    assert contient_un_nir(f"Bonjour, {ecrit} merci")
    with pytest.raises(NumeroDeSecuriteSocialeError) as refus:
        exiger_texte("texte", ecrit)
    assert "850" not in str(refus.value)
    assert refus.value.fields == {"champ": "texte"}


@pytest.mark.parametrize(
    "ecrit",
    [
        "05 61 00 00 00",
        "+33 5 61 00 00 00 et 06 12 34 56 78",
        "FINESS 310781234",
        "SIRET 263 100 125 00012",
        "26310012500012",
        "le 12/01/2026 à 14 h 30",
        "FR76 3000 6000 0112 3456 7890 189",
        "0000000000000",
        "9850578006084",
        "1851378006084",
        "12 345 678 demandes en 2026",
        "18505780060843612345",
    ],
)
def test_un_autre_nombre_passe(ecrit):
    assert not contient_un_nir(ecrit)


@given(
    st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])(31|2A|2B|99)[0-9]{6}", fullmatch=True),
    st.lists(st.sampled_from(["", " ", "\u202f", "-"]), min_size=6, max_size=6),
)
def test_tout_numero_bien_forme_est_reconnu_quels_que_soient_ses_espaces(corps, separateurs):
    parts = [corps[0], corps[1:3], corps[3:5], corps[5:7], corps[7:10], corps[10:], cle_du_nir(corps)]
    ecrit = "".join(part + sep for part, sep in zip(parts, [*separateurs, ""], strict=True))
    assert contient_un_nir(ecrit)
    assert contient_un_nir(ecrit[: -2 - len(separateurs[5])])


@given(st.text())
def test_un_texte_nettoye_peut_s_ecrire_et_reste_le_meme(texte):
    propre = nettoyer(texte)
    assert "\x00" not in propre
    propre.encode()
    assert nettoyer(propre) == propre


def test_un_texte_trop_long_dit_sa_longueur_et_rien_d_autre():
    with pytest.raises(TexteTropLongError, match="10\u202f001 caractères : 10\u202f000 au plus"):
        exiger_texte("texte", "x" * (LONGUEUR_MAX + 1))
    assert exiger_texte("texte", "x" * LONGUEUR_MAX)


def test_un_texte_vide_est_refuse_sauf_ou_il_est_permis():
    with pytest.raises(TexteVideError):
        exiger_texte("texte", " \x00\n ")
    assert exiger_texte("motif", "  ", vide=True) == ""
