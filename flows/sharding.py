"""A night's crawls shared among machines: runs of the deployment `crawl-shard/shard`, one loader still.

The harvest writes down the jobs of each shard in the run's folder, starts a run a shard on whatever workers
there are, waits for all of them and loads what they staged. All of them reach the folder beside the
warehouse, and the archive, by the same paths. What a shard left undone when it died, the harvest reads
itself; what it had not crawled is told as broken.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.states import Cancelled
from pydantic import Field

from crawlers.registry import Portal
from flows.artifacts import Progress
from flows.crawling import CrawlJob, CrawlSummary, read_summary
from flows.gathering import Gathering, gather
from flows.limits import shared_server
from flows.nights import PortalNight
from flows.parameters import Manner
from flows.places import RunFolder
from flows.runners import reading_on
from flows.shares import shares_of

DEPLOYMENT = "crawl-shard/shard"

_POLL = 2.0
_TAKEN_WITHIN = 1800.0
"""Seconds until a shard that no worker has taken is given up."""
_SILENT_FOR = 900.0
"""Seconds without a sign of life until a shard is taken for dead: a killed worker tells nobody."""


class ShardingError(Exception):
    """The crawls cannot be shared among workers; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """What a shard, as `2/4`, and the harvest tell each other in the folder of the run."""

    folder: RunFolder
    shard: str

    @property
    def name(self) -> str:
        """What names the shard in file names."""
        return f"shard-{self.shard.replace('/', '-of-')}"

    @property
    def jobs(self) -> Path:
        """What to crawl, and how; written by the harvest."""
        return self.folder.path / f"{self.name}.json"

    @property
    def done(self) -> Path:
        """What each portal brought; written by the shard at its end."""
        return self.folder.path / f"{self.name}.done.json"

    @property
    def alive(self) -> Path:
        """Touched by the shard while it lives."""
        return self.folder.path / f"{self.name}.alive"


@flow(name="crawl-shard", flow_run_name="crawl shard {shard} of {folder.name}", persist_result=False)
def crawl_shard(
    folder: Path, shard: Annotated[str, Field(pattern=r"^\d+/\d+$")], on: str | None = None
) -> None:
    """Crawl one shard of a night and stage what it brings; a harvest starts it.

    Args:
        folder: the folder of the harvest's run, on shared disks.
        shard: which shard of how many, as 2/4.
        on: where pages are read, as dask://host:port; left out: this machine's cores.
    """
    files = ShardFiles(RunFolder(folder), shard)
    jobs, retry_after = _read_jobs(files.jobs)
    watch = _SignOfLife(files.alive)
    nights = gather(jobs, files.folder, on, retry_after, watch, prefix=f"{files.name}-")
    _write(files.done, [night.as_facts() for night in nights])


@dataclass(frozen=True, slots=True)
class _SignOfLife:
    path: Path

    def portal_ended(self) -> None:
        self.path.touch()

    def waiting(self) -> None:
        self.path.touch()


def gather_from_shards(
    jobs: Sequence[CrawlJob], folder: RunFolder, shards: int, on: str | None, manner: Manner, watch: Progress
) -> tuple[PortalNight, ...]:
    """Have all jobs crawled by `shards` runs and return what each portal brought; see `gather`.

    Raises ShardingError where there is no server that could give runs to workers.
    """
    shares = shares_of(jobs, shards, smallest=1)
    named = [ShardFiles(folder, f"{number}/{len(shares)}") for number in range(1, len(shares) + 1)]
    for files, share in zip(named, shares, strict=True):
        _write(files.jobs, _plain(share, manner.retry_after))
    with _server() as client:
        under_way = [_UnderWay(client, files, _start(files, on)) for files in named]
        while left := [run for run in under_way if not run.ended()]:
            _be_patient(left)
            time.sleep(_POLL)
            watch.ended(sum(folder.summary(job.portal.id).exists() for job in jobs))
    nights = [
        night
        for files, share, run in zip(named, shares, under_way, strict=True)
        for night in (_nights(files.done) or _left_undone(files, share, run.why, on))
    ]
    return tuple(sorted(nights, key=lambda night: night.summary.portal_id))


@contextmanager
def _server() -> Iterator[SyncPrefectClient]:
    if not shared_server():
        raise ShardingError("shards need a Prefect server and workers: set PREFECT_API_URL")
    with get_client(sync_client=True) as client:
        try:
            client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound as error:
            raise ShardingError(f"no deployment {DEPLOYMENT}: `prefect deploy --all` makes it") from error
        yield client


def _start(files: ShardFiles, on: str | None) -> UUID:
    parameters = {"folder": str(files.folder.path), "shard": files.shard, "on": on}
    started = run_deployment(DEPLOYMENT, parameters=parameters, timeout=0)
    return cast("FlowRun", started).id  # a coroutine only where the caller is one


@dataclass(slots=True)
class _UnderWay:
    """A shard's run; `why` it ended is known once it has."""

    client: SyncPrefectClient
    files: ShardFiles
    run_id: UUID
    why: str = ""
    running: bool = False
    _signs: int = 0
    _heard_at: float = field(default_factory=time.monotonic)

    def ended(self) -> bool:
        """Whether the shard has ended, or is given up."""
        if not self.why:
            state = self.client.read_flow_run(self.run_id).state
            if state is not None and state.is_final():
                self.why = (
                    f"shard {self.files.shard} ended as {state.name}: {state.message or 'no reason told'}"
                )
            else:
                self.running = state is not None and state.is_running()
                self._listen()
        return bool(self.why)

    def hear(self) -> None:
        """Take note of a sign of life."""
        self._heard_at = time.monotonic()

    def _listen(self) -> None:
        """Give the shard up if it has shown no sign of life for long; only changes count, not clocks."""
        signs = self.files.alive.stat().st_mtime_ns if self.files.alive.exists() else int(self.running)
        if signs != self._signs:
            self._signs = signs
            self.hear()
        silent = time.monotonic() - self._heard_at
        if silent > (_SILENT_FOR if self.running else _TAKEN_WITHIN):
            self.why = f"shard {self.files.shard}: no worker has worked on it for {silent / 60:.0f} minutes"
            self.client.set_flow_run_state(self.run_id, Cancelled(message=self.why), force=True)


def _be_patient(left: Sequence[_UnderWay]) -> None:
    """While any shard is worked on, those that nobody has taken may be waiting for that very worker."""
    if any(run.running for run in left):
        for run in left:
            if not run.running:
                run.hear()


def _left_undone(
    files: ShardFiles, share: Sequence[CrawlJob], why: str, on: str | None
) -> tuple[PortalNight, ...]:
    """Do what a shard did not come to: stage and read what it crawled; tell the rest as broken."""
    get_run_logger().error("%s", why)
    portals = {job.portal.id: job.portal for job in share}
    for path in files.folder.staged.glob(f"*-{files.name}-*.parquet"):
        path.unlink()
    with reading_on(on, files.folder.shared) as read:
        # Another name than the shard's: what it staged elsewhere must not come home beside this.
        gathering = Gathering(share[0].archive, portals, files.folder, read, f"again-{files.name}-")
        for portal_id in portals:
            summary = files.folder.summary(portal_id)
            broken = CrawlSummary(portal_id=portal_id, finish_reason="died", problems=(why,))
            gathering.take(read_summary(summary) if summary.exists() else broken)
        gathering.read_waiting()
        return gathering.nights()


def _nights(path: Path) -> tuple[PortalNight, ...]:
    """Return what a shard wrote at its end; nothing if it did not come so far."""
    facts = json.loads(path.read_text("utf-8")) if path.exists() else ()
    return tuple(map(PortalNight.from_facts, facts))


def _plain(share: Sequence[CrawlJob], retry_after: Sequence[float]) -> dict[str, Any]:
    jobs = [
        {
            "run_id": job.run_id,
            "portal": job.portal.model_dump(mode="json"),
            "archive": str(job.archive),
            "settings": dict(job.settings),
            "full": job.full,
        }
        for job in share
    ]
    return {"jobs": jobs, "retry_after": list(retry_after)}


def _read_jobs(path: Path) -> tuple[list[CrawlJob], list[float]]:
    facts = json.loads(path.read_text("utf-8"))
    jobs = [
        CrawlJob(**{**job, "portal": Portal.model_validate(job["portal"]), "archive": Path(job["archive"])})
        for job in facts["jobs"]
    ]
    return jobs, facts["retry_after"]


def _write(path: Path, facts: object) -> None:
    """Write JSON so that whoever sees the file sees all of it."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    partial.replace(path)
