import json
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from crawlers.known import KnownPage, KnownPages

NOW = datetime(2026, 6, 30, tzinfo=UTC)
CYCLE = timedelta(days=30)


def line(outcome: str = "new", days_ago: int = 1, url: str = "http://a.gov.cn/t_1001.html") -> dict[str, str]:
    asked = (NOW - timedelta(days=days_ago)).isoformat()
    return {"url": url, "page_role": "article", "outcome": outcome, "fetched_at": asked}


def known_of(*lines: dict[str, str]) -> KnownPages:
    return KnownPages(BytesIO(b"".join(json.dumps(facts).encode() + b"\n" for facts in lines)))


def test_lines_are_read_with_what_the_list_said(tmp_path: Path) -> None:
    facts = {"url": "http://a.gov.cn/1", "page_role": "article", "outcome": "missing"}
    facts |= {"fetched_at": "2026-06-01T00:00:00", "list_date": "2026-05-30", "capture_id": "not ours"}
    (tmp_path / "known").write_text(json.dumps(facts) + "\n\n")
    known = KnownPages.from_file(tmp_path / "known")
    tried = known.tried("http://a.gov.cn/1")
    assert tried
    assert (tried.list_date, tried.fetched_at.tzinfo, tried.etag) == (date(2026, 5, 30), UTC, None)
    assert known.find("http://a.gov.cn/1") is None
    known.close()


@pytest.mark.parametrize("outcome", ["new", "changed", "unchanged"])
def test_what_is_held_is_found_whatever_the_session(outcome: str) -> None:
    known = known_of(line(outcome))
    page = known.find("https://a.gov.cn/t_1001.html;jsessionid=AB12")
    assert page == KnownPage.from_line(line(outcome))


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
    assert bool(list(known_of(line(outcome, days_ago)).due(NOW, CYCLE))) == due


def test_the_last_visit_is_that_of_any_page() -> None:
    assert KnownPages().last_visit() is None
    known = known_of(line(days_ago=9), line("missing", 2, "http://a.gov.cn/2"))
    assert known.last_visit() == NOW - timedelta(days=2)


def test_the_last_line_of_a_page_is_what_is_known_of_it() -> None:
    again = line("error", 1, "http://a.gov.cn/2")
    known = known_of(line("new", 40), again, line("missing", 2), again)
    page = known.tried("http://a.gov.cn/t_1001.html")
    assert page
    assert page.outcome == "missing"
    assert [due.url for due in known.due(NOW, CYCLE)] == ["http://a.gov.cn/2"]


def test_pages_are_looked_up_while_those_due_are_read() -> None:
    urls = [f"http://a.gov.cn/t_{number}.html" for number in range(2000)]
    known = known_of(*(line(days_ago=40, url=url) for url in urls))
    for url, page in zip(urls, known.due(NOW, CYCLE), strict=True):
        assert page.url == url
        assert known.tried(urls[-1]) is not None
    assert known.tried("http://a.gov.cn/t_2000.html") is None


def test_a_known_page_takes_some_bytes() -> None:
    lines = [line(url=f"http://a.gov.cn/t_{number}.html") for number in range(20_000)]
    held = BytesIO(b"".join(json.dumps(facts).encode() + b"\n" for facts in lines))
    tracemalloc.start()
    known = KnownPages(held)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert known.tried(lines[-1]["url"])
    assert taken < 40 * len(lines)
