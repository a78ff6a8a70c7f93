"""Laws of loading: the order of nights does not matter, and a night loaded again changes nothing."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.staged_nights import (
    CITY_PORTAL,
    CODES,
    OWN_PORTAL,
    TEXT,
    capture,
    document,
    night_after,
    whole_content,
    write_night,
)
from warehouse.loading import load

URLS = [f"https://www.{host}.example.cn/{page}.html" for host in ("lixian", "changde") for page in (1, 2)]
TEXTS = [
    TEXT,
    TEXT.replace("120件", "121件"),
    TEXT.replace("35场次", "36场次"),
    TEXT.replace("执法", "行政执法"),
]
LAWFUL = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def page_histories(draw):
    """What the crawler met at each address, evening by evening: a report, nothing new, or nothing at all.

    The year tells reports apart, so that an address can pass from one report to another.
    """
    meetings = []
    for url in URLS:
        evenings = draw(st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True))
        for evening in evenings:
            kind = draw(st.sampled_from(["read", "read", "read", "unchanged", "missing"]))
            facts = {
                "year": draw(st.sampled_from([2023, 2024])),
                "text": draw(st.sampled_from(TEXTS)),
                "published_on": draw(st.sampled_from([date(2025, 2, 20), date(2025, 2, 21), None])),
            }
            meetings.append((url, night_after(evening), kind, facts))
    return draw(st.permutations(meetings))


def stage(folder: Path, meetings) -> Path:
    """Stage what was met; each portal comes with the first of its pages."""
    documents, captures = [], []
    for url, fetched_at, kind, facts in meetings:
        portal = "lixian" if "lixian" in url else "changde"
        if kind == "read":
            documents.append(document(url, fetched_at=fetched_at, **facts) | {"portal_id": portal})
        outcome = "new" if kind == "read" else kind
        captures.append(capture(url, fetched_at, outcome, portal_id=portal))
    seen = {row["portal_id"] for row in captures}
    portals = [portal for portal in (OWN_PORTAL, CITY_PORTAL) if portal["portal_id"] in seen]
    return write_night(folder, documents=documents, captures=captures, portals=portals, indicator_codes=CODES)


@pytest.fixture(autouse=True)
def _no_index(monkeypatch):
    """Words have laws of their own; leaving them out halves the time."""
    monkeypatch.setattr("warehouse.loading.update_index", lambda warehouse: 0)


@LAWFUL
@given(page_histories(), st.integers(1, 11))
def test_the_order_of_nights_does_not_matter_and_nights_again_change_nothing(meetings, cut):
    with tempfile.TemporaryDirectory() as folder:
        at_once, in_parts, backwards = (Path(folder, name) for name in ("a.duckdb", "b.duckdb", "c.duckdb"))
        load(at_once, stage(Path(folder, "all"), meetings))
        nights = [stage(Path(folder, "first"), meetings[:cut]), stage(Path(folder, "second"), meetings[cut:])]
        for night in nights:
            load(in_parts, night)
        for night in reversed(nights):
            load(backwards, night)
        content = whole_content(at_once)

        assert whole_content(in_parts) == content
        assert whole_content(backwards) == content

        again = [load(in_parts, night) for night in nights]

        assert not any(report.changed_anything for report in again)
        assert whole_content(in_parts) == content
