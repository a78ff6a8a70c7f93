"""Many portals in one process: each keeps its own counts, and a process that dies costs only another try."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.harvest import SIGN_OF_LIFE
from crawlers.registry import Portal
from flows.crawling import CrawlJob, crawl_together, logged_captures
from flows.places import RunFolder
from tests.crawlers.loopback import QUICK, Asked, LoopbackPortal, Reply

TITLE = "某县2024年度法治政府建设情况的报告"
LIST = f'<title>法治政府建设</title><li><a href="t_{{0}}.html">{TITLE}</a><span>2025-03-0{{0}}</span></li>'


@pytest.fixture
def portals() -> Iterator[list[LoopbackPortal]]:
    """Five portals, each with one report."""
    served = [LoopbackPortal() for _ in range(5)]
    for number, portal in enumerate(served, 1):
        portal.pages |= {"/fz/": LIST.format(number), f"/fz/t_{number}.html": f"<h1>{TITLE}</h1>" * number}
    yield served
    for portal in served:
        portal.close()


def jobs_of(portals: list[LoopbackPortal], archive: Path) -> list[CrawlJob]:
    return [
        CrawlJob(
            "night",
            Portal.model_validate(
                {
                    "id": f"p{number}",
                    "name": "某县人民政府",
                    "region": "430723",
                    "homepage": f"{portal.url}/",
                    "columns": [f"{portal.url}/fz/"],
                    "private": True,
                }
            ),
            archive,
            QUICK,
        )
        for number, portal in enumerate(portals, 1)
    ]


def signal_crawl(sent: signal.Signals) -> None:
    """Send a signal to the process that crawls: it is the child of this one that runs."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and b"crawlers.harvest" in (entry / "cmdline").read_bytes():
            status = (entry / "status").read_text()
            if f"PPid:\t{os.getpid()}\n" in status:
                os.kill(int(entry.name), sent)


def die(_: Asked) -> Reply:
    signal_crawl(signal.SIGKILL)
    return Reply("")


def test_each_portal_counts_for_itself(portals: list[LoopbackPortal], tmp_path: Path) -> None:
    portals[1].pages["/fz/t_2.html"] = Reply("broken", 500)
    portals[2].pages["/fz/"] = "<title>法治政府建设</title>"
    found = {
        summary.portal_id: summary
        for summary in crawl_together(jobs_of(portals, tmp_path / "a"), RunFolder(tmp_path))
    }
    assert [found[f"p{number}"].new for number in range(1, 6)] == [1, 0, 0, 1, 1]
    assert [found[f"p{number}"].errors for number in range(1, 6)] == [0, 1, 0, 0, 0]
    assert [number for number in range(1, 6) if found[f"p{number}"].problems] == [3]
    logged = list(logged_captures(RunFolder(tmp_path).captures("p5")))
    assert {line["portal_id"] for line in logged} == {"p5"}


def test_what_cannot_run_is_told_of_that_portal_alone(portals: list[LoopbackPortal], tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.known("p4").write_text("not json")
    found = {s.portal_id: s for s in crawl_together(jobs_of(portals, tmp_path / "a"), folder)}
    assert found["p4"].finish_reason == "failed"
    assert "JSONDecodeError" in found["p4"].problems[0]
    assert sum(summary.new for summary in found.values()) == 4


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds the process in /proc")
def test_a_portal_that_kills_its_process_is_given_up_alone(
    portals: list[LoopbackPortal], tmp_path: Path
) -> None:
    portals[1].pages["/fz/t_2.html"] = die
    jobs = jobs_of(portals[:3], tmp_path / "a")
    found = {summary.portal_id: summary for summary in crawl_together(jobs, RunFolder(tmp_path))}
    assert sorted(found) == ["p1", "p2", "p3"]
    assert (found["p2"].finish_reason, found["p2"].failed) == ("died", True)
    assert "status -9" in found["p2"].problems[0]
    for number in (1, 3):
        lines = logged_captures(RunFolder(tmp_path).captures(f"p{number}"))
        fetched = [line["outcome"] for line in lines if line["page_role"] == "article"]
        assert fetched == ["new"], "what the first try had fetched is not asked for again"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds the process in /proc")
def test_what_a_process_that_stands_still_had_under_way_is_tried_again(
    portals: list[LoopbackPortal], tmp_path: Path
) -> None:
    def stand_still_once(_: Asked) -> Reply:
        if portals[1].times_asked("/fz/t_2.html") == 1:
            signal_crawl(signal.SIGSTOP)
        return Reply(TITLE)

    def wait_for_the_other(_: Asked) -> Reply:
        while not portals[1].times_asked("/fz/t_2.html"):
            time.sleep(0.05)
        return Reply(TITLE)

    portals[0].pages["/fz/t_1.html"] = wait_for_the_other
    portals[1].pages["/fz/t_2.html"] = stand_still_once
    jobs = jobs_of(portals[:2], tmp_path / "a")
    crawling = crawl_together(jobs, RunFolder(tmp_path), silent_for=4 * SIGN_OF_LIFE)
    found = {summary.portal_id: summary for summary in crawling}
    assert (found["p1"].finish_reason, found["p2"].finish_reason) == ("finished", "finished")
    assert (found["p1"].problems, found["p2"].problems) == ((), ())
    assert portals[1].times_asked("/fz/t_2.html") == 2


def test_a_slow_portal_is_no_stuck_process(portals: list[LoopbackPortal], tmp_path: Path) -> None:
    def busy_once(_: Asked) -> Reply:
        busy = portals[0].times_asked("/fz/t_1.html") == 1
        return Reply("busy", 503, {"Retry-After": "10"}) if busy else Reply(TITLE)

    portals[0].pages["/fz/t_1.html"] = busy_once
    [found] = crawl_together(jobs_of(portals[:1], tmp_path / "a"), RunFolder(tmp_path), 4 * SIGN_OF_LIFE)
    assert (found.finish_reason, found.new) == ("finished", 1)


def test_who_stops_asking_stops_the_crawls(portals: list[LoopbackPortal], tmp_path: Path) -> None:
    for portal in portals[1:]:
        portal.pages["/robots.txt"] = Reply("busy", 503, {"Retry-After": "200"})
    crawling = crawl_together(jobs_of(portals, tmp_path / "a"), RunFolder(tmp_path))
    assert next(crawling).portal_id == "p1"
    crawling.close()  # returns only when the process is gone


def test_a_process_that_cannot_start_says_why(portals: list[LoopbackPortal], tmp_path: Path) -> None:
    jobs = [
        CrawlJob(job.run_id, job.portal, job.archive, {"ROBOTSTXT_OBEY": False})
        for job in jobs_of(portals[:2], tmp_path / "a")
    ]
    found = list(crawl_together(jobs, RunFolder(tmp_path)))
    assert [summary.finish_reason for summary in found] == ["died", "died"]
    assert all("ROBOTSTXT_OBEY" in summary.problems[0] for summary in found)
