"""A portal's state is told alike of the night under way (Python) and of nights past (SQL)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.crawl_rows import CUT_SHORT, crawl_row
from flows.crawling import CrawlSummary
from flows.nights import PortalNight
from flows.staging import BatchCounts, write_rows
from warehouse.loading import load

WHOLE: Mapping[str, Any] = {"listed": 9, "finish_reason": "finished", "complete": True}
EMPTY: Mapping[str, Any] = {"finish_reason": "finished", "complete": True}
CRAWLS: Mapping[str, tuple[Mapping[str, Any], str, str | None]] = {
    "new-pages": (WHOLE | {"fetched": 2, "new": 2}, "new", None),
    "changed-page": (WHOLE | {"fetched": 1, "changed": 1}, "new", None),
    "nothing-new": (WHOLE, "quiet", None),
    "list-cut": (WHOLE | {"complete": False}, "quiet", "lists_lost"),
    "page-lost": (WHOLE | {"errors": 1}, "problems", "pages_lost"),
    "moved": (EMPTY | {"problems": ("lists nothing",)}, "problems", "lists_nothing"),
    "away": (EMPTY | {"complete": False, "errors": 3}, "broke", "unreachable"),
    "challenged": (WHOLE | {"finish_reason": "blocked", "blocked": 1}, "problems", "blocked"),
    "barred": ({"finish_reason": "blocked", "blocked": 1}, "broke", "blocked"),
    "hanging": ({"listed": 4, "finish_reason": "stalled", "problems": ("no end",)}, "problems", "stalled"),
    "dead": ({"finish_reason": "died", "problems": ("it died",)}, "broke", "crawl_broke"),
    "dead-late": (WHOLE | {"finish_reason": "died", "problems": ("it died",)}, "broke", "crawl_broke"),
    "disk-full": (WHOLE | {"finish_reason": "no room", "problems": ("full",)}, "broke", "crawl_broke"),
}
"""What a crawl says of itself; the state it is told in; what went wrong."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str | None]]:
    """State and cause of each crawl, as the warehouse tells them."""
    folder = tmp_path_factory.mktemp("states")
    cut = CrawlSummary("cut-short", finish_reason=CUT_SHORT, problems=("its run died",))
    crawls = [CrawlSummary(portal, **facts) for portal, (facts, _, _) in CRAWLS.items()] + [cut]
    rows = [crawl_row("one", summary, BatchCounts(), None, whole=True) for summary in crawls]
    write_rows(folder, "crawls", "0", rows)
    warehouse: Path = folder / "baogao.duckdb"
    load(warehouse, folder)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        asked = connection.execute("SELECT portal_id, state, cause FROM crawl_states").fetchall()
    return {portal_id: (state, cause) for portal_id, state, cause in asked}


@pytest.mark.parametrize("portal", CRAWLS)
def test_the_state_is_one_for_night_and_warehouse(portal: str, told: dict) -> None:
    facts, state, cause = CRAWLS[portal]
    assert told[portal] == (state, cause)
    assert PortalNight(CrawlSummary(portal, **facts)).state == state


def test_a_crawl_cut_short_with_its_run_tells_nothing_of_its_portal(told: dict) -> None:
    assert told.keys() == CRAWLS.keys()
