"""One portal's crawl as a process: `python -m crawlers.harvest JOB.json`.

The job says what to crawl and where to put it; the captures log and the archive grow while the crawl runs,
the summary is written at its end. Exit status 0: the crawl ended, with problems or without; 2: it could not
run. Only errors are printed, on stderr.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawlers import settings as manners
from crawlers.archive_writer import DEFAULT_MAX_BYTES, ArchiveWriter
from crawlers.capture_log import CaptureLog
from crawlers.column import CrawlMemory
from crawlers.known import KnownPages
from crawlers.middlewares.recording import CrawlRecord
from crawlers.registry import Portal
from crawlers.scope import Scope
from crawlers.spiders.portal import PortalSpider
from crawlers.wording import load_wording

ENDED, COULD_NOT_RUN = 0, 2


class Job(BaseModel):
    """What a crawl is told: paths are of files, but `archive`, a folder; `known` may be missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    portal: Portal
    archive: Path
    known: Path | None = None
    captures: Path
    summary: Path
    settings: dict[str, Any] = {}
    full: bool = False


class JobError(ValueError):
    """A job cannot be run; the message is one line."""


def main(arguments: list[str]) -> int:
    """Run the job named on the command line; return the exit status."""
    if len(arguments) != 1:
        print("usage: python -m crawlers.harvest JOB.json", file=sys.stderr)  # noqa: T201 - a command's own voice
        return COULD_NOT_RUN
    try:
        job = read_job(Path(arguments[0]))
        run(job)
    except (JobError, OSError) as error:
        print(f"crawl could not run: {error}", file=sys.stderr)  # noqa: T201 - a command's own voice
        return COULD_NOT_RUN
    return ENDED


def read_job(path: Path) -> Job:
    """Read and check a job file; raises JobError."""
    try:
        job = Job.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "job"
        raise JobError(f"{path}: {where}: {first['msg']}") from error
    except OSError as error:
        raise JobError(f"{path}: {error.strerror}") from error
    guarded = manners.GUARDED & set(job.settings)
    if guarded:
        raise JobError(f"{path}: settings: {', '.join(sorted(guarded))} cannot be overridden")
    return job


def run(job: Job) -> None:
    """Crawl the job's portal, blocking till its end, and write the summary.

    A process can do this once: Scrapy's reactor does not start twice.
    """
    started = monotonic()
    portal = job.portal
    overridden = _settings(job)
    wording = load_wording()
    known = KnownPages.from_file(job.known)
    log = CaptureLog(job.captures, job.run_id, portal.id)
    rotate_at = overridden.getint("ARCHIVE_FILE_BYTES", DEFAULT_MAX_BYTES)
    writer = ArchiveWriter(job.archive, job.run_id, portal.id, overridden["USER_AGENT"], rotate_at)
    record = CrawlRecord(writer, log, known, wording, portal.homepage)
    memory = CrawlMemory(known, wording, job.full, overridden.getint("LIST_PAGES_MAX"))
    process = AsyncCrawlerProcess(overridden)
    crawler = process.create_crawler(PortalSpider)
    process.crawl(crawler, portal=portal, record=record, memory=memory)
    process.start()
    writer.close()
    log.close()
    if not isinstance(crawler.spider, PortalSpider):
        raise JobError(f"portal {portal.id}: the crawl did not start")
    summary = summarize(crawler.spider, log, crawler.stats.get_stats())
    job.summary.write_text(
        json.dumps(summary | {"seconds": round(monotonic() - started, 3)}, ensure_ascii=False)
    )


def _settings(job: Job) -> Settings:
    settings = Settings(manners.as_mapping())
    tls = job.portal.tls
    settings.set("PORTAL_SCOPE", Scope.of(job.portal))
    if tls and not tls.verify:
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", value=False)
    settings.update(job.settings, priority="cmdline")
    return settings


def summarize(spider: PortalSpider, log: CaptureLog, stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of a crawl that has ended; `seconds` is left to the caller."""
    progress, counts = spider.progress, log.counts
    problems = list(progress.problems)
    problems += [
        f"column {column.url} lists nothing: has it moved?"
        for column in progress.columns
        if not column.listed and column.pages
    ]
    errors = stats.get("log_count/ERROR", 0)
    if errors:
        problems.append(f"{errors} errors were logged: see stderr")
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
        "problems": problems,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
