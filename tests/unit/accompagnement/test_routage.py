"""The router: total, deterministic, fair; the usual interlocutor first, within reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.accompagnement.domain.etats import CodeDExplication
from services.accompagnement.domain.routage import Besoin, Candidat, Instantane, router

HIER = datetime(2026, 11, 1, tzinfo=UTC)
A, B, C = (UUID(int=n) for n in (1, 2, 3))
BESOIN = Besoin("11", 3)


def candidat(personne: UUID, points: float = 0, **changes) -> Candidat:
    return replace(Candidat(personne, frozenset({"11"}), points, 70, HIER), **changes)


candidats = st.builds(
    Candidat,
    personne=st.uuids(),
    departements=st.frozensets(st.sampled_from(["09", "11", "31"]), min_size=1),
    points=st.integers(0, 200).map(float),
    capacite=st.sampled_from([35.0, 56.0, 70.0]),
    derniere_affectation=st.none() | st.datetimes(timezones=st.just(UTC)),
)
equipes = st.lists(candidats, max_size=8, unique_by=lambda c: c.personne)


@st.composite
def instantanes(draw: st.DrawFn) -> Instantane:
    presents = draw(equipes)
    habituel = draw(st.none() | st.uuids() | st.sampled_from([c.personne for c in presents])) if presents else None
    return Instantane(presents, habituel, tolerance=1.3, confort=draw(st.sampled_from([0.0, 0.5])))


@given(instantanes(), st.sampled_from(["09", "11", "31", "48"]), st.sampled_from([1.0, 3.0, 8.0]))
def test_le_routeur_decide_toujours_et_ne_choisit_que_parmi_les_presents_du_departement(
    instantane, departement, points
):
    decision = router(Besoin(departement, points), instantane)
    possibles = {c.personne for c in instantane.presents if departement in c.departements}
    assert (decision.intervenant in possibles) if possibles else (decision.intervenant is None)
    assert decision.phrase


@given(instantanes(), st.randoms())
def test_le_routeur_ne_depend_pas_de_l_ordre(instantane, hasard):
    melanges = list(instantane.presents)
    hasard.shuffle(melanges)
    memes = router(BESOIN, replace(instantane, presents=melanges))
    assert memes == router(BESOIN, instantane)


@given(instantanes())
def test_sans_habituel_le_choisi_est_le_moins_charge_apres(instantane):
    decision = router(BESOIN, replace(instantane, habituel=None))
    taux = {c.personne: c.taux_apres(3) for c in instantane.presents if "11" in c.departements}
    if taux:
        assert taux[decision.intervenant] == min(taux.values())


@given(instantanes())
def test_l_habituel_retenu_reste_dans_la_limite(instantane):
    decision = router(BESOIN, instantane)
    if decision.code is CodeDExplication.INTERLOCUTEUR_HABITUEL:
        choisi = next(c for c in instantane.presents if c.personne == decision.intervenant)
        assert decision.intervenant == instantane.habituel
        assert choisi.taux_apres(3) <= decision.instantane["plafond"] + 1e-4


def test_le_moins_charge_se_mesure_a_sa_capacite():
    decision = router(BESOIN, Instantane([candidat(A, 20, capacite=35), candidat(B, 30)], None, 1.3))
    assert (decision.intervenant, decision.code) == (B, CodeDExplication.MOINS_CHARGE)
    assert decision.phrase == (
        "Charge la plus faible des 2 personnes présentes pour ce département (Aude) : "
        "47\u202f% après cette demande, contre 66\u202f%."
    )


def test_a_egalite_l_affectation_la_plus_ancienne_puis_l_identifiant():
    ancien = candidat(B, derniere_affectation=HIER - timedelta(days=1))
    jamais = candidat(C, derniere_affectation=None)
    assert router(BESOIN, Instantane([candidat(A), ancien], None, 1.3)).intervenant == B
    assert router(BESOIN, Instantane([candidat(A), ancien, jamais], None, 1.3)).intervenant == C
    assert router(BESOIN, Instantane([candidat(B), candidat(A)], None, 1.3)).intervenant == A


def test_l_habituel_est_garde_dans_la_tolerance_et_pas_au_dela():
    def choisi(points: float) -> UUID | None:
        return router(BESOIN, Instantane([candidat(A, points), candidat(B, 40)], A, 1.3)).intervenant

    assert choisi(52) == A
    assert choisi(70) == B


def test_entre_gens_disponibles_l_habituel_est_garde_sans_comparer():
    decision = router(BESOIN, Instantane([candidat(A, 30), candidat(B, 0)], A, 1.3, confort=0.5))
    assert (decision.intervenant, decision.code) == (A, CodeDExplication.INTERLOCUTEUR_HABITUEL)


def test_l_habituel_absent_ou_parti_du_departement_ne_compte_pas():
    ailleurs = candidat(A, departements=frozenset({"31"}))
    assert router(BESOIN, Instantane([ailleurs, candidat(B, 60)], A, 1.3)).intervenant == B
    assert router(BESOIN, Instantane([candidat(B)], A, 1.3)).code is CodeDExplication.SEUL_PRESENT


def test_personne_de_present_se_dit():
    decision = router(BESOIN, Instantane([], None, 1.3))
    assert (decision.intervenant, decision.code) == (None, None)
    assert "Aude" in decision.phrase
