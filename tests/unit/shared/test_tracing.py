"""One trace from the request to the last effect."""

import re

import pytest
import structlog

from shared.observability.tracing import Trace, continued, current, started, within

RECUE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def test_une_trace_recue_continue_sous_un_autre_pas() -> None:
    suite = continued(RECUE, "c1")
    assert (suite.trace_id, suite.correlation_id) == ("a" * 32, "c1")
    assert suite.traceparent != RECUE


@pytest.mark.parametrize("recue", [None, "", "n'importe quoi", RECUE.upper(), RECUE + "-x", "01" + RECUE[2:]])
def test_une_trace_absente_ou_mal_ecrite_en_commence_une_autre(recue: str | None) -> None:
    neuve = continued(recue, "c1")
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", neuve.traceparent or "")
    assert (neuve.trace_id != "a" * 32, neuve.correlation_id) == (True, "c1")


def test_hors_de_toute_trace_il_n_y_en_a_pas() -> None:
    assert current() == Trace()
    assert current().trace_id is None


def test_le_bloc_a_sa_trace_et_la_rend_meme_apres_une_erreur() -> None:
    with pytest.raises(RuntimeError), within(started("c1")) as trace:
        assert current() is trace
        assert structlog.contextvars.get_contextvars()["correlation_id"] == "c1"
        raise RuntimeError
    assert current() == Trace()
    assert "correlation_id" not in structlog.contextvars.get_contextvars()


def test_les_champs_absents_ne_sont_pas_dans_les_journaux() -> None:
    with within(started(), groupe="g", evenement_id=None):
        assert structlog.contextvars.get_contextvars().keys() == {"trace_id", "groupe"}
