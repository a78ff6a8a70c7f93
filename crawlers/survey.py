"""A survey of one portal: what a crawl of it would find, told as facts that JSON can carry.

Exchanges go through the same guards and manners as a crawl's and into an archive that is thrown away.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawlers.archive_writer import ArchiveWriter
from crawlers.capture_log import CaptureLog
from crawlers.column import ColumnReading
from crawlers.harvest import Job, crawl
from crawlers.job import PortalJob
from crawlers.platforms.platform import detect
from crawlers.reactor import CrawlReactor
from crawlers.scope import Scope
from crawlers.spiders.survey import SurveySpider


class SurveyJob(PortalJob):
    """What a survey is told: whom to visit, and the file that takes the findings."""

    report: Path


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey brought home: the spider as it ended, the exchanges as logged, Scrapy's counts."""

    spider: SurveySpider
    exchanges: tuple[Mapping[str, Any], ...]
    stats: Mapping[str, Any]

    @property
    def platform(self) -> str | None:
        """The family that the columns were read as, else the one that the homepage shows; None if unseen."""
        families = (column.platform for column in self.spider.progress.columns)
        read_as = next((family for family in families if family), None)
        home = self.spider.home
        return read_as or (detect(home).name if home else None)

    @property
    def requests(self) -> int:
        """How many requests were made, robots.txt and retries included."""
        made: int = self.stats.get("downloader/request_count", 0)
        return made

    @property
    def blocked(self) -> bool:
        """Whether the portal answered with challenges."""
        return self.stats.get("finish_reason") == "blocked"


def survey(job: SurveyJob) -> Survey:
    """Visit a portal; blocks till the end. A process can do this once."""
    with TemporaryDirectory(prefix="baogao-survey-") as folder:
        place = Path(folder)
        visit = Job(
            portal=job.portal,
            settings=job.settings,
            run_id="survey",
            archive=place,
            captures=place / "captures.jsonl",
            summary=place / "summary.json",
        )
        log = CaptureLog(visit.captures, visit.run_id, job.portal.id)
        reactor = CrawlReactor([Scope.of(job.portal)])
        writer = ArchiveWriter(place, visit.run_id, job.portal.id, job.scrapy_settings()["USER_AGENT"])
        with closing(log), closing(writer):
            spider, stats = reactor.run(crawl(reactor, visit, SurveySpider, (writer, log)))
        lines = visit.captures.read_text("utf-8").splitlines()
    return Survey(spider, tuple(json.loads(line) for line in lines), stats)


def column_facts(column: ColumnReading) -> dict[str, Any]:
    """Return what was seen of a column: its entries, how many of them name a report, the newest date."""
    return {
        "url": column.url,
        "platform": column.platform,
        "entries": column.listed,
        "reports": column.reports,
        "newest": column.newest.isoformat() if column.newest else None,
    }
