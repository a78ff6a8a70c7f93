"""The main job as a Prefect flow: crawl each portal, read what came, load it in one transaction.

A task run per portal and per batch of captures, never per page. Reading starts as soon as a portal's
crawl has ended, while others still crawl; loading waits for all, since one night is one transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from crawlers.registry import Portal, load_registry, select_portals
from flows.batches import batches_of, read_logged_batch
from flows.crawling import CrawlJob, CrawlSummary, crawl, logged_captures, to_read
from flows.known import write_known
from flows.places import RunFolder, new_run_id
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import BatchCounts, write_rows
from warehouse.loading import LoadReport, load

CRAWLS_AT_ONCE = 4
"""Crawl processes side by side: each waits for its portal most of the time."""

# Prefect types the runners of a flow by the kind of future they give, which no runner of its own fits.
_RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner[Any](max_workers=CRAWLS_AT_ONCE))


@dataclass(frozen=True, slots=True)
class PortalNight:
    """What one portal brought in one run."""

    summary: CrawlSummary
    documents: int
    rejects: int


@dataclass(frozen=True, slots=True)
class Night:
    """What one harvest did; `load` is None when nothing could be loaded."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    portals: tuple[PortalNight, ...]
    load: LoadReport = field(repr=False)

    @property
    def failed(self) -> bool:
        """Whether any portal must be looked at."""
        return any(night.summary.failed for night in self.portals)


@task(name="crawl", task_run_name="crawl {job.portal.id}", cache_policy=NO_CACHE, persist_result=False)
def crawl_portal(job: CrawlJob, folder: RunFolder) -> CrawlSummary:
    """Crawl one portal in a process of its own and stage its captures."""
    summary = crawl(job, folder)
    write_rows(folder.staged, "captures", job.portal.id, logged_captures(folder.captures(job.portal.id)))
    return summary


@task(name="read", task_run_name="read {name}", cache_policy=NO_CACHE, persist_result=False)
def read_batch(
    archive: Path, lines: tuple[Mapping[str, Any], ...], portal: Portal, staged: Path, name: str
) -> BatchCounts:
    """Read one batch of a portal's captures and stage the rows."""
    return read_logged_batch(archive, lines, portal, load_rules(), (staged, name))


@task(name="load", task_run_name="load", cache_policy=NO_CACHE, persist_result=False)
def load_night(warehouse: Path, staged: Path) -> LoadReport:
    """Merge the staged rows of a night into the warehouse in one transaction."""
    return load(warehouse, staged)


@flow(
    name="harvest",
    flow_run_name="harvest {run_id}",
    task_runner=_RUNNER,
    persist_result=False,
    validate_parameters=True,
)
def harvest(
    portals: list[str] | None = None,
    warehouse: Path = Path("data/baogao.duckdb"),
    archive: Path = Path("data/archive"),
    registry: Path | None = None,
    run_id: str | None = None,
    full: bool = False,
    settings: dict[str, Any] | None = None,
) -> Night:
    """Crawl portals, read what is new, load it, and return what happened.

    Args:
        portals: ids of registry entries; none means all of them.
        warehouse: the DuckDB file, made if missing.
        archive: the folder of WARC files.
        registry: a registry file or folder; none means the one that ships.
        run_id: names the run; made from the clock when left out.
        full: read every list page, also those with known entries only.
        settings: overrides of Scrapy settings for every crawl.
    """
    started = datetime.now(UTC)
    run_id = run_id or new_run_id(started)
    chosen = select_portals(load_registry(registry), portals or ())
    folder = RunFolder.beside(warehouse, run_id)
    jobs = [CrawlJob(run_id, portal, archive, settings or {}, full) for portal in chosen]
    write_known(warehouse, [job.portal.id for job in jobs], folder.known)
    nights = tuple(_crawl_and_read(jobs, folder))
    write_reference(folder.staged, chosen)
    finished = datetime.now(UTC)
    write_rows(folder.staged, "runs", run_id, [_run_row(run_id, started, finished, nights)])
    loaded = load_night(warehouse, folder.staged)
    folder.remove()
    return Night(run_id, started, finished, nights, loaded)


def _crawl_and_read(jobs: list[CrawlJob], folder: RunFolder) -> Iterable[PortalNight]:
    """Crawl all jobs side by side; read each portal's captures as soon as its crawl has ended."""
    by_future = {crawl_portal.submit(job, folder): job for job in jobs}
    reading: list[tuple[CrawlSummary, list[PrefectFuture[BatchCounts]]]] = []
    for future in as_completed(list(by_future)):
        job = by_future[future]
        lines = filter(to_read, logged_captures(folder.captures(job.portal.id)))
        reads = [
            read_batch.submit(job.archive, batch, job.portal, folder.staged, f"{job.portal.id}-{number:04}")
            for number, batch in enumerate(batches_of(lines))
        ]
        reading.append((future.result(), reads))
    for summary, reads in sorted(reading, key=lambda pair: pair[0].portal_id):
        counts = sum((read.result() for read in reads), BatchCounts())
        yield PortalNight(summary, counts.documents, counts.rejects)


def _run_row(
    run_id: str, started: datetime, finished: datetime, nights: tuple[PortalNight, ...]
) -> dict[str, object]:
    problems = [
        f"{night.summary.portal_id}: {problem}" for night in nights for problem in night.summary.problems
    ]
    return {
        "run_id": run_id,
        "command": "harvest",
        "started_at": started,
        "finished_at": finished,
        "outcome": "partial" if any(night.summary.failed for night in nights) else "ok",
        "portals": len(nights),
        "captures": sum(night.summary.fetched for night in nights),
        "documents": sum(night.documents for night in nights),
        "rejects": sum(night.rejects for night in nights),
        "detail": "\n".join(problems) or None,
    }
