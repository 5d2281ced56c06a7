"""The known defects of the register: each is repaired, or given up, and listed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referentiel.domain.defauts import CodeDefaut, Defaut, Releve
from services.referentiel.domain.lecture import CoordonneesLues
from services.referentiel.domain.reparations.coordonnees import lire_point
from services.referentiel.domain.reparations.etats import lire_etat
from services.referentiel.domain.reparations.telephones import normaliser
from services.referentiel.domain.reparations.textes import jour, nettoyer, numero, texte, texte_requis
from services.referentiel.domain.structure import Etat, Point
from services.referentiel.domain.territoire import departement_de
from services.referentiel.sources.projection import lambert93_vers_wgs84

TOULOUSE = Point(43.604636, 1.44421)


@pytest.fixture
def releve() -> Releve:
    return Releve("310000001")


def codes(releve: Releve) -> list[tuple[CodeDefaut, bool]]:
    return [(defaut.code, defaut.repare) for defaut in releve.defauts]


def point(releve, x=None, y=None, latitude=None, longitude=None, *, cle_ban=None):
    return lire_point(releve, CoordonneesLues(x, y, latitude, longitude, cle_ban), lambert93_vers_wgs84)


class TestCoordonnees:
    def test_les_degres_l_emportent_et_la_paire_interverties_est_listee(self, releve):
        assert point(releve, "6279635.84", "574358.49", "43.604636", "1.444210") == TOULOUSE
        assert codes(releve) == [(CodeDefaut.COORDONNEES_PERMUTEES, True)]

    def test_une_paire_dans_l_ordre_n_est_pas_un_defaut(self, releve):
        assert point(releve, "574358.49", "6279635.84", "43.604636", "1.444210") == TOULOUSE
        assert codes(releve) == []

    @pytest.mark.parametrize(("latitude", "longitude"), [("574358.49", "6279635.84"), ("6279635.84", "574358.49")])
    def test_le_lambert_93_est_projete_ou_qu_il_soit_ecrit(self, releve, latitude, longitude):
        trouve = point(releve, latitude=latitude, longitude=longitude)
        assert trouve is not None
        assert trouve.latitude == pytest.approx(TOULOUSE.latitude, abs=1e-5)
        assert trouve.longitude == pytest.approx(TOULOUSE.longitude, abs=1e-5)

    def test_longitude_et_latitude_interverties_sont_remises_dans_l_ordre(self, releve):
        assert point(releve, latitude="1.444210", longitude="43.604636") == TOULOUSE
        assert codes(releve) == [(CodeDefaut.COORDONNEES_PERMUTEES, True)]

    def test_des_degres_ecrits_dans_x_et_y_sont_pris(self, releve):
        assert point(releve, x="1.444210", y="43.604636") == TOULOUSE

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [("0", "0"), ("0.0", "0.000"), ("43,604636", "1,444210"), ("abc", "1.4"), ("43.6", None), ("88.0", "170.0"),
         ("nan", "inf"), ("43.6", ""), ("4.36e1", "1.44")],
    )  # fmt: skip
    def test_une_paire_inutilisable_ne_donne_pas_de_point(self, releve, latitude, longitude):
        assert point(releve, latitude=latitude, longitude=longitude) is None
        assert codes(releve) == [(CodeDefaut.COORDONNEES_INUTILISABLES, False)]

    def test_une_paire_inutilisable_est_remplacee_par_l_autre(self, releve):
        trouve = point(releve, "574358.49", "6279635.84", "0", "0")
        assert trouve is not None
        assert codes(releve) == [(CodeDefaut.COORDONNEES_INUTILISABLES, True)]

    def test_sans_coordonnees_il_n_y_a_ni_point_ni_defaut(self, releve):
        assert point(releve) is None
        assert point(releve, "", " ", "", None) is None
        assert codes(releve) == []

    def test_le_centre_d_une_commune_n_est_pas_le_point_d_un_site(self, releve):
        assert point(releve, latitude="43.604636", longitude="1.444210", cle_ban="31555") is None
        assert codes(releve) == [(CodeDefaut.POINT_DE_COMMUNE, False)]

    def test_une_cle_de_la_base_adresse_nationale_ne_gene_pas(self, releve):
        assert point(releve, latitude="43.604636", longitude="1.444210", cle_ban="31555_0515_00001") == TOULOUSE

    @given(st.lists(st.none() | st.text() | st.floats().map(str), min_size=5, max_size=5))
    def test_rien_ne_fait_tomber_la_lecture(self, valeurs):
        trouve = point(Releve("310000001"), *valeurs[:4], cle_ban=valeurs[4])
        assert trouve is None or (41 <= trouve.latitude <= 51.7 and -6 <= trouve.longitude <= 10)


class TestTelephones:
    @pytest.mark.parametrize(
        ("ecrit", "lus"),
        [
            ("0561000000", ["+33561000000"]),
            ("05.61.00.00.00", ["+33561000000"]),
            ("05 61 00 00 00", ["+33561000000"]),
            ("+33 5 61 00 00 00", ["+33561000000"]),
            ("+33(0)561000000", ["+33561000000"]),
            ("0033561000000", ["+33561000000"]),
            ("33561000000", ["+33561000000"]),
            ("561000000", ["+33561000000"]),
            ("00565443110", ["+33565443110"]),
            ("0561000000/0561000001", ["+33561000000", "+33561000001"]),
            ("05.61.00.00.00 ou 06 12 34 56 78", ["+33561000000", "+33612345678"]),
            ("05610000000561000001", ["+33561000000", "+33561000001"]),
            ("0690291988/0590895757", ["+590690291988", "+590590895757"]),
            ("1563311594", []),
            ("3615 ULLA", []),
            ("0000000000", []),
        ],
    )
    def test_un_numero_est_mis_en_e164(self, releve, ecrit, lus):
        assert list(normaliser(releve, [ecrit])) == lus

    def test_un_numero_bien_ecrit_n_est_pas_un_defaut(self, releve):
        normaliser(releve, ["0561000000"])
        assert codes(releve) == []

    def test_deux_numeros_dans_un_champ_sont_listes_tels_qu_ils_etaient_ecrits(self, releve):
        normaliser(releve, ["0561000000/0561000001"])
        assert releve.defauts == [
            Defaut("310000001", CodeDefaut.TELEPHONE_DOUBLE, "telephones", "0561000000/0561000001", repare=True)
        ]

    def test_la_moitie_inutilisable_d_un_double_est_listee(self, releve):
        assert normaliser(releve, ["0561000000/12"]) == ("+33561000000",)
        assert codes(releve) == [(CodeDefaut.TELEPHONE_DOUBLE, True), (CodeDefaut.TELEPHONE_INUTILISABLE, False)]

    def test_le_meme_numero_deux_fois_n_en_fait_qu_un(self, releve):
        assert normaliser(releve, ["0561000000", "05.61.00.00.00"]) == ("+33561000000",)

    @given(st.text())
    def test_tout_texte_donne_des_numeros_ou_rien(self, valeur):
        assert all(n.startswith("+") and n[1:].isdigit() for n in normaliser(Releve(""), [valeur]))


class TestTextes:
    @pytest.mark.parametrize(
        ("ecrit", "propre"),
        [
            ("R   ", "R"),
            ("CH  DE  X", "CH DE X"),
            ("\u00a0A\u00a0B", "A B"),
            ("A\x00B", "AB"),
            ("A\nB", "A B"),
            (" \u200b ", ""),
        ],
    )
    def test_les_blancs_de_remplissage_disparaissent(self, ecrit, propre):
        assert nettoyer(ecrit) == propre

    def test_un_texte_complete_par_des_blancs_est_liste(self, releve):
        assert texte(releve, "nom", "CLINIQUE   ") == "CLINIQUE"
        assert releve.defauts == [Defaut("310000001", CodeDefaut.ESPACES_SUPERFLUS, "nom", "CLINIQUE   ", repare=True)]

    def test_une_valeur_necessaire_et_absente_est_listee_avec_ce_qui_en_tient_lieu(self, releve):
        assert texte_requis(releve, "nom", "  ", "NOM LONG") == "NOM LONG"
        assert texte_requis(releve, "categorie", None) == ""
        assert codes(releve) == [(CodeDefaut.VALEUR_ABSENTE, True), (CodeDefaut.VALEUR_ABSENTE, False)]

    def test_un_siret_n_a_que_quatorze_chiffres(self, releve):
        assert numero(releve, "siret", "123 456 789 00012", chiffres=14) == "12345678900012"
        assert numero(releve, "siret", "1234", chiffres=14) is None
        assert numero(releve, "siret", "", chiffres=14) is None
        assert codes(releve) == [(CodeDefaut.ESPACES_SUPERFLUS, True), (CodeDefaut.IDENTIFIANT_INVALIDE, False)]

    @pytest.mark.parametrize(
        ("ecrite", "lue", "defauts"),
        [("2001-02-03", date(2001, 2, 3), 0), ("2001-02-03 00:00:00", date(2001, 2, 3), 0), ("", None, 0), (None, None, 0),
         ("2001-02-30", None, 1), ("03/02/2001", None, 1), ("20010203", None, 1)],
    )  # fmt: skip
    def test_une_date_est_un_jour_ou_rien(self, releve, ecrite, lue, defauts):
        assert jour(releve, "date_ouverture", ecrite) == lue
        assert len(releve.defauts) == defauts

    @given(st.text())
    def test_un_texte_nettoye_ne_se_nettoie_plus(self, valeur):
        propre = nettoyer(valeur)
        assert nettoyer(propre) == propre
        assert propre.isprintable()


class TestEtat:
    LE = date(2026, 1, 5)

    @pytest.mark.parametrize(
        ("code", "fermeture", "etat", "defauts"),
        [
            ("A", None, Etat.OUVERTE, []),
            ("A", date(2027, 1, 1), Etat.OUVERTE, []),
            ("A", date(2025, 1, 1), Etat.FERMEE, [(CodeDefaut.ETAT_CONTRADICTOIRE, True)]),
            ("I", date(2025, 1, 1), Etat.FERMEE, []),
            ("I", date(2027, 1, 1), Etat.FERMEE, [(CodeDefaut.ETAT_CONTRADICTOIRE, True)]),
            ("I", None, Etat.FERMEE, [(CodeDefaut.FERMETURE_SANS_DATE, False)]),
            ("X", None, Etat.OUVERTE, [(CodeDefaut.ETAT_INCONNU, False)]),
            ("", date(2025, 1, 1), Etat.FERMEE, [(CodeDefaut.ETAT_INCONNU, False)]),
        ],
    )
    def test_l_etat_se_lit_du_code_et_de_la_date(self, releve, code, fermeture, etat, defauts):
        assert lire_etat(releve, code, fermeture, le=self.LE, connu=None) is etat
        assert codes(releve) == defauts

    def test_un_code_inconnu_laisse_l_etat_connu(self, releve):
        assert lire_etat(releve, "X", None, le=self.LE, connu=Etat.FERMEE) is Etat.FERMEE
        assert codes(releve) == [(CodeDefaut.ETAT_INCONNU, True)]


@pytest.mark.parametrize(
    ("commune", "code_postal", "attendu"),
    [
        ("31555", "31000", ("31", False)),
        ("31555", "81000", ("31", False)),
        ("99999", "09330", ("09", True)),
        ("", "20090", ("2A", True)),
        (None, "20200", ("2B", True)),
        ("2A004", None, ("2A", False)),
        ("97105", None, ("971", False)),
        ("99100", "", (None, False)),
        ("31", "abc", (None, False)),
    ],
)
def test_le_departement_vient_de_la_commune_sinon_du_code_postal(commune, code_postal, attendu):
    assert departement_de(commune, code_postal) == attendu


def test_chaque_code_de_defaut_s_explique_en_une_phrase():
    for code in CodeDefaut:
        assert code.explication.endswith("."), code
        assert code.isascii()
        assert code == code.value.lower()
