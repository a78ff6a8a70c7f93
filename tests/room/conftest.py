"""A reading room on a warehouse of real reports, and of harvested text that means harm."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.batches import read_captures
from flows.files import captures_of, find_sources
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import write_batch
from room.app import create_app
from room.room import Room
from tests.conftest import GOLD
from tests.warehouse.staged_nights import (
    CITY_PORTAL,
    CITY_URL,
    LATER_TEXT,
    OWN_PORTAL,
    OWN_URL,
    TEXT,
    TOWNSHIP,
    capture,
    document,
    night_after,
    write_night,
)
from warehouse.loading import load

HOSTILE_TITLE = '<script>alert("题")</script>"><img src=x onerror=alert(1)>'
HOSTILE_ISSUER = "\"' onmouseover='alert(1)' 梦溪镇人民政府"
FORMULA_TITLE = "=cmd|'/C calc'!A0"
LONG_LINE = "强化法治政府建设" * 90_000
"""Over 2 MB in UTF-8, without a line feed."""
HOSTILE_URL = "javascript:alert(document.domain)//www.example.cn"
GONE_URL = "https://www.changde.example.cn/b/gone.html"


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse: what the gold texts hold, hostile pages, a changed page and a page that is gone."""
    folder = tmp_path_factory.mktemp("shelf")
    staged = folder / "first"
    captures = [
        found
        for source in find_sources([GOLD / "own", GOLD / "real"])
        for found in captures_of(source, "first")
    ]
    write_batch(staged, "gold", read_captures(captures, load_rules(), {}))
    write_reference(staged, [])
    write_night(staged, **_first_night())
    load(folder / "baogao.duckdb", staged)
    load(folder / "baogao.duckdb", write_night(folder / "second", **_second_night()))
    return folder / "baogao.duckdb"


def _first_night() -> dict[str, list[dict[str, object]]]:
    hostile = document(
        HOSTILE_URL,
        **TOWNSHIP,
        title=HOSTILE_TITLE,
        issuers=[HOSTILE_ISSUER],
        text=TEXT + "\n<script>alert('正文')</script>\n</article></main><style>*{display:none}</style>",
    )
    formula = document(
        "https://www.lixian.example.cn/formula.html",
        title=FORMULA_TITLE,
        issuers=["澧县财政局"],
        department=True,
    )
    endless = document(
        "https://www.lixian.example.cn/endless.html",
        title="没有换行的报告",
        issuers=["澧县教育局"],
        department=True,
        text=TEXT + "\n" + LONG_LINE,
    )
    city = {"level": "city", "region_code": "430700", "county": None}
    gone = document(GONE_URL, title="撤下的报告", issuers=["常德市人民政府"], year=2021, **city)
    documents = [document(), hostile, formula, endless, gone]
    captures = [
        capture(str(row["url"]), night_after(0), portal_id=row["portal_id"], run_id="r1") for row in documents
    ]
    run = {
        "run_id": "r1",
        "command": "harvest",
        "started_at": night_after(0),
        "finished_at": night_after(0),
        "outcome": "partial",
        "portals": 2,
        "captures": len(captures),
        "documents": len(documents),
        "rejects": 1,
    }
    rejected = capture(
        "https://www.changde.example.cn/news.html", night_after(0), portal_id="changde", run_id="r1"
    )
    return {
        "documents": documents,
        "captures": [*captures, rejected],
        "runs": [run],
        "crawls": [_crawl("r1", "lixian"), _crawl("r1", "changde", rejects=1)],
        "portals": [OWN_PORTAL, CITY_PORTAL],
        "rejects": [
            {"capture_id": rejected["capture_id"], "url": rejected["url"], "stage": "kind", "reason": "news"}
            | {"detail": "<b>会议召开</b>"}
        ],
    }


def _crawl(run_id: str, portal_id: str, **facts: object) -> dict[str, object]:
    """A row of `crawls`: a portal's night without a fault unless told otherwise."""
    usual = {"listed": 3, "fetched": 1, "new": 1, "changed": 0, "unchanged": 0, "missing": 0, "blocked": 0}
    usual |= {"errors": 0, "skipped": 0, "requests": 4, "documents": 1, "rejects": 0, "seconds": 1.5}
    ended = {"finish_reason": "finished", "complete": True, "whole": False, "problems": []}
    return {"run_id": run_id, "portal_id": portal_id, "platform": "trs"} | usual | ended | facts


def _second_night() -> dict[str, list[dict[str, object]]]:
    """The county's page says something else, the city carries it too, and a page is gone."""
    changed = document(text=LATER_TEXT, fetched_at=night_after(1))
    copied = document(CITY_URL, text=LATER_TEXT, fetched_at=night_after(1), published_on=date(2025, 3, 3))
    captures = [
        capture(OWN_URL, night_after(1), "changed", portal_id="lixian", run_id="r2", status=200),
        capture(CITY_URL, night_after(1), "new", portal_id="changde", run_id="r2", status=200),
        capture(GONE_URL, night_after(1), "missing", portal_id="changde", run_id="r2", status=404),
        capture(
            "https://www.changde.example.cn/list.html",
            night_after(1),
            "error",
            portal_id="changde",
            run_id="r2",
            detail="timeout",
        ),
    ]
    run = {"run_id": "r2", "command": "harvest", "started_at": night_after(1), "finished_at": night_after(1)}
    timed_out = {"listed": 0, "fetched": 0, "new": 0, "errors": 1, "complete": False}
    crawls = [
        _crawl("r2", "lixian", new=0, changed=1),
        _crawl("r2", "changde", **timed_out, problems=["https://www.changde.example.cn/list.html: timeout"]),
    ]
    return {
        "documents": [changed, copied],
        "captures": captures,
        "crawls": crawls,
        "runs": [run | {"outcome": "partial", "portals": 2, "captures": 4, "documents": 2, "rejects": 0}],
    }


@pytest.fixture(scope="session")
def _window(shelf: Path) -> Iterator[TestClient]:
    room = Room(shelf)
    with TestClient(
        create_app(room),
        base_url="http://127.0.0.1",
        headers={"Accept-Language": "zh-CN"},
        raise_server_exceptions=False,
    ) as client:
        yield client
    room.database.close()


@pytest.fixture
def visitor(_window: TestClient) -> TestClient:
    """Someone who asks the room, in Chinese unless the test says otherwise; errors come as pages."""
    # A language that another test chose is remembered in a cookie.
    _window.cookies.clear()
    return _window
