"""What a line of a file of figures may be, field by field."""

from datetime import date

import pytest

from services.usages.domain.importation import LigneEcartee
from services.usages.domain.lecture import Lecteur, couper
from shared.kernel.finess import est_finess
from tests.samples import finess

SITE = finess(1)
ARIEGE, AIN = finess(1, "09"), finess(1, "01")


@pytest.fixture
def lecteur() -> Lecteur:
    return Lecteur(["dmp_alimentation", "ins_qualifiee"], date(2026, 11, 1))


def ligne(site: str = SITE, indicateur="dmp_alimentation", mois="2026-03", numerateur="61", denominateur="100") -> str:
    return f"{site};{indicateur};{mois};{numerateur};{denominateur}"


def test_une_ligne_juste_est_lue(lecteur):
    assert lecteur.lire(7, ligne()) == (7, SITE, "dmp_alimentation", date(2026, 3, 1), 61, 100, False)


@pytest.mark.parametrize(
    ("brute", "attendue"),
    [
        (ligne(numerateur="0", denominateur="0"), (0, 0)),
        (ligne(numerateur="130", denominateur="100"), (130, 100)),
        (ligne(numerateur=" 061 ", denominateur="100 "), (61, 100)),
        (f'"{SITE}";"dmp_alimentation";"2026-03";"61";"100"', (61, 100)),
        (ligne(numerateur="9" * 12, denominateur="1"), (10**12 - 1, 1)),
        ("  " + ligne(mois=" 2026-03 ", indicateur=" dmp_alimentation "), (61, 100)),
        (ligne(site=f"{SITE[:2]} {SITE[2:]}"), (61, 100)),
        (ligne(mois="2026-11"), (61, 100)),
    ],
)
def test_ce_qui_se_lit_sans_dommage_est_accepte(lecteur, brute, attendue):
    assert lecteur.lire(2, brute)[4:6] == attendue


def test_un_zero_initial_perdu_est_retabli_et_signale(lecteur):
    assert lecteur.lire(2, ligne(site=ARIEGE[1:])) == (2, ARIEGE, "dmp_alimentation", date(2026, 3, 1), 61, 100, True)
    assert lecteur.lire(3, ligne(site=ARIEGE))[6] is False


def test_un_zero_perdu_ailleurs_que_dans_la_region_ne_se_devine_pas(lecteur):
    ecartee = lecteur.lire(2, ligne(site=AIN[1:]))
    assert (ecartee.champ, ecartee.valeur) == ("finess", AIN[1:])
    tronque = next(f"3{n:07d}" for n in range(100) if est_finess(f"03{n:07d}"))
    assert lecteur.lire(3, ligne(site=tronque)).champ == "finess"


def test_la_corse_garde_sa_lettre(lecteur):
    assert lecteur.lire(2, ligne(site=finess(3, "2A").lower()))[1] == finess(3, "2A")


@pytest.mark.parametrize(
    ("brute", "champ", "valeur", "motif"),
    [
        (ligne(site=""), "finess", "", "manque"),
        (ligne(site="12"), "finess", "12", "neuf caractères"),
        (ligne(site="3,1E+08"), "finess", "3,1E+08", "neuf caractères"),
        (
            ligne(site=SITE[:8] + str((int(SITE[8]) + 1) % 10)),
            "finess",
            None,
            f"clé de contrôle est fausse : {SITE[8]}",
        ),
        (ligne(indicateur="dmp"), "indicateur", "dmp", "inconnu ; connus : dmp_alimentation, ins_qualifiee"),
        (ligne(indicateur=""), "indicateur", "", "inconnu"),
        (ligne(mois="03/2026"), "mois", "03/2026", "AAAA-MM"),
        (ligne(mois="2026-13"), "mois", "2026-13", "AAAA-MM"),
        (ligne(mois="2026-3"), "mois", "2026-3", "AAAA-MM"),
        (ligne(mois="2026-12"), "mois", "2026-12", "à venir : le mois en cours est 2026-11"),
        (ligne(mois="1999-12"), "mois", "1999-12", "antérieur à 2000"),
        (ligne(numerateur="-1"), "numerateur", "-1", "négatif"),
        (ligne(denominateur="-5"), "denominateur", "-5", "négatif"),
        (ligne(numerateur="6,5"), "numerateur", "6,5", "entier"),
        (ligne(numerateur="1 000"), "numerateur", "1 000", "entier"),
        (ligne(numerateur="douze"), "numerateur", "douze", "entier"),
        (ligne(numerateur="²"), "numerateur", "²", "entier"),
        (ligne(denominateur="1" + "0" * 12), "denominateur", None, "dépasse"),
        (ligne(denominateur="1" * 100_000), "denominateur", None, "dépasse"),
        (ligne(numerateur=""), "numerateur", "", "manque"),
        (
            ligne(numerateur="3", denominateur="0"),
            "denominateur",
            "0",
            "le dénominateur est 0 alors que le numérateur est 3",
        ),
        ("a;b;c", "ligne", "a;b;c", "5 colonnes sont attendues, 3 lues"),
        ("a", "ligne", "a", "5 colonnes sont attendues, 1 lue"),
        (ligne() + ";", "ligne", None, "6 lues"),
        ('"jamais fermé;' + ligne(), "ligne", None, "1 lue"),
    ],
)
def test_une_ligne_fautive_est_ecartee_avec_son_champ_et_son_motif(lecteur, brute, champ, valeur, motif):
    ecartee = lecteur.lire(9, brute)
    assert isinstance(ecartee, LigneEcartee)
    assert (ecartee.ligne, ecartee.champ) == (9, champ)
    assert ecartee.brute == brute[:10_000]
    assert len(ecartee.valeur) <= 200
    assert valeur in (None, ecartee.valeur)
    assert motif in ecartee.motif


def test_une_faute_se_lit_autant_de_fois_qu_elle_est_ecrite(lecteur):
    fautes = [lecteur.lire(n, ligne(mois="2026-99")) for n in range(3)]
    assert [f.ligne for f in fautes] == [0, 1, 2]


def test_la_derniere_colonne_d_une_quarantaine_qui_revient_est_passee(lecteur):
    lecteur.ignorer_le_motif()
    assert lecteur.lire(2, ligne() + ';"indicateur inconnu ; connus : a"')[4:6] == (61, 100)
    assert lecteur.lire(3, ligne())[4:6] == (61, 100)
    assert lecteur.lire(4, ligne(mois="x") + ";un motif").brute == ligne(mois="x")
    trop = lecteur.lire(5, ligne() + ";7;un motif")
    assert (trop.brute, trop.motif) == (ligne() + ";7", "5 colonnes sont attendues, 6 lues")
    assert couper(lecteur.lire(6, f'"a;b";{ligne()[10:]};un motif').brute)[0] == "a;b"
