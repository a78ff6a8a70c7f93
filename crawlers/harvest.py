"""Portals' crawls as a process: `python -m crawlers.harvest [--tell] [--lifeline] JOBS.jsonl`.

A job a line says what to crawl and where to put it; the portals are crawled side by side. Each one's captures
log and archive grow while its crawl runs, its summary is written at its end. Exit status 0: the crawls
ended, with problems or without; 2: one could not run. Only errors are printed, on stderr; with --tell also,
on stdout, `began ID` and `ended ID` of each portal as it happens, and every few seconds `alive`, which only
a process that is stuck does not say, however slow its portals are. --lifeline: see `crawlers.lifeline`.
"""

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from pydantic import Field
from scrapy.crawler import Crawler

from crawlers.archive_upload import RunArchive
from crawlers.archive_writer import DEFAULT_MAX_BYTES, ArchiveWriter
from crawlers.capture_log import CaptureLog
from crawlers.column import CrawlMemory
from crawlers.expectation import shortfall
from crawlers.hosts import server_of
from crawlers.job import COULD_NOT_RUN, ENDED, JobError, PortalJob, read_jobs
from crawlers.known import KnownPages
from crawlers.lifeline import hold_on
from crawlers.middlewares.recording import CrawlRecord
from crawlers.reactor import CrawlReactor
from crawlers.scope import Scope
from crawlers.spiders.portal import PortalSpider
from crawlers.storage import StorageError
from crawlers.wording import load_wording

PORTALS_AT_ONCE = 32
"""Portals crawled side by side in one process: politeness leaves each idle most of the time."""

PORTALS_A_HOST = 8
"""Of these, portals whose homepage or columns lie on one host: more would only stand in line there."""

SIGN_OF_LIFE = 2.0
"""Seconds from one sign of life to the next."""

_FAILED = "failed"

S = TypeVar("S", bound=PortalSpider)
Tell = Callable[[str, str], None]


class Job(PortalJob):
    """What a crawl is told: paths are files, but `archive`, a folder or address; `known` may be missing."""

    run_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    archive: Path
    known: Path | None = None
    captures: Path
    summary: Path
    full: bool = False


def run(*jobs: Job, tell: Tell | None = None) -> bool:
    """Crawl the jobs' portals, blocking till all have ended, and write their summaries.

    Return whether all could run; one that cannot is named on stderr and in its summary. `tell`, if given,
    is called with `began` or `ended` and the portal's id, and with `alive` now and then. A process can do
    this once: Scrapy's reactor does not start twice.
    """
    reactor = CrawlReactor(Scope.of(job.portal) for job in jobs)
    with _archive_of(jobs) as archive:
        return reactor.run(_crawl_all(reactor, jobs, archive, tell))


def _archive_of(jobs: Sequence[Job]) -> closing[RunArchive]:
    """Return the archive of a share; its files are called by the first portal, which no other share has."""
    first = jobs[0]
    if any((job.archive, job.run_id) != (first.archive, first.run_id) for job in jobs):
        raise JobError("jobs of one process must have one archive and one run_id")
    settings = first.scrapy_settings()
    most = settings.getint("ARCHIVE_FILE_BYTES", DEFAULT_MAX_BYTES)
    return closing(RunArchive(first.archive, first.run_id, first.portal.id, settings["USER_AGENT"], most))


async def _crawl_all(
    reactor: CrawlReactor, jobs: Sequence[Job], archive: RunArchive, tell: Tell | None
) -> bool:
    """Crawl side by side; what a host is asked by all of them, `reactor.hosts` keeps within bounds."""
    seats: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PORTALS_A_HOST))
    slots = asyncio.Semaphore(PORTALS_AT_ONCE)

    async def in_turn(job: Job) -> bool:
        async with AsyncExitStack() as places:
            # In one order for all: two portals never hold what the other waits for.
            for host in sorted(set(map(server_of, (job.portal.homepage, *job.portal.columns)))):
                await places.enter_async_context(seats[host])
            await places.enter_async_context(slots)
            if reactor.stopping:
                return False
            if tell:
                tell("began", job.portal.id)
            summary = await _crawl_and_summarize(reactor, job, archive)
        unsafe = await archive.settled()
        _write_summary(job.summary, summary | {"problems": [*summary["problems"], *filter(None, [unsafe])]})
        if tell:
            tell("ended", job.portal.id)
        return bool(summary["finish_reason"] != _FAILED)

    life = asyncio.create_task(_show_life(tell)) if tell else None
    try:
        return all(await asyncio.gather(*map(in_turn, jobs)))
    finally:
        if life:
            life.cancel()


async def _show_life(tell: Tell) -> None:
    while True:
        await asyncio.sleep(SIGN_OF_LIFE)
        tell("alive", "")


async def _crawl_and_summarize(reactor: CrawlReactor, job: Job, archive: RunArchive) -> dict[str, Any]:
    started = monotonic()
    crawling = asyncio.create_task(_crawl_portal(reactor, job, archive))
    await asyncio.wait([crawling])
    if error := crawling.exception():
        # Whatever went wrong with one portal is told of that portal; the others go on.
        told = " ".join(f"{type(error).__name__}: {error}".split())
        sys.stderr.write(f"could not run: portal {job.portal.id}: {told}\n")
        summary = {"portal_id": job.portal.id, "finish_reason": _FAILED, "problems": [told]}
    else:
        summary = crawling.result()
    return summary | {"seconds": round(monotonic() - started, 3)}


def _write_summary(path: Path, summary: Mapping[str, Any]) -> None:
    half_written = path.with_name(path.name + ".part")
    half_written.write_text(json.dumps(summary, ensure_ascii=False), "utf-8")
    half_written.replace(path)


async def _crawl_portal(reactor: CrawlReactor, job: Job, archive: RunArchive) -> dict[str, Any]:
    log = CaptureLog(job.captures, job.run_id, job.portal.id, _not_before(job))
    with archive.crawl_under_way() as writer, closing(log):
        spider, stats = await crawl(reactor, job, PortalSpider, (writer, log))
    return summarize(spider, log, stats)


def _not_before(job: Job) -> datetime | None:
    """Return the start of the run as the setting NOT_BEFORE tells it, for a clock that is set back later."""
    told = job.settings.get("NOT_BEFORE")
    return datetime.fromisoformat(told) if told else None


async def crawl(
    reactor: CrawlReactor, job: Job, kind: type[S], written: tuple[ArchiveWriter, CaptureLog]
) -> tuple[S, Mapping[str, Any]]:
    """Run a spider of `kind` over the job's portal; return it and Scrapy's counts when it has ended."""
    settings = job.scrapy_settings()
    settings.set("HOSTS", reactor.hosts)
    wording = load_wording()
    with closing(KnownPages.from_file(job.known)) as known:
        record = CrawlRecord(*written, known, wording, job.portal.homepage)
        longest = settings.getint("LIST_PAGES_MAX")
        memory = CrawlMemory(known, wording, settings["PORTAL_SCOPE"], job.full, longest)
        crawler = Crawler(kind, settings)
        await reactor.crawl(crawler, portal=job.portal, record=record, memory=memory)
    if not isinstance(crawler.spider, kind):
        raise JobError("the crawl did not start")
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
        "complete": stats.get("finish_reason") == "finished" and not progress.left_undone,
        "problems": list(_problems(spider, stats)),
    }


def _problems(spider: PortalSpider, stats: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an operator should look at, in words."""
    progress, expected = spider.progress, spider.portal.expect
    yield from progress.problems
    for column in progress.columns:
        if column.empty:
            yield f"column {column.url} lists nothing: has it moved?"
    if expected and (missing := shortfall(expected, progress.columns, date.today())):  # noqa: DTZ011 - seasons last months
        yield missing
    if errors := stats.get("log_count/ERROR", 0):
        yield f"{errors} errors were logged: see stderr"


def _tell_on_stdout(event: str, portal_id: str) -> None:
    sys.stdout.write(f"{event} {portal_id}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run the jobs named on the command line; return the exit status."""
    parser = ArgumentParser(prog="python -m crawlers.harvest", description="Crawl portals.")
    parser.add_argument("jobs", type=Path, metavar="JOBS.jsonl", help="a job a line, as JSON")
    parser.add_argument("--tell", action="store_true", help="say on stdout which crawl began and ended")
    parser.add_argument("--lifeline", action="store_true", help="end as soon as standard input ends")
    options = parser.parse_args(arguments)
    if options.lifeline:
        hold_on()
    try:
        jobs = read_jobs(options.jobs, Job)
        could_run = run(*jobs, tell=_tell_on_stdout if options.tell else None)
    except (JobError, OSError, StorageError) as error:
        sys.stderr.write(f"could not run: {error}\n")
        return COULD_NOT_RUN
    return ENDED if could_run else COULD_NOT_RUN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
