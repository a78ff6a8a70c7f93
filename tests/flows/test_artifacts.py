"""What a night leaves for its operator: a digest and a table that tell what broke from what was quiet."""

from datetime import UTC, datetime

import pytest

from flows.artifacts import digest, ordered, row_of
from flows.crawling import CrawlSummary
from flows.nights import Night, PortalNight
from flows.staging import BatchCounts
from warehouse.loading import LoadReport, TableCounts

FED = CrawlSummary("fed", listed=12, fetched=2, new=2, requests=5, complete=True)
QUIET = CrawlSummary("quiet", listed=12, requests=2, complete=True)
NO_NEXT_PAGE = CrawlSummary("withdrew", listed=12, missing=1, complete=True)
SLOW = CrawlSummary("slow", listed=12, new=1, errors=3, complete=False)
MOVED = CrawlSummary(
    "moved", complete=True, problems=("column http://a.cn/<b> lists nothing: has it moved?",)
)
DOWN = CrawlSummary("down", errors=1, problems=("connection refused",))
DEAD = CrawlSummary("dead", listed=4, finish_reason="died", problems=("the crawl ended with status -9",))


@pytest.mark.parametrize(
    ("summary", "state"),
    [
        (FED, "new"),
        (NO_NEXT_PAGE, "quiet"),
        (QUIET, "quiet"),
        (SLOW, "problems"),
        (MOVED, "problems"),
        (DOWN, "broke"),
        (DEAD, "broke"),
    ],
)
def test_a_portal_that_broke_is_no_quiet_one(summary: CrawlSummary, state: str) -> None:
    assert PortalNight(summary).state == state


def night(*portals: PortalNight, **changed: TableCounts) -> Night:
    started, finished = (datetime(2026, 1, 2, 18, minute, tzinfo=UTC) for minute in (0, 6))
    return Night("n", started, finished, portals, LoadReport(changed))


def test_the_digest_names_what_broke_first_and_counts_the_quiet() -> None:
    portals = [PortalNight(summary) for summary in (FED, QUIET, MOVED, DOWN)]
    portals.append(PortalNight(NO_NEXT_PAGE, withdrawn=1))
    assert digest(night(*portals, reports=TableCounts(added=2))) == (
        """# The night of 2026-01-03

5 portals in 6.0 minutes: 2 with news, 1 with nothing new, 1 with problems, 1 that broke.

| table | added | changed | removed |
| --- | ---: | ---: | ---: |
| reports | 2 | 0 | 0 |

## Broke

- **down**: connection refused; 1 pages could not be fetched

## Problems

- **moved**: column http://a.cn/&lt;b> lists nothing: has it moved?

## News

- **fed**: 2 new, 0 changed, 0 withdrawn
- **withdrew**: 0 new, 0 changed, 1 withdrawn
"""
    )


def test_a_night_without_news_says_so() -> None:
    assert "The warehouse did not change." in digest(night(PortalNight(QUIET)))


def test_a_long_list_of_portals_is_cut_and_says_so() -> None:
    portals = [PortalNight(CrawlSummary(f"p{number:03}", errors=1)) for number in range(80)]
    told = digest(night(*portals))
    assert told.count("- **p") == 50
    assert "- and 30 more: see the table" in told


def test_the_table_has_a_row_a_portal_those_first_that_need_somebody() -> None:
    portals = [PortalNight(FED, BatchCounts(1, 1)), PortalNight(DOWN), PortalNight(QUIET)]
    rows = [row_of(portal) for portal in ordered(night(*portals))]
    assert [row["portal"] for row in rows] == ["down", "fed", "quiet"]
    assert rows[1] == {
        "portal": "fed",
        "state": "new",
        "listed": 12,
        "new": 2,
        "changed": 0,
        "withdrawn": 0,
        "reports": 1,
        "rejected": 1,
        "blocked": 0,
        "errors": 0,
        "seconds": 0.0,
        "why": "",
    }


def test_a_portals_night_comes_back_from_json_as_it_went() -> None:
    told = PortalNight(DEAD, BatchCounts(1, 2), 3, datetime(2026, 1, 2, 18, tzinfo=UTC))
    assert PortalNight.from_facts(told.as_facts()) == told
