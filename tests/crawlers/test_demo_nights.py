"""Every demo portal crawled as a harvest crawls it: all families and faults, three nights."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import read_capture
from crawlers.archive_index import iter_archive
from crawlers.demo import faults
from crawlers.demo.server import DemoPortals
from tests.crawlers.loopback import crawled_by, job_of, run_jobs

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("demo-nights")]

NIGHTS = (1, 2, 3)
SETTINGS = {"SLOW_CYCLE_DAYS": 0, "DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 1}
LATER = {"lixian", "changde", "haishu", "fogang"}
"""Portals that are crawled on the later nights too: those where something happens then."""

HELD = {"new", "changed", "unchanged"}


class Nights:
    """What the crawls of each portal left behind: log lines and summaries by portal and night."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self.summaries: dict[tuple[str, int], dict[str, Any]] = {}
        self.reports: dict[str, str] = {}
        self.asked: dict[int, list[Any]] = {}

    def crawl(self, entries: list[dict[str, Any]], night: int) -> None:
        jobs = {}
        for entry in entries:
            place = self.folder / entry["id"] / f"night{night}"
            place.mkdir(parents=True)
            known = self._known(entry["id"], night) if night > 1 else None
            jobs[entry["id"]] = job_of(place, entry, self.folder / "archive", known=known, settings=SETTINGS)
        ended = run_jobs(self.folder / f"jobs-{night}", list(jobs.values()))
        assert (ended.returncode, ended.stderr) == (0, "")
        for portal, job in jobs.items():
            crawled = crawled_by(job, ended)
            self.logs[portal, night], self.summaries[portal, night] = crawled.log, crawled.summary

    def _known(self, portal: str, night: int) -> list[dict[str, Any]]:
        """What a warehouse would tell: of each page the last outcome, and the bytes last held."""
        pages: dict[str, dict[str, Any]] = {}
        for earlier in range(1, night):
            for line in self.articles(portal, earlier):
                before = pages.get(line["url"], {})
                kept = before if line["outcome"] == "unchanged" else line
                pages[line["url"]] = {**kept, "outcome": line["outcome"], "fetched_at": line["fetched_at"]}
        return [page | {"rejected": None} for page in pages.values()]

    def articles(self, portal: str, night: int) -> list[dict[str, Any]]:
        roles = {"article", "attachment"}
        return [line for line in self.logs[portal, night] if line["page_role"] in roles]

    def titles(self, portal: str, night: int, outcome: str) -> set[str]:
        return {line["list_title"] for line in self.articles(portal, night) if line["outcome"] == outcome}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    told = Nights(tmp_path_factory.mktemp("nights"))
    with DemoPortals(more=True, faults=True) as portals:
        for night in NIGHTS:
            portals.show_night(night)
            before = len(portals.requests)
            entries = [entry for entry in portals.entries if night == 1 or entry["id"] in LATER]
            told.crawl(entries, night)
            told.asked[night] = portals.requests[before:]
        told.reports = portals.article_urls
    return told


def test_every_report_is_archived_on_the_first_night(nights: Nights) -> None:
    held = {
        line["url"].partition("&sessionid")[0].partition("?sessionid")[0]
        for (_, night), log in nights.logs.items()
        for line in log
        if night == 1 and line["page_role"] == "article" and line["outcome"] == "new"
    }
    assert set(nights.reports) == {
        *("lixian-2024", "hengjie-2024", "zhongcun-2022", "gaoping-2021", "shapotou-2024-plan"),
        *("lixian-2024-copy", "hengjie-2024-edited", "fogang-2024"),
    }
    assert set(nights.reports.values()) <= held


def test_each_family_is_recognised(nights: Nights) -> None:
    families = {portal: summary["platform"] for (portal, _), summary in nights.summaries.items()}
    assert (
        families.items()
        >= {
            "lixian": "trs",
            "hengjie": "hanweb",
            "lufeng": "vsb",
            "gaoping": "kaipu",
            "shapotou": "legacy",
            "changde": "generic",
            "haishu": "generic",
            "fogang": "gkmlpt",
        }.items()
    )


def test_well_portals_have_no_problems(nights: Nights) -> None:
    problems = {
        (portal, night): summary["problems"]
        for (portal, night), summary in nights.summaries.items()
        if not portal.startswith("fault-") and summary["problems"]
    }
    assert problems == {}


def test_an_attachment_comes_with_its_page(nights: Nights) -> None:
    (attached,) = [line for line in nights.articles("fogang", 1) if line["page_role"] == "attachment"]
    assert (attached["outcome"], attached["mime"]) == ("new", "application/pdf")
    capture = read_capture(nights.folder / "archive", attached["warc_file"], attached["warc_offset"])
    assert capture.payload.startswith(b"%PDF")
    assert capture.list_title == "佛冈县2024年度法治政府建设年度报告.pdf"


def test_a_second_night_finds_what_changed(nights: Nights) -> None:
    changed = {
        portal: len([line for line in nights.articles(portal, 2) if line["outcome"] == "changed"])
        for portal in ("changde", "haishu", "fogang")
    }
    assert changed == {"changde": 1, "haishu": 1, "fogang": 1}
    assert "澧县2025年法治政府建设工作要点" in nights.titles("lixian", 2, "new")


def test_pages_with_validators_are_asked_for_without_a_body(nights: Nights) -> None:
    for portal in ("lixian", "changde", "fogang"):
        again = [line for line in nights.articles(portal, 2) if line["outcome"] == "unchanged"]
        assert again
        assert {line["status"] for line in again} == {304}


def test_a_third_night_finds_what_is_gone_and_what_moved(nights: Nights) -> None:
    outcomes = {
        portal: Counter(line["outcome"] for line in nights.articles(portal, 3))
        for portal in ("changde", "haishu", "fogang")
    }
    # Gone and a notice; a notice; gone.
    assert [outcomes[portal]["missing"] for portal in outcomes] == [2, 1, 1]
    details = [line["detail"] for line in nights.articles("changde", 3) if line["outcome"] == "missing"]
    assert sorted(detail[:4] for detail in details) == ["HTTP", "says"]
    for portal in ("changde", "haishu"):
        (moved,) = [line for line in nights.articles(portal, 3) if line["outcome"] == "skipped"]
        target = moved["detail"].removeprefix("redirects to ")
        assert target in {line["url"] for line in nights.articles(portal, 3) if line["outcome"] == "new"}


def test_nothing_is_asked_of_what_robots_txt_closes(nights: Nights) -> None:
    barred = ("/nbgk/", "/module/nbgk/", "/nbwj/", "/gpszf/nbzl/", "/neibu/", "/nbzl/", "/oa/", "/closed/")
    asked = [request.path for requests in nights.asked.values() for request in requests]
    assert asked
    assert [path for path in asked if path.startswith((*barred, "/gkmlpt/inner/"))] == []


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [
        ("soft-404", "missing", "says"),
        ("slow", "error", "Timeout"),
        ("private", "skipped", "outside the private portal's host"),
        ("bomb", "error", "unpacks to more than"),
        ("charset", "new", ""),
    ],
)
def test_a_fault_of_a_page_has_a_name(nights: Nights, fault: str, outcome: str, words: str) -> None:
    lines = nights.articles(f"fault-{fault}", 1)
    (good,) = [line for line in lines if line["url"].endswith(faults.REPORT)]
    assert good["outcome"] == "new"
    told = [line for line in lines if line is not good][-1]
    assert told["outcome"] == outcome
    assert words in (told["detail"] or "")


@pytest.mark.parametrize("status", [412, 521])
def test_a_challenged_portal_is_blocked_and_left_alone(nights: Nights, status: int) -> None:
    portal = f"fault-challenge-{status}"
    assert nights.summaries[portal, 1]["finish_reason"] == "blocked"
    assert len([request for request in nights.asked[1] if request.portal == portal]) <= 2


def test_an_endless_paginator_is_left_after_a_few_pages(nights: Nights) -> None:
    lists = [line for line in nights.logs["fault-endless", 1] if line["page_role"] == "list"]
    assert len(lists) <= 5


def test_the_archive_gives_every_page_back_in_order(nights: Nights) -> None:
    captures = list(iter_archive(nights.folder / "archive"))
    logged = {
        line["capture_id"]
        for key in nights.logs
        for line in nights.articles(*key)
        if line["warc_file"] is not None
    }
    assert {capture.capture_id for capture in captures} == logged
    assert all(capture.payload for capture in captures if capture.outcome in HELD)
