"""Who finds which doors."""

from shared.kernel.identite import Identite, Role
from shared.web.navigation import NAVIGATION, portes


def _cles(identite: Identite | None) -> list[str]:
    return [entree.cle for entree in portes(identite)]


def test_un_etranger_trouve_de_quoi_demander_et_chercher() -> None:
    assert _cles(None) == ["accueil", "demander", "annuaire", "coherence"]


def test_chaque_role_trouve_son_travail_parmi_les_quatre_portes_du_telephone() -> None:
    for role, cle in ((Role.ANIMATEUR, "demandes"), (Role.COORDINATION, "coordination"), (Role.ARS, "coordination")):
        assert cle in _cles(Identite("sujet", "nom", role))[:4]
    assert "coordination" not in _cles(Identite("sujet", "nom", Role.ANIMATEUR))


def test_une_porte_n_a_qu_une_cle_et_une_adresse() -> None:
    assert (
        len({entree.cle for entree in NAVIGATION}) == len({entree.adresse for entree in NAVIGATION}) == len(NAVIGATION)
    )
