"""Real harvests, struck at random moments: the warehouse is in the end as if nothing had happened.

A failing test names its seed and the moment; `python -m benchmarks.faults` strikes as often as one likes.
"""

from collections.abc import Iterator

import pytest

from tests.faults.faults import FAKETIME
from tests.faults.trial import Ground, ground
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("faults")]

STRUCK = (
    ("killed while crawling", 1),
    ("killed while loading", 2),
    ("crawl killed", 1),
    ("files too large", 1),
    ("Prefect server gone", 2),
    ("portals stall", 1),
    ("two harvests at once", 2),
    ("clock set back", 2),
    ("archive damaged", 1),
    ("staging damaged", 2),
    ("warehouse damaged", 2),
)
"""Each with the night it strikes: 1 is the first, 2 one that finds changes."""


@pytest.fixture(scope="module")
def shared(prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("faults") / "ground", prefect_server) as prepared:
        yield prepared


@pytest.mark.parametrize(("fault", "night"), STRUCK)
def test_nothing_is_lost_or_doubled(shared: Ground, fault: str, night: int) -> None:
    if fault == "clock set back" and not FAKETIME.exists():
        pytest.skip("needs Debian's faketime; tests/flows/test_steady_clock.py sets an injected clock back")
    seed = f"ci-{fault}-{night}"
    trial = shared.try_fault(fault, night, seed)
    assert trial.lost == (), f"seed {seed}, {trial.ended}"
