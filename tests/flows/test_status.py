"""`baogao status`: what broke and what had nothing new are told apart, and a person is called when needed."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.registry import Portal
from flows.health import Health, Watched, health_of, season_of
from flows.journal import RunNote, begun
from flows.locks import only_harvest
from flows.staging import write_rows
from tests.conftest import Baogao
from warehouse.loading import load

TONIGHT = datetime(2026, 6, 10, 18, 0, tzinfo=UTC)
WELL = {
    "finish_reason": "finished",
    "complete": True,
    "whole": False,
    "listed": 20,
    "fetched": 0,
    "problems": [],
}
NOTHING = dict.fromkeys(("new", "changed", "unchanged", "missing", "blocked", "errors", "skipped"), 0)

Crawls = Mapping[str, Mapping[str, Any]]


def night(warehouse: Path, days_ago: float, crawls: Crawls, outcome: str = "ok") -> None:
    """Load a harvest of some days ago with a crawl for each portal: what differs from one that went well."""
    started = TONIGHT - timedelta(days=days_ago)
    run_id = f"{started:%Y%m%dT%H%M%S}Z"
    staged = warehouse.parent / run_id
    run = {"run_id": run_id, "command": "harvest", "started_at": started, "outcome": outcome}
    write_rows(staged, "runs", "all", [{**run, "finished_at": started + timedelta(minutes=1), "portals": 1}])
    told = {"run_id": run_id, "started_at": started}
    rows = [{**told, **WELL, **NOTHING, "portal_id": portal, **crawl} for portal, crawl in crawls.items()]
    write_rows(staged, "crawls", "all", rows)
    write_rows(
        staged, "portals", "all", [{"portal_id": portal, "name": f"{portal}人民政府"} for portal in crawls]
    )
    load(warehouse, staged)


def health(warehouse: Path, now: datetime = TONIGHT, **portals: Portal) -> Health:
    return health_of(Watched(warehouse, warehouse.parent / "archive", portals), now)


def causes(told: Health) -> dict[str | None, tuple[str, bool]]:
    """What was noticed of each portal (None: of the whole), and whether it needs a person."""
    return {item.portal: (item.cause, item.urgent) for item in told.attention if item.cause != "disk_low"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def test_a_portal_that_broke_is_told_apart_from_one_with_nothing_new(warehouse: Path) -> None:
    night(
        warehouse,
        0,
        {
            "quiet": {},
            "news": {"new": 2, "fetched": 2},
            "blocked": {"finish_reason": "blocked", "blocked": 1, "problems": ["asks for a browser"]},
            "moved": {"listed": 0, "problems": ["column … lists nothing: has it moved?"]},
            "crash": {"finish_reason": "died", "complete": False, "listed": 0},
        },
    )
    told = health(warehouse)
    assert (told.portals, told.with_news, told.quiet) == (5, 1, 1)
    assert causes(told) == {
        "blocked": ("blocked", True),
        "moved": ("lists_nothing", True),
        "crash": ("crawl_broke", True),
    }
    assert told.needs_a_person


def test_a_bad_night_of_a_portal_needs_nobody_until_it_stays(warehouse: Path) -> None:
    silent = {"errors": 3, "listed": 0, "complete": False, "problems": ["list …: TimeoutError"]}
    night(warehouse, 3, {"far": {}})
    night(warehouse, 2, {"far": silent}, outcome="partial")
    assert causes(health(warehouse)) == {"far": ("unreachable", False)}
    night(warehouse, 1, {"far": silent}, outcome="partial")
    (item,) = [item for item in health(warehouse).attention if item.portal]
    assert (item.cause, item.urgent, item.nights) == ("unreachable", True, 2)
    assert item.since == TONIGHT - timedelta(days=2)
    assert "TimeoutError" in (item.detail or "")
    night(warehouse, 0, {"far": {}})
    assert causes(health(warehouse)) == {}


def test_a_list_that_shrank_is_noticed_among_its_like(warehouse: Path) -> None:
    for days_ago in (4, 3, 2, 1):
        night(warehouse, days_ago, {"shrunk": {"listed": 20}, "steady": {"listed": 20}})
    night(
        warehouse, 0.5, {"shrunk": {"listed": 200, "whole": True}, "steady": {"listed": 200, "whole": True}}
    )
    night(warehouse, 0, {"shrunk": {"listed": 6}, "steady": {"listed": 19}})
    told = health(warehouse)
    assert causes(told) == {"shrunk": ("lists_fewer", True)}
    assert [item.detail for item in told.attention if item.portal] == ["6 entries, usually 20"]


def test_a_season_is_judged_from_may_on() -> None:
    assert season_of(datetime(2026, 4, 30, 15, 0, tzinfo=UTC)) == 2025
    assert season_of(datetime(2026, 4, 30, 17, 0, tzinfo=UTC)) == 2026  # May in Shanghai


def published(warehouse: Path, portal: str, *years: int) -> None:
    """Load an annual report of a portal for each year of publication."""
    staged = warehouse.parent / f"published-{portal}"
    rows = [
        {
            "capture_id": f"{portal}{number}",
            "portal_id": portal,
            "url": f"https://{portal}.example/{number}.html",
            "fetched_at": TONIGHT - timedelta(days=30),
            "kind": "annual_report",
            "title": f"{portal}{number}年法治政府建设年度报告",
            "issuers": [f"{portal}人民政府"],
            "department": False,
            "level": "county",
            "year": year - 1,
            "published_on": datetime(year, 3, 1, tzinfo=UTC).date(),
            "text": f"{portal}第{number}号报告。",
            "content_sha256": f"{portal}{number}",
            **{part: [] for part in ("sections", "indicators", "tasks", "citations")},
        }
        for number, year in enumerate(years)
    ]
    write_rows(staged, "documents", "all", rows)
    load(warehouse, staged)


def test_fewer_reports_than_expected_or_than_ever(warehouse: Path) -> None:
    night(warehouse, 0, {"late": {}, "usual": {}, "two": {}})
    published(warehouse, "late", 2023, 2024, 2025)
    published(warehouse, "usual", 2023, 2024, 2025, 2026)
    published(warehouse, "two", 2026)
    expecting = Portal.model_validate(
        {
            "id": "two",
            "name": "某县人民政府",
            "region": "430723",
            "homepage": "https://two.example/",
            "expect": {"reports_per_year": 2},
        }
    )
    told = health(warehouse, two=expecting)
    assert causes(told) == {"late": ("below_history", True), "two": ("below_expectation", True)}
    details = {item.portal: item.detail for item in told.attention if item.portal}
    assert details["late"] == "0 published in 2026, usually 1"
    assert details["two"] == "1 published in 2026, 2 expected"
    assert causes(health(warehouse, TONIGHT - timedelta(days=60), two=expecting)).get("late") is None


def test_a_night_that_did_not_come_is_missed(warehouse: Path) -> None:
    for days_ago in (3, 2, 1):
        night(warehouse, days_ago, {"any": {}})
    assert causes(health(warehouse)) == {}
    assert causes(health(warehouse, TONIGHT + timedelta(days=2))) == {None: ("overdue", True)}


def test_a_clock_that_lags_is_noticed(warehouse: Path) -> None:
    night(warehouse, 0, {"any": {}})
    assert causes(health(warehouse, TONIGHT - timedelta(days=400))) == {None: ("clock_behind", True)}


def test_a_harvest_at_work_is_told_with_its_start_and_its_progress(warehouse: Path) -> None:
    note = RunNote.of("20260610T1800Z", "harvest", warehouse, TONIGHT, portals=3)
    with only_harvest(warehouse), begun(warehouse, note) as folder:
        folder.summary("first").write_text("{}")
        told = health(warehouse)
    assert told.under_way is not None
    assert told.under_way.holder.startswith(f"pid {os.getpid()} since 2")
    assert (told.under_way.run_id, told.under_way.portals, told.under_way.ended) == (note.run_id, 3, 1)
    assert not told.needs_a_person
    assert health(warehouse).under_way is None


def test_a_run_that_died_is_told_from_what_it_left(warehouse: Path) -> None:
    note = RunNote.of("20260610T1800Z", "harvest", warehouse, TONIGHT)
    run = begun(warehouse, note)
    run.__enter__().captures("first").write_text("")
    run.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    told = health(warehouse)
    assert told.left_behind == (note.run_id,)
    (item,) = told.attention
    assert (item.cause, item.since) == ("run_died", TONIGHT)


def test_before_the_first_night_nothing_is_wrong(baogao: Baogao) -> None:
    shown = baogao("status")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "no night has run yet; `baogao harvest` runs the first" in shown.stdout


def test_the_page_and_the_json_say_the_same(warehouse: Path, baogao: Baogao) -> None:
    night(warehouse, 1, {"quiet": {}, "blocked": {}})
    night(warehouse, 0, {"quiet": {}, "blocked": {"blocked": 2, "problems": ["answers with a challenge"]}})
    page = baogao("status", "--warehouse", "w.duckdb")
    assert (page.returncode, page.stderr) == (1, "")
    (portal,) = [line.split() for line in page.stdout.splitlines() if line.startswith("blocked")]
    assert portal[1] == f"{TONIGHT:%Y-%m-%d}"
    assert "asks for a browser, or turns robots away: look at it in a browser" in page.stdout
    facts = json.loads(baogao("status", "--warehouse", "w.duckdb", "--format", "json").stdout)
    assert facts["needs_a_person"] is True
    assert [item["portal"] for item in facts["attention"] if item["portal"]] == ["blocked"]
    assert [run["failing"] for run in facts["nights"]] == [1, 0]


def test_a_damaged_warehouse_says_how_to_make_it_anew(warehouse: Path, baogao: Baogao) -> None:
    warehouse.write_bytes(b"no database" * 1000)
    shown = baogao("status", "--warehouse", "w.duckdb")
    assert shown.returncode == 1
    assert "`baogao reprocess`" in shown.stdout


def test_a_disk_without_room_for_another_night(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(warehouse.parent)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert [item.cause for item in health(warehouse).attention] == ["disk_low"]
