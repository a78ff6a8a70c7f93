"""The first half of a night: crawl the portals and read what they gave, side by side.

A task run of Prefect is a share of portals or a batch of pages, never one page. Reading starts while others
still crawl; batches hold pages of many portals, since on a quiet night most have none or one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger
from prefect.runtime import task_run

from crawlers.registry import Portal
from flows.batches import BATCH_SIZE, logged_batches
from flows.crawling import (
    READABLE_ROLES,
    CrawlJob,
    CrawlSummary,
    crawl_together,
    logged_captures,
    to_read,
    with_attachments_left,
)
from flows.limits import alone_at_hosts, make_limits
from flows.nights import PortalNight, broke, night_of
from flows.places import RunFolder
from flows.processes import Counts
from flows.runners import Submit, reading_on
from flows.shares import shares_of
from flows.staging import BatchCounts, bring_home, write_rows

CRAWLS_AT_ONCE = 4
"""Crawl processes side by side; each waits for its portals most of the time."""

_LULL = 5.0
"""Seconds without a crawl's end after which even a small batch is read."""


class Watch(Protocol):
    """Who wants to know how far the crawls are."""

    def portal_ended(self) -> None:
        """One more portal is done with."""

    def waiting(self) -> None:
        """Crawls are under way and none has ended for some seconds."""


class CrawlBrokeError(Exception):
    """Crawls came to nothing and will be tried again; the message names the portals."""


@task(name="crawl", task_run_name="crawl {share}", cache_policy=NO_CACHE, persist_result=False)
def crawl_share(
    share: str, jobs: Sequence[CrawlJob], folder: RunFolder, tell: Callable[[CrawlSummary], None], tries: int
) -> None:
    """Crawl a share of portals and `tell` each one's summary as it ends, a broken crawl's at the last try.

    A try after the first, of `tries` in all, crawls only what broke.
    """
    last_try = (task_run.run_count or 1) >= tries
    left = [job for job in jobs if not folder.summary(job.portal.id).exists()]
    again: list[str] = []
    with alone_at_hosts([job.portal for job in left]):
        for summary in crawl_together(left, folder):
            if broke(summary) and not last_try:
                folder.summary(summary.portal_id).unlink(missing_ok=True)
                again.append(summary.portal_id)
            else:
                tell(summary)
    if again:
        raise CrawlBrokeError(f"{share}: to be asked again: {', '.join(again)}")


@dataclass(slots=True)
class Gathering:
    """What has come of a night so far."""

    archive: Path
    portals: Mapping[str, Portal]
    folder: RunFolder
    read: Submit
    prefix: str = ""
    crawled: dict[str, PortalNight] = field(default_factory=dict)
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    reads: list[PrefectFuture[Counts]] = field(default_factory=list)

    def take(self, summary: CrawlSummary) -> None:
        """Stage the captures of a portal whose crawl has ended; read them once they fill a batch."""
        lines: Sequence[Mapping[str, Any]] = list(logged_captures(self.folder.captures(summary.portal_id)))
        if not summary.complete:
            lines = with_attachments_left(lines, self.archive)
        self.crawled[summary.portal_id] = PortalNight(
            summary,
            withdrawn=sum(
                line["outcome"] == "missing" and line["page_role"] in READABLE_ROLES for line in lines
            ),
            started_at=min((line["fetched_at"] for line in lines), default=None),
        )
        write_rows(self.folder.staged, "captures", summary.portal_id, lines)
        self.waiting += filter(to_read, lines)
        if len(self.waiting) >= BATCH_SIZE:
            self.read_waiting()

    def read_waiting(self) -> None:
        """Have all read that waits."""
        place = self.archive, self.portals, self.folder.shared
        self.reads += map(self.read, logged_batches(self.waiting, *place, self.prefix, len(self.reads)))
        self.waiting = []

    def nights(self) -> tuple[PortalNight, ...]:
        """Return what each portal brought, when all is read, in the order of their ids."""
        counts: defaultdict[str, BatchCounts] = defaultdict(BatchCounts)
        for read in self.reads:
            for portal_id, of_batch in read.result().items():
                counts[portal_id] += of_batch
        bring_home(self.folder, self.prefix)
        return tuple(
            replace(crawled, counts=counts[portal_id]) for portal_id, crawled in sorted(self.crawled.items())
        )


def gather(
    jobs: Sequence[CrawlJob],
    folder: RunFolder,
    on: str | None,
    retry_after: Sequence[float],
    watch: Watch,
    prefix: str = "",
) -> tuple[PortalNight, ...]:
    """Crawl all jobs in a few processes and read on `on` what came; return what each portal brought.

    Portals whose crawl broke are tried again after each of `retry_after` seconds; names of staged files begin
    with `prefix`. Raises ReadingPlaceError, before any portal is asked.
    """
    if not jobs:
        return ()
    portals = {job.portal.id: job.portal for job in jobs}
    with reading_on(on, folder.shared) as read:
        make_limits(portals.values())
        gathering = Gathering(jobs[0].archive, portals, folder, read, prefix)
        for summary in _crawled(jobs, folder, retry_after):
            if summary is None:
                gathering.read_waiting()
                watch.waiting()
            else:
                gathering.take(summary)
                watch.portal_ended()
        gathering.read_waiting()
        return gathering.nights()


def _crawled(
    jobs: Sequence[CrawlJob], folder: RunFolder, retry_after: Sequence[float]
) -> Iterator[CrawlSummary | None]:
    """Crawl in shares and yield each portal's summary as it ends, None in a lull."""
    arrivals: SimpleQueue[CrawlSummary | PrefectFuture[None]] = SimpleQueue()
    crawl = crawl_share.with_options(retries=len(retry_after), retry_delay_seconds=list(retry_after) or 0)
    under_way: dict[PrefectFuture[None], set[str]] = {}
    for share in shares_of(jobs, CRAWLS_AT_ONCE):
        future = crawl.submit(_name_of(share), share, folder, arrivals.put, len(retry_after) + 1)
        under_way[future] = {job.portal.id for job in share}
    for future in list(under_way):
        future.add_done_callback(cast("Callable[[PrefectFuture[None]], None]", arrivals.put))
    ended: set[str] = set()
    while under_way:
        try:
            arrived = arrivals.get(timeout=_LULL)
        except Empty:
            yield None
            continue
        if isinstance(arrived, CrawlSummary):
            ended.add(arrived.portal_id)
            yield arrived
        else:
            yield from _never_told(arrived, under_way.pop(arrived) - ended)


def _name_of(share: Sequence[CrawlJob]) -> str:
    """Return the name of a share: its portal, or the first and last of them, and the night."""
    first, last = share[0].portal.id, share[-1].portal.id
    named = first if len(share) == 1 else f"{first} … {last} ({len(share)})"
    return f"{named} {night_of(datetime.now(UTC))}"


def _never_told(future: PrefectFuture[None], portal_ids: set[str]) -> Iterator[CrawlSummary]:
    """Yield a summary for each portal whose crawl ended without one, and why."""
    future.wait()
    why = future.state.message or f"the task run ended as {future.state.type.value}"
    for portal_id in sorted(portal_ids):
        get_run_logger().error("crawl of %s: %s", portal_id, why)
        yield CrawlSummary(portal_id=portal_id, finish_reason="failed", problems=(why,))
