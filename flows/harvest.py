"""The main job as a Prefect flow: crawl portals, read what came, load it, say what happened.

One night is one transaction: loading waits for all crawls. Only crawling is tried again, after a pause:
reading and loading are computing, which fails the second time as it did the first.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import PositiveInt

from crawlers.archive_upload import prepare
from crawlers.registry import Portal, load_registry, select_portals
from flows.artifacts import Progress, leave_artifacts
from flows.crawl_rows import crawl_row
from flows.crawling import CrawlJob
from flows.gathering import CRAWLS_AT_ONCE, gather
from flows.journal import RunNote, begun
from flows.known import write_known
from flows.locks import only_harvest
from flows.nights import Night, PortalNight, night_of
from flows.parameters import Manner, Places
from flows.places import RunFolder, new_run_id
from flows.recovery import take_in
from flows.reference import write_reference
from flows.sharding import gather_from_shards
from flows.staging import BatchCounts, write_rows
from flows.steady_clock import NOT_BEFORE, steady_now
from warehouse.errors import LoaderBusyError
from warehouse.health import cut_short
from warehouse.loading import LoadReport, load, upgrade

# Prefect types the runners of a flow by the kind of future they give, which no runner of its own fits.
_RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner[Any](max_workers=CRAWLS_AT_ONCE))


def run_name() -> str:
    """Return the name of a flow run: what it does, the night, and the portal if it is only one."""
    asked = flow_run.parameters
    manner = Manner.model_validate(asked.get("manner") or {})
    portals = asked.get("portals") or []
    parts = [
        "harvest" if manner.recheck_after_days is None else "recheck",
        str(night_of(datetime.now(UTC))),
        "all portals" if not portals else portals[0] if len(portals) == 1 else f"{len(portals)} portals",
    ]
    return " ".join(parts)


_OTHER_LOADS_END_WITHIN, _LOOK_AGAIN = 3600.0, 2.0
"""Seconds: an `ingest` that loads just then is no reason to lose a night."""


@task(name="load", task_run_name="load", cache_policy=NO_CACHE, persist_result=False)
def load_night(warehouse: Path, staged: Path) -> LoadReport:
    """Merge the staged rows of a night into the warehouse in one transaction; wait for other loads to end."""
    until = time.monotonic() + _OTHER_LOADS_END_WITHIN
    while True:
        try:
            return load(warehouse, staged)
        except LoaderBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN)


@flow(name="harvest", flow_run_name=run_name, task_runner=_RUNNER, persist_result=False)
def harvest(
    portals: list[str] | None = None,
    places: Places = Places(),  # noqa: B008 - frozen; its fields are the defaults that Prefect shows
    manner: Manner = Manner(),  # noqa: B008 - the same
    on: str | None = None,
    shards: PositiveInt = 1,
    run_id: str | None = None,
) -> Night:
    """Crawl portals, read what is new, load it, and return what happened.

    What runs that died had fetched is taken in first.

    Args:
        portals: ids of registry entries; left out: all of them.
        places: where things are kept.
        manner: how portals are asked.
        on: where pages are read, as dask://host:port; left out: this machine's cores.
        shards: among how many runs of the deployment crawl-shard/shard to share the crawls; 1: this run
            crawls.
        run_id: names the run; left out: made from the clock.

    Raises:
        RegistryError: the registry cannot be used.
        HarvestBusyError: another harvest of the warehouse is at work.
        StillCrawlingError: a crawl of a run that died goes on.
        StorageError: the archive cannot be reached.
        ReadingPlaceError, ShardingError: there is nobody to read or crawl as asked.
        RunFolderError, WarehouseError: there is no room, or the night cannot be loaded.
    """
    places = places.resolved()
    registry = load_registry(places.registry)
    chosen = select_portals(registry, portals or ())
    with only_harvest(places.warehouse):
        prepare(places.archive)
        upgrade(places.warehouse)
        take_in(places.warehouse, places.archive, {portal.id: portal for portal in registry})
        started = steady_now(places.warehouse)
        note = RunNote.of(
            run_id or new_run_id(started),
            "harvest",
            places.warehouse,
            started,
            portals=len(chosen),
            whole=manner.full,
        )
        with begun(places.warehouse, note) as folder:
            jobs = _jobs(note, chosen, places, manner, folder)
            progress = Progress(len(chosen))
            if shards > 1:
                nights = gather_from_shards(jobs, folder, shards, on, manner, progress)
            else:
                nights = gather(jobs, folder, on, manner.retry_after, progress)
            night = _load(note, jobs, nights, places.warehouse, folder)
    leave_artifacts(night)
    return night


def _jobs(
    note: RunNote, chosen: Sequence[Portal], places: Places, manner: Manner, folder: RunFolder
) -> list[CrawlJob]:
    """Return what each crawl is to do; write down what is known of its portal."""
    portal_ids = [portal.id for portal in chosen]
    write_known(places.warehouse, portal_ids, folder.known)
    unread = cut_short(places.warehouse, portal_ids)
    settings = {NOT_BEFORE: note.started_at.isoformat()} | manner.scrapy_settings
    return [
        CrawlJob(note.run_id, portal, places.archive, settings, manner.full or portal.id in unread)
        for portal in chosen
    ]


def _load(
    note: RunNote,
    jobs: Sequence[CrawlJob],
    nights: tuple[PortalNight, ...],
    warehouse: Path,
    folder: RunFolder,
) -> Night:
    """Stage what is to be told of the night, load it all, and return what the night did."""
    write_reference(folder.staged, [job.portal for job in jobs])
    finished = max(datetime.now(UTC), note.started_at)
    write_rows(folder.staged, "runs", note.run_id, [_run_row(note.run_id, note.started_at, finished, nights)])
    whole = {job.portal.id: job.full for job in jobs}
    write_rows(
        folder.staged,
        "crawls",
        note.run_id,
        [
            crawl_row(
                note.run_id,
                night.summary,
                BatchCounts(night.documents, night.rejects),
                note.started_at,
                whole=whole[night.summary.portal_id],
            )
            for night in nights
        ],
    )
    return Night(note.run_id, note.started_at, finished, nights, load_night(warehouse, folder.staged))


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
