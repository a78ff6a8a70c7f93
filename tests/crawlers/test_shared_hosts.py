"""Portals whose columns lie on one host, crawled by one process: measured there, they are one visitor."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawlers.loopback import Asked, Crawled, LoopbackPortal, Page, Reply, crawled_by, job_of, run_jobs

TITLE = "某县人民政府关于2024年度法治政府建设情况的报告"
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{'依法行政。' * 60}</p></body></html>"
)
COUNTIES = ("lixian", "gaoping", "mou")
REPORTS = 4


class Platform:
    """The disclosure platform of a province, with the columns of three counties; it counts its visitors."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.served = LoopbackPortal()
        self.moments: list[float] = []
        self.paths: list[str] = []
        self.most_at_once = 0
        self._seconds = seconds
        self._here = 0
        self._counting = threading.Lock()
        for county in COUNTIES:
            rows = "".join(
                f'<li><a href="t_100{number}.html">{TITLE}{number}</a><span>2025-03-0{number}</span></li>'
                for number in range(1, REPORTS + 1)
            )
            self.pages[f"/{county}/"] = f"<title>法治政府建设</title><ul>{rows}</ul>"
            for number in range(1, REPORTS + 1):
                self.pages[f"/{county}/t_100{number}.html"] = self.report

    @property
    def pages(self) -> dict[str, Page]:
        return self.served.pages

    def report(self, asked: Asked) -> Reply:
        with self._counting:
            self.moments.append(time.monotonic())
            self.paths.append(asked.path)
            self._here += 1
            self.most_at_once = max(self.most_at_once, self._here)
        time.sleep(self._seconds)
        with self._counting:
            self._here -= 1
        return Reply(PAGE)


@pytest.fixture
def homes() -> Iterator[list[LoopbackPortal]]:
    """The counties' own hosts, with nothing but a homepage."""
    served = [LoopbackPortal() for _ in COUNTIES]
    for home in served:
        home.pages["/"] = PAGE
    yield served
    for home in served:
        home.close()


def crawl(homes: list[LoopbackPortal], platform: Platform, folder: Path, **settings: object) -> list[Crawled]:
    """Crawl the counties in one process, with manners that `settings` change."""
    jobs = []
    for county, home in zip(COUNTIES, homes, strict=True):
        entry = {
            "id": county,
            "name": "某县人民政府",
            "region": "430723",
            "homepage": f"{home.url}/",
            "columns": [f"{platform.served.url}/{county}/"],
            "private": True,
        }
        (folder / county).mkdir()
        jobs.append(
            job_of(folder / county, entry, folder / "archive", settings=settings) | {"run_id": "night"}
        )
    ended = run_jobs(folder / "jobs.jsonl", jobs)
    platform.served.close()
    crawled = [crawled_by(job, ended) for job in jobs]
    assert [one.summary["new"] for one in crawled] == [REPORTS] * len(COUNTIES), ended.stderr
    return crawled


def test_no_more_than_two_requests_are_at_a_host_whoever_makes_them(
    homes: list[LoopbackPortal], tmp_path: Path
) -> None:
    platform = Platform(seconds=0.1)
    crawl(homes, platform, tmp_path)
    assert platform.most_at_once == 2


def test_the_delay_is_kept_between_requests_of_different_portals(
    homes: list[LoopbackPortal], tmp_path: Path
) -> None:
    platform = Platform()
    platform.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.25"
    crawl(homes, platform, tmp_path)
    asked = platform.moments
    assert asked[-1] - asked[0] >= 0.25 * (len(asked) - 1) - 0.1
    assert min(after - before for before, after in pairwise(asked)) >= 0.15
    counties = [path.split("/")[1] for path in platform.paths]
    assert len(set(counties[:REPORTS])) > 1, "they are crawled side by side"


def test_a_host_that_asks_one_portal_for_quiet_has_it_from_all(
    homes: list[LoopbackPortal], tmp_path: Path
) -> None:
    platform = Platform()
    told: list[float] = []

    def busy_once(asked: Asked) -> Reply:
        if told:
            return platform.report(asked)
        told.append(time.monotonic())
        return Reply("busy", 503, {"Retry-After": "1"})

    platform.pages["/lixian/t_1001.html"] = busy_once
    crawl(homes, platform, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert [moment for moment in platform.moments if 0 < moment - told[0] < 0.9] == []
