"""What the screens say of a curve, of a territory and of a filter."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.usages.domain.engagement import Engagement
from services.usages.domain.indicateur import Cible, Indicateur, RegleDepart, Sens
from services.usages.domain.mois import ajouter_mois
from services.usages.pages.filtres import Filtres
from services.usages.pages.suivis import Suivi, principal, reste, suivis
from services.usages.pages.tableaux import lignes
from services.usages.pages.tableurs import reponse_csv
from services.usages.usecases.lectures import Agregat, Courbe, Courbes, Horloge, Objectif, PassageVu, Point

INSTANT = datetime(2026, 4, 20, 8, tzinfo=UTC)
JOUR = date(2026, 4, 20)
ENGAGEMENT = UUID(int=1)
DMP = Indicateur("dmp_alimentation", 1, "Alimentation du DMP", "personne", Sens.HAUSSE, date(2020, 1, 1))
MARS = date(2026, 3, 1)
ECHEANCE = "à l’échéance du 14\u00a0avr.\u00a02026"


def point(numerateur: int, denominateur: int = 100, mois: date = MARS) -> Point:
    return Point(
        mois=mois,
        numerateur=numerateur,
        denominateur=denominateur,
        corrections=0,
        connue_le=INSTANT,
        fichier="mars.csv",
        import_id=UUID(int=9),
    )


def passages(nombre: int) -> tuple[PassageVu, ...]:
    return tuple(PassageVu(rang, MARS, 0.9, dans_le_delai=True, constate_le=INSTANT) for rang in range(1, nombre + 1))


def suivi(*points: Point, debut: date | None = date(2025, 11, 14), franchie: int = 0) -> Suivi:
    """Return the curve of one indicator; `franchie` crossings were told; no target without start."""
    objectifs: tuple[Objectif, ...] = ()
    horloges: tuple[Horloge, ...] = ()
    if debut is not None:
        cible = Cible(1, "esms", DMP.code, Decimal("0.9"), date(2020, 1, 1), exemple=True)
        engagement = Engagement(
            ENGAGEMENT, "310000336", "esms", RegleDepart.DEPLOIEMENT_DUI, debut, 9, INSTANT, "deploiement"
        )
        objectifs = (Objectif(ENGAGEMENT, "ESMS numérique", cible, passages(franchie)),)
        horloges = (Horloge(engagement, "ESMS numérique", engagement.mois_en_cours(JOUR), engagement.est_echu(JOUR)),)
    courbes = Courbes("310000336", None, "31", (Courbe(DMP, points, objectifs),), horloges)
    return suivis(courbes, JOUR)[0]


@pytest.mark.parametrize(
    ("dit", "etat", "montre"),
    [
        (
            "Alimentation du DMP\u202f: 61\u202f% en mars, cible 90\u202f%, il reste 3\u00a0mois",
            ("aucun", "en cours"),
            suivi(point(61)),
        ),
        (
            "Alimentation du DMP\u202f: 92\u202f% en mars, cible 90\u202f% atteinte",
            ("bon", "cible atteinte"),
            suivi(point(92), franchie=1),
        ),
        (
            "Alimentation du DMP\u202f: 85\u202f% en mars, cible 90\u202f%, il reste 3\u00a0mois",
            ("surveiller", "cible perdue"),
            suivi(point(85), franchie=2),
        ),
        (
            f"Alimentation du DMP\u202f: 61\u202f% en mars, cible 90\u202f% non atteinte {ECHEANCE}",
            ("mauvais", "échéance passée"),
            suivi(point(61), debut=date(2025, 7, 14)),
        ),
        (
            "Alimentation du DMP\u202f: 85\u202f% en mars, cible 90\u202f% atteinte en mars, perdue en mars",
            ("surveiller", "cible perdue"),
            suivi(point(85), debut=date(2025, 7, 14), franchie=2),
        ),
        (
            "Alimentation du DMP\u202f: pas encore de chiffre, cible 90\u202f%, il reste 3\u00a0mois",
            ("surveiller", "sans chiffre"),
            suivi(),
        ),
        (
            "Alimentation du DMP\u202f: 40\u202f% en décembre\u00a02025, sans cible",
            ("aucun", "sans cible"),
            suivi(point(40, mois=date(2025, 12, 1)), debut=None),
        ),
    ],
)
def test_le_titre_d_une_courbe_dit_ce_qu_on_y_voit(dit: str, etat: tuple[str, str], montre: Suivi) -> None:
    assert montre.constat == dit
    assert montre.etat == etat


def test_un_mois_sans_denominateur_n_est_pas_le_dernier_chiffre() -> None:
    montre = suivi(point(61), point(0, 0, date(2026, 4, 1)))
    assert montre.dernier is not None
    assert montre.dernier.mois == MARS


def test_la_premiere_cible_montree_est_celle_qui_presse_puis_la_derniere_due() -> None:
    def objectif(n: int, franchie: int) -> Objectif:
        cible = Cible(n, "esms", DMP.code, Decimal("0.9"), date(2020, 1, 1), exemple=True)
        return Objectif(UUID(int=n), "ESMS numérique", cible, passages(franchie))

    def horloge(n: int, debut: date) -> Horloge:
        regle = RegleDepart.DEPLOIEMENT_DUI
        return Horloge(Engagement(UUID(int=n), "1", "esms", regle, debut, 9, INSTANT, "x"), "ESMS numérique", 1, False)

    horloges = [horloge(1, date(2025, 1, 1)), horloge(2, date(2026, 1, 1))]
    for franchies, attendu in (((0, 0), 1), ((1, 0), 2), ((0, 1), 1), ((1, 1), 2)):
        objectifs = [objectif(n, franchie) for n, franchie in zip((1, 2), franchies, strict=True)]
        choisi = principal(objectifs, horloges)
        assert choisi is not None and choisi.engagement == UUID(int=attendu), franchies


def test_la_bande_couvre_les_mois_de_l_engagement() -> None:
    assert suivi(debut=date(2025, 11, 14)).mois_de_l_engagement == ("2025-11", "2026-08")
    assert suivi(debut=date(2025, 11, 1)).mois_de_l_engagement == ("2025-11", "2026-07")


def test_le_temps_qui_reste_se_dit_en_mois_puis_en_jours() -> None:
    assert reste(JOUR, date(2026, 8, 19)) == "il reste 3\u00a0mois"
    assert reste(JOUR, date(2026, 5, 2)) == "il reste 12\u00a0jours"
    assert reste(JOUR, date(2026, 4, 21)) == "il reste 1\u00a0jour"


def test_un_taux_de_territoire_est_la_somme_des_chiffres_jamais_la_moyenne_des_taux() -> None:
    avril = date(2026, 4, 1)
    agregats = [
        Agregat("31", DMP.code, MARS, 10, 100, 4),
        Agregat("09", DMP.code, MARS, 90, 100, 3),
        Agregat("09", DMP.code, avril, 300, 300, 3),
    ]
    region, ariege, garonne = lignes(agregats, [MARS, avril], "Occitanie")
    assert [ligne.nom for ligne in (region, ariege, garonne)] == ["Occitanie", "Ariège", "Haute-Garonne"]
    mars, apres = region.cellules
    assert mars is not None and (mars.taux, mars.nombre) == (0.5, 7)
    assert apres is not None and apres.numerateur == 300
    assert garonne.cellules[1] is None


def test_un_seul_departement_n_a_pas_de_ligne_de_somme() -> None:
    (seule,) = lignes([Agregat("31", DMP.code, MARS, 10, 100, 4)], [MARS], "Occitanie")
    assert seule.nom == "Haute-Garonne"


def test_un_mois_ou_peu_de_sites_ont_repondu_n_est_pas_le_constat() -> None:
    avril, mai = date(2026, 4, 1), date(2026, 5, 1)
    agregats = [
        Agregat("31", DMP.code, MARS, 60, 100, 8),
        Agregat("31", DMP.code, avril, 65, 100, 4),
        Agregat("31", DMP.code, mai, 15, 10, 1),
    ]
    (seule,) = lignes(agregats, [MARS, avril, mai], "Occitanie")
    assert seule.derniere is not None and seule.derniere.mois == avril
    assert [cellule.mois for cellule in seule.partielles] == [mai]


CONNUS = tuple(ajouter_mois(date(2024, 1, 1), rang) for rang in range(27))


def test_sans_filtre_les_douze_derniers_mois_sont_montres() -> None:
    montres = [mois for mois in CONNUS if Filtres().garder(mois, CONNUS)]
    assert (len(montres), montres[0], montres[-1]) == (12, date(2025, 4, 1), MARS)


def test_des_bornes_a_l_envers_sont_remises_a_l_endroit() -> None:
    choisis = Filtres(depuis="2025-06", jusqu_a="2025-02")
    assert choisis.bornes(CONNUS) == (date(2025, 2, 1), date(2025, 6, 1))


def test_l_adresse_ne_dit_que_les_filtres_choisis() -> None:
    assert Filtres().adresse() == "/usages/"
    assert Filtres(departement="31", etat="en_retard", page=2).adresse() == (
        "/usages/?departement=31&etat=en_retard&page=2"
    )


def test_un_tableur_n_execute_jamais_une_cellule_recue() -> None:
    contenu = bytes(reponse_csv("x", ["a"], [["=1+1"], ["-2+3"], [-3], ["-5"], ["+6,5"], ["été"]]).body)
    assert contenu.decode("utf-8-sig") == "a\r\n'=1+1\r\n'-2+3\r\n-3\r\n-5\r\n+6,5\r\nété\r\n"


def test_un_chiffre_trop_vieux_le_dit() -> None:
    assert not suivi(point(61)).est_ancien
    assert not suivi(point(61, mois=date(2026, 1, 1))).est_ancien
    vieux = suivi(point(61, mois=date(2025, 12, 1)))
    assert (vieux.est_ancien, vieux.age_en_mois) == (True, 3)
