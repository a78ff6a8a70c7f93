"""One portal's crawl as a process: `python -m crawlers.harvest JOB.json`.

The job says what to crawl and where to put it; the captures log and the archive grow while the crawl runs,
the summary is written at its end. Exit status 0: the crawl ended, with problems or without; 2: it could not
run. Only errors are printed, on stderr.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from pydantic import Field
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive_writer import DEFAULT_MAX_BYTES, ArchiveWriter
from crawlers.capture_log import CaptureLog
from crawlers.column import CrawlMemory
from crawlers.expectation import shortfall
from crawlers.job import JobError, PortalJob, run_named_job
from crawlers.known import KnownPages
from crawlers.middlewares.recording import CrawlRecord
from crawlers.spiders.portal import PortalSpider
from crawlers.wording import load_wording

S = TypeVar("S", bound=PortalSpider)


class Job(PortalJob):
    """What a crawl is told: paths are of files, but `archive`, a folder; `known` may be missing."""

    run_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    archive: Path
    known: Path | None = None
    captures: Path
    summary: Path
    full: bool = False


def run(job: Job) -> None:
    """Crawl the job's portal, blocking till its end, and write the summary.

    A process can do this once: Scrapy's reactor does not start twice.
    """
    started = monotonic()
    log = CaptureLog(job.captures, job.run_id, job.portal.id)
    spider, stats = crawl(job, PortalSpider, log)
    summary = summarize(spider, log, stats) | {"seconds": round(monotonic() - started, 3)}
    job.summary.write_text(json.dumps(summary, ensure_ascii=False), "utf-8")


def crawl(job: Job, kind: type[S], log: CaptureLog) -> tuple[S, Mapping[str, Any]]:
    """Run a spider of `kind` over the job's portal; return it and Scrapy's counts when it has ended."""
    settings = job.scrapy_settings()
    wording, known = load_wording(), KnownPages.from_file(job.known)
    rotate_at = settings.getint("ARCHIVE_FILE_BYTES", DEFAULT_MAX_BYTES)
    writer = ArchiveWriter(job.archive, job.run_id, job.portal.id, settings["USER_AGENT"], rotate_at)
    record = CrawlRecord(writer, log, known, wording, job.portal.homepage)
    memory = CrawlMemory(
        known, wording, settings["PORTAL_SCOPE"], job.full, settings.getint("LIST_PAGES_MAX")
    )
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(kind)
    process.crawl(crawler, portal=job.portal, record=record, memory=memory)
    process.start()
    writer.close()
    log.close()
    if not isinstance(crawler.spider, kind):
        raise JobError(f"portal {job.portal.id}: the crawl did not start")
    return crawler.spider, crawler.stats.get_stats()


def summarize(spider: PortalSpider, log: CaptureLog, stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of a crawl that has ended; `seconds` is left to the caller."""
    progress, counts = spider.progress, log.counts
    families = [column.platform for column in progress.columns if column.platform]
    return {
        "portal_id": spider.portal.id,
        "platform": families[0] if families else spider.portal.platform,
        "columns": [column.url for column in progress.columns],
        "listed": sum(column.listed for column in progress.columns),
        "fetched": counts["fetched"],
        "new": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "missing": counts["missing"],
        "blocked": counts["blocked"],
        "errors": counts["error"],
        "skipped": counts["skipped"],
        "requests": stats.get("downloader/request_count", 0),
        "finish_reason": stats.get("finish_reason", ""),
        "problems": list(_problems(spider, stats)),
    }


def _problems(spider: PortalSpider, stats: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an operator should look at, in words."""
    progress, expected = spider.progress, spider.portal.expect
    yield from progress.problems
    for column in progress.columns:
        if not column.listed and column.pages:
            yield f"column {column.url} lists nothing: has it moved?"
    if expected and (missing := shortfall(expected, progress.columns, date.today())):  # noqa: DTZ011 - seasons last months
        yield missing
    if errors := stats.get("log_count/ERROR", 0):
        yield f"{errors} errors were logged: see stderr"


def main(arguments: list[str]) -> int:
    """Run the job named on the command line; return the exit status."""
    return run_named_job(arguments, Job, run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
