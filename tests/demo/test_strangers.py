"""Portals nobody here has seen: from the homepage alone to every report, and a quiet second night."""

import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawlers.loopback import Crawled, crawled_by, job_of, known_of, run_jobs
from tests.demo.stranger import NAMES, Served, Stranger, StrangerServer

pytestmark = pytest.mark.xdist_group("strangers")

BUDGET, MOST_REQUESTS_A_REPORT, MOST_FETCHED_AGAIN = 60, 1.3, 0.05
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class TwoNights:
    """What became of one portal on two nights, and what its server and the host outside saw of each."""

    portal: Stranger
    nights: tuple[Crawled, Crawled]
    served: tuple[list[Served], list[Served]]
    strays: list[str]


@pytest.fixture(scope="module")
def harvest(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, TwoNights]:
    """All portals crawled twice, side by side in one process a night, as a harvest crawls them."""
    folder = tmp_path_factory.mktemp("strangers")
    with ExitStack() as stack:
        servers = {name: stack.enter_context(StrangerServer(name)) for name in NAMES}
        first = crawl_all(servers, folder / "first", {})
        seen = {name: list(server.served) for name, server in servers.items()}
        second = crawl_all(servers, folder / "second", {name: known_of(first[name]) for name in NAMES})
        return {
            name: TwoNights(
                server.portal,
                (first[name], second[name]),
                (seen[name], server.served[len(seen[name]) :]),
                server.strays,
            )
            for name, server in servers.items()
        }


def crawl_all(
    servers: Mapping[str, StrangerServer], folder: Path, known: Mapping[str, list]
) -> dict[str, Crawled]:
    # A slow cycle of no days asks for every known page again: conditionally, where a portal has validators.
    settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE}
    jobs = {}
    for name, server in servers.items():
        place = folder / name / folder.name
        place.mkdir(parents=True)
        entry = {
            "id": name,
            "name": "澄江市人民政府",
            "region": "530481",
            "homepage": f"{server.url}/",
            "private": True,
        }
        cycle = {"SLOW_CYCLE_DAYS": 0} if server.portal.facts.get("validator") else {}
        more = {"known": known.get(name), "settings": {**settings, **cycle}}
        jobs[name] = job_of(place, entry, folder / "archive", **more)
    ended = run_jobs(folder / "jobs", list(jobs.values()))
    assert (ended.returncode, ended.stderr) == (0, "")
    return {name: crawled_by(job, ended) for name, job in jobs.items()}


def asked_for_articles(crawled: Crawled) -> int:
    return sum(line["status"] is not None for line in crawled.lines("article"))


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_archived_from_the_homepage_alone(
    harvest: Mapping[str, TwoNights], name: str
) -> None:
    portal, (first, _) = harvest[name].portal, harvest[name].nights
    assert portal.reports - {line["url"] for line in first.lines("article", "new")} == set()
    assert first.summary["platform"] == portal.facts["family"]
    assert first.summary["problems"] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_search_keeps_to_its_budget_and_articles_to_reports(
    harvest: Mapping[str, TwoNights], name: str
) -> None:
    portal, (first, _) = harvest[name].portal, harvest[name].nights
    assert len(first.lines("list")) <= BUDGET
    assert asked_for_articles(first) <= MOST_REQUESTS_A_REPORT * len(portal.reports)


@pytest.mark.parametrize("name", NAMES)
def test_a_second_night_fetches_nothing_again(harvest: Mapping[str, TwoNights], name: str) -> None:
    two = harvest[name]
    articles = {entry.path for entry in two.portal.entries}
    again = [one for one in two.served[1] if one.target in articles and one.sent]
    assert len(again) <= MOST_FETCHED_AGAIN * asked_for_articles(two.nights[0])
    assert two.nights[1].summary["problems"] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_request_leaves_the_portal_or_enters_what_robots_txt_closes(
    harvest: Mapping[str, TwoNights], name: str
) -> None:
    two = harvest[name]
    barred = re.compile(two.portal.facts.get("barred", "$^"))
    assert two.strays == []
    assert [one.target for night in two.served for one in night if barred.search(one.target)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_portal_is_asked_more_at_once_than_set(harvest: Mapping[str, TwoNights], name: str) -> None:
    for served in harvest[name].served:
        edges = sorted([(one.began, 1) for one in served] + [(one.ended, -1) for one in served])
        under_way = most = 0
        for _, step in edges:
            under_way += step
            most = max(most, under_way)
        assert most <= AT_ONCE
