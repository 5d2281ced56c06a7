"""Folding states: the highest version of each key, as compaction would keep."""

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.batch import fold
from shared.bus.inbound import Received
from shared.contracts.referentiel import StructureV1
from tests.samples import structure


def recu(n: int, version: int) -> Received[StructureV1]:
    etat = structure(n, version=version)
    return Received(etat, etat.key_value(), {"ce_id": f"{n}-{version}"})


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5)), max_size=30))
def test_il_reste_la_plus_haute_version_de_chaque_cle(lus: list[tuple[int, int]]) -> None:
    plies = fold([recu(n, version) for n, version in lus])
    attendu = {structure(n).finess: max(v for m, v in lus if m == n) for n, _ in lus}
    assert {event.data.finess: event.data.version for event in plies} == attendu  # type: ignore[attr-defined]
    assert len(plies) == len(attendu)


def test_une_version_redite_remplace_la_premiere_dite() -> None:
    premiere, redite = recu(1, 2), recu(1, 2)
    assert fold([premiere, redite]) == [redite]


@given(st.lists(st.one_of(st.integers(1, 5), st.none()), max_size=20))
def test_un_effacement_met_fin_a_tout_ce_qui_le_precede_et_a_rien_de_ce_qui_le_suit(versions: list[int | None]) -> None:
    cle = structure(1).finess
    plies = fold([recu(1, v) if v else Received(None, cle, {"ce_id": str(rang)}) for rang, v in enumerate(versions)])
    depuis = max((rang for rang, v in enumerate(versions) if v is None), default=-1)
    suite = [v for v in versions[depuis + 1 :] if v]
    if not versions:
        assert plies == []
    elif suite:
        assert plies[0].data.version == max(suite)  # type: ignore[attr-defined]
    else:
        assert plies[0].erased
