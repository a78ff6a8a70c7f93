"""What the next crawls are told of pages held, asked once for all portals."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.known import KnownPages
from flows.known import write_known
from flows.staging import write_rows
from warehouse.loading import load

FIRST = datetime(2025, 4, 1, 18, tzinfo=UTC)


def capture(portal: str, page: str, night: int, outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "capture_id": f"{portal}-{page}-{night}",
        "portal_id": portal,
        "url": f"https://www.{portal}.gov.cn/{page}",
        "page_role": "article",
        "fetched_at": FIRST + timedelta(days=night),
        "outcome": outcome,
        "payload_sha256": f"{page}{night}",
        **more,
    }


def test_each_portal_is_told_of_its_own_pages(tmp_path: Path) -> None:
    captures = [
        capture("mou", "a", 0, "new", etag='"1"'),
        capture("mou", "a", 1, "changed", etag='"2"'),
        capture("mou", "a", 2, "unchanged", etag='"2"'),
        capture("mou", "gone", 0, "new"),
        capture("mou", "gone", 1, "missing"),
        capture("mou", "list", 0, "new", page_role="list"),
        capture("mou", "broken", 0, "error"),
        capture("other", "b", 0, "new"),
        capture("nobody", "c", 0, "new"),
    ]
    reject = {"capture_id": "other-b-0", "url": "x", "stage": "kind", "reason": "not_a_report"}
    write_rows(tmp_path / "rows", "captures", "all", captures)
    write_rows(tmp_path / "rows", "rejects", "all", [reject])
    load(tmp_path / "w.duckdb", tmp_path / "rows")

    wanted = ["mou", "other", "unheard-of"]
    assert write_known(tmp_path / "w.duckdb", wanted, lambda portal: tmp_path / f"{portal}.jsonl") == 2
    assert sorted(path.stem for path in tmp_path.glob("*.jsonl")) == ["mou", "other"]
    (line,) = map(json.loads, (tmp_path / "mou.jsonl").read_text().splitlines())
    assert (line["url"], line["etag"], line["capture_id"]) == (
        "https://www.mou.gov.cn/a",
        '"2"',
        "mou-a-1",
    )
    assert (line["outcome"], line["rejected"]) == ("unchanged", None)
    held = KnownPages.from_file(tmp_path / "mou.jsonl").find("https://www.mou.gov.cn/a")
    assert held is not None
    assert held.fetched_at == FIRST + timedelta(days=2)
    (other,) = map(json.loads, (tmp_path / "other.jsonl").read_text().splitlines())
    assert other["rejected"] == "not_a_report"


def test_an_address_that_sends_on_to_a_held_page_is_known_as_well(tmp_path: Path) -> None:
    site = "https://www.mou.gov.cn"
    captures = [
        capture("mou", "a", 0, "new"),
        capture("mou", "go/1", 0, "skipped", detail=f"redirects to {site}/a"),
        capture("mou", "go/2", 0, "skipped", detail=f"redirects to {site}/never-fetched"),
        capture("mou", "a", 0, "skipped", detail=f"redirects to {site}/a", url="http://www.mou.gov.cn/a")
        | {"capture_id": "plain"},
    ]
    write_rows(tmp_path / "rows", "captures", "all", captures)
    load(tmp_path / "w.duckdb", tmp_path / "rows")
    assert write_known(tmp_path / "w.duckdb", ["mou"], lambda portal: tmp_path / f"{portal}.jsonl") == 2
    known = KnownPages.from_file(tmp_path / "mou.jsonl")
    assert known.find(f"{site}/a") is not None
    assert known.tried(f"{site}/go/1") is not None
    assert known.tried(f"{site}/go/2") is None
    assert [page.url for page in known.due(FIRST + timedelta(days=900), timedelta(days=1))] == [f"{site}/a"]


def test_before_the_first_night_nothing_is_known(tmp_path: Path) -> None:
    assert write_known(tmp_path / "none.duckdb", ["mou"], lambda portal: tmp_path / portal) == 0
    assert list(tmp_path.iterdir()) == []
