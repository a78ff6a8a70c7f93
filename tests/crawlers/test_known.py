import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.known import KnownPage, KnownPages

NOW = datetime(2026, 6, 30, tzinfo=UTC)
CYCLE = timedelta(days=30)


def page(outcome: str = "new", days_ago: int = 1, url: str = "http://a.gov.cn/t_1001.html") -> KnownPage:
    asked = (NOW - timedelta(days=days_ago)).isoformat()
    return KnownPage.from_line({"url": url, "page_role": "article", "outcome": outcome, "fetched_at": asked})


def test_lines_are_read_with_what_the_list_said(tmp_path: Path) -> None:
    facts = {"url": "http://a.gov.cn/1", "page_role": "article", "outcome": "missing"}
    facts |= {"fetched_at": "2026-06-01T00:00:00", "list_date": "2026-05-30", "capture_id": "not ours"}
    (tmp_path / "known").write_text(json.dumps(facts) + "\n\n")
    known = KnownPages.from_file(tmp_path / "known")
    tried = known.tried("http://a.gov.cn/1")
    assert tried
    assert (tried.list_date, tried.fetched_at.tzinfo, tried.etag) == (date(2026, 5, 30), UTC, None)
    assert known.find("http://a.gov.cn/1") is None


@pytest.mark.parametrize("outcome", ["new", "changed", "unchanged"])
def test_what_is_held_is_found_whatever_the_session(outcome: str) -> None:
    known = KnownPages([page(outcome)])
    assert known.find("https://a.gov.cn/t_1001.html;jsessionid=AB12") == page(outcome)


@pytest.mark.parametrize(
    ("outcome", "days_ago", "due"),
    [
        ("new", 1, False),
        ("unchanged", 31, True),
        ("missing", 1, False),
        ("missing", 31, True),
        ("error", 1, True),
        ("blocked", 1, True),
        ("skipped", 400, False),
    ],
)
def test_when_a_page_is_asked_for_again(outcome: str, days_ago: int, due: bool) -> None:
    assert bool(list(KnownPages([page(outcome, days_ago)]).due(NOW, CYCLE))) == due


def test_the_last_visit_is_that_of_any_page() -> None:
    assert KnownPages().last_visit() is None
    known = KnownPages([page(days_ago=9), page("missing", 2, "http://a.gov.cn/2")])
    assert known.last_visit() == NOW - timedelta(days=2)
