"""The clock of an engagement, the targets that it takes, and the crossings that figures show."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.usages.domain.engagement import Engagement, Ouverture, cibles_en_vigueur
from services.usages.domain.franchissement import CibleAtteinte, CiblePerdue, DernierChiffre, Poursuite, franchir
from services.usages.domain.indicateur import Cible, Programme, RegleDepart, Sens
from services.usages.domain.mois import ajouter_mois, mois_ecoules
from services.usages.usecases.ouvrir_suivis import Depart, ouvrir_suivis
from shared.kernel.ids import RandomIds
from tests.samples import finess

MAINTENANT = datetime(2026, 11, 23, tzinfo=UTC)
PROGRAMME = Programme("p", "Programme", RegleDepart.DEPLOIEMENT_DUI, 9)


def engagement(debut: date = date(2026, 2, 16), duree: int = 9) -> Engagement:
    return Engagement(UUID(int=1), finess(1), "p", RegleDepart.DEPLOIEMENT_DUI, debut, duree, MAINTENANT, "x")


def cible(n: int = 1, valeur: str = "0.9", depuis: date = date(2020, 1, 1), indicateur: str = "dmp") -> Cible:
    return Cible(n, "p", indicateur, Decimal(valeur), depuis, exemple=True)


def poursuite(numerateur: int, *, rang: int = 0, mois=date(2026, 3, 1), sens=Sens.HAUSSE, valeur="0.9") -> Poursuite:
    chiffre = DernierChiffre(mois, numerateur, 100)
    return Poursuite(engagement(), "31", cible(valeur=valeur), sens, chiffre, rang)


@pytest.mark.parametrize(
    ("jour", "nombre", "attendu"),
    [
        (date(2026, 2, 16), 9, date(2026, 11, 16)),
        (date(2026, 5, 31), 9, date(2027, 2, 28)),
        (date(2023, 5, 31), 9, date(2024, 2, 29)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
    ],
)
def test_les_mois_s_ajoutent_jusqu_au_dernier_jour_des_plus_courts(jour, nombre, attendu):
    assert ajouter_mois(jour, nombre) == attendu


@pytest.mark.parametrize(
    ("jour", "ecoules"),
    [
        (date(2026, 2, 16), 0),
        (date(2026, 3, 15), 0),
        (date(2026, 3, 16), 1),
        (date(2026, 2, 15), -1),
        (date(2027, 2, 16), 12),
    ],
)
def test_un_mois_est_ecoule_le_meme_jour_du_suivant(jour, ecoules):
    assert mois_ecoules(date(2026, 2, 16), jour) == ecoules


@pytest.mark.parametrize(
    ("jour", "rang", "echu"),
    [
        (date(2026, 1, 1), 1, False),
        (date(2026, 2, 16), 1, False),
        (date(2026, 3, 16), 2, False),
        (date(2026, 11, 15), 9, False),
        (date(2026, 11, 16), 9, True),
        (date(2028, 1, 1), 9, True),
    ],
)
def test_l_horloge_va_du_premier_mois_au_dernier_et_s_y_arrete(jour, rang, echu):
    suivi = engagement()
    assert (suivi.mois_en_cours(jour), suivi.est_echu(jour)) == (rang, echu)


def test_un_mois_compte_dans_le_delai_s_il_a_commence_avant_l_echeance():
    suivi = engagement()
    assert [suivi.couvre(date(2026, m, 1)) for m in (1, 2, 11, 12)] == [False, True, True, False]


def test_un_suivi_prend_les_cibles_en_vigueur_a_son_depart():
    versions = (
        cible(1),
        cible(2, "0.8", date(2026, 1, 1)),
        cible(3, "0.7", date(2027, 1, 1)),
        cible(4, "0.5", date(2030, 1, 1), "ins"),
    )
    prises = cibles_en_vigueur(versions, PROGRAMME, date(2026, 6, 1))
    assert [c.id for c in prises] == [2, 4]
    autre = Programme("autre", "Autre", RegleDepart.DATE_PROJET, 9)
    assert cibles_en_vigueur(versions, autre, date(2026, 6, 1)) == ()


def test_atteindre_la_cible_se_dit_une_fois():
    passage = franchir(poursuite(90), MAINTENANT)
    assert isinstance(passage, CibleAtteinte)
    assert (passage.rang, passage.dans_le_delai, passage.chiffre.taux) == (1, True, 0.9)
    assert franchir(poursuite(95, rang=1), MAINTENANT) is None


def test_passer_dessous_se_dit_une_fois_et_remonter_aussi():
    perdue = franchir(poursuite(89, rang=1), MAINTENANT)
    assert isinstance(perdue, CiblePerdue)
    assert perdue.rang == 2
    assert franchir(poursuite(10, rang=2), MAINTENANT) is None
    assert franchir(poursuite(90, rang=2), MAINTENANT).rang == 3


def test_sous_la_cible_ou_sans_chiffre_il_n_y_a_rien_a_dire():
    assert franchir(poursuite(89), MAINTENANT) is None
    sans = Poursuite(engagement(), None, cible(), Sens.HAUSSE, None, 0)
    assert franchir(sans, MAINTENANT) is None


def test_apres_l_echeance_la_cible_est_atteinte_hors_delai():
    assert franchir(poursuite(99, mois=date(2026, 12, 1)), MAINTENANT).dans_le_delai is False


def test_un_indicateur_qui_doit_baisser_est_atteint_par_le_bas():
    assert isinstance(franchir(poursuite(10, sens=Sens.BAISSE, valeur="0.1"), MAINTENANT), CibleAtteinte)
    assert franchir(poursuite(11, sens=Sens.BAISSE, valeur="0.1"), MAINTENANT) is None


def test_la_comparaison_est_exacte():
    tiers = Poursuite(engagement(), "31", cible(valeur="0.7"), Sens.HAUSSE, DernierChiffre(date(2026, 3, 1), 7, 10), 0)
    assert isinstance(franchir(tiers, MAINTENANT), CibleAtteinte)


class Unite:
    """The catalogue and the engagements in memory, counting how often the catalogue is read."""

    def __init__(self) -> None:
        self.lectures: list[str] = []
        self.ouverts: dict[tuple[str, str], date] = {}
        self.catalogue = self.engagements = self

    async def programmes(self) -> list[Programme]:
        self.lectures.append("programmes")
        return [PROGRAMME, Programme("autre", "Autre", RegleDepart.DATE_PROJET, 9)]

    async def cibles(self) -> list[Cible]:
        self.lectures.append("cibles")
        return [cible()]

    async def reserver(self) -> None: ...

    async def poursuites(self, _: Sequence[UUID]) -> list[Poursuite]:
        return []

    async def noter(self, _: Sequence[object]) -> None: ...

    async def ouvrir(self, ouvertures: Sequence[Ouverture]) -> list[UUID]:
        ecrits = []
        for ouverture in ouvertures:
            e = ouverture.engagement
            if self.ouverts.setdefault((e.finess, e.programme), e.debut) is e.debut:
                ecrits.append(e.id)
        return ecrits


async def test_le_catalogue_se_lit_une_fois_pour_tous_les_dui_d_un_lot():
    unite = Unite()
    jours = [date(2026, 2, n) for n in range(1, 11)]
    departs = [Depart(finess=finess(n % 4 + 1), debut=jour, par="x", le=MAINTENANT) for n, jour in enumerate(jours)]
    assert await ouvrir_suivis(unite, departs, RegleDepart.DEPLOIEMENT_DUI, RandomIds()) == 4
    assert unite.ouverts == {(finess(n + 1), "p"): jours[n] for n in range(4)}
    assert sorted(unite.lectures) == ["cibles", "programmes"]
