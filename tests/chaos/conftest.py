"""What the chaos tests stand on: a company that plays the scenarios of the session's tests, and one line for each play."""

from collections.abc import Callable, Iterator

import pytest

from tests.chaos.company import Company, Play, Report, default_seed, verdict
from tests.platform import Servers


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which a test names the scenario it judges."""
    config.addinivalue_line("markers", "plays(scenario, seed=, patch=, seconds=): the scenario that the test judges")


@pytest.fixture(scope="session")
def company(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Company]:
    """Give the company, with all the plays of the session on its programme."""
    made = Company(servers, tmp_path_factory.mktemp("chaos"))
    for item in request.session.items:
        for mark in item.iter_markers("plays"):
            made.announce(_play(mark))
    yield made
    made.close()


@pytest.fixture
def report(company: Company, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Report:
    """Give the report of the play that the test's mark names. Its seed and its verdict are always printed."""
    mark = request.node.get_closest_marker("plays")
    assert mark, "mark the test with pytest.mark.plays"
    play = _play(mark)
    found = company.report(play)
    record_property("chaos", verdict(play, found))
    return found


def _play(mark: pytest.Mark) -> Play:
    return Play(scenario=mark.args[0], **{"seed": default_seed(), **mark.kwargs})
