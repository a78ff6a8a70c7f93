"""Where batches are read: on this machine's cores, or on a Dask cluster.

Reading is pure computing: threads would take turns at one core. So batches go to processes, a task run of
Prefect each, or to the workers of a cluster, which reach archive and staging by the same paths.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.batches import Batch, read_logged_batch
from flows.processes import cores, local_processes
from flows.staging import BatchCounts

if TYPE_CHECKING:
    from distributed import Client

_REACHED_WITHIN = 10.0
"""Seconds for the scheduler of a cluster to answer."""

Counts = dict[str, BatchCounts]
Submit = Callable[[Batch], PrefectFuture[Counts]]


class ReadingPlaceError(Exception):
    """Batches cannot be read where it was asked for; the message is one line that says what to do."""


@contextmanager
def reading_on(place: str | None, staged: Path) -> Iterator[Submit]:
    """Yield what submits batches for reading to `place`; on leaving, what was submitted has ended.

    None means this machine's cores, `dask://host:port` a cluster whose workers see the folder `staged`.
    Raises ReadingPlaceError.
    """
    if place is None:
        with local_processes() as pool, ThreadPoolTaskRunner[Any](max_workers=cores()) as runner:
            yield lambda batch: runner.submit(read_here, {"batch": batch, "pool": pool})
    else:
        with _dask_runner(place, staged) as runner:
            yield lambda batch: runner.submit(read_batch, {"batch": batch})


@task(name="read", task_run_name="read {batch.name}", cache_policy=NO_CACHE, persist_result=False)
def read_batch(batch: Batch) -> Counts:
    """Read one batch of captures and stage its rows, in this process."""
    return read_logged_batch(batch)


@task(name="read", task_run_name="read {batch.name}", cache_policy=NO_CACHE, persist_result=False)
def read_here(batch: Batch, pool: ProcessPoolExecutor) -> Counts:
    """Read one batch of captures and stage its rows, in a process of the pool."""
    return pool.submit(read_logged_batch, batch).result()


def scheduler_address(place: str) -> str:
    """Return the address of a Dask scheduler for `dask://host:port`; raises ReadingPlaceError."""
    parts = urlsplit(place)
    try:
        known = parts.scheme == "dask" and parts.hostname and parts.port and not parts.path.strip("/")
    except ValueError:  # a port that is no number
        known = None
    if not known:
        raise ReadingPlaceError(f"{place}: not a place to read on; say dask://host:port")
    return f"tcp://{parts.netloc}"


@contextmanager
def _dask_runner(place: str, staged: Path) -> Iterator[Any]:
    address = scheduler_address(place)
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few need
        from prefect_dask import DaskTaskRunner  # type: ignore[attr-defined]  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ReadingPlaceError(f"{place}: Dask is not installed; pip install 'baogao[dask]'") from error
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=_REACHED_WITHIN, set_as_default=False
        )
    except (OSError, TimeoutError) as error:
        raise ReadingPlaceError(
            f"{place}: no Dask scheduler answers there; is `dask scheduler` up?"
        ) from error
    with client:
        _check_workers(client, place, staged)
    with DaskTaskRunner(address=address) as runner:
        yield runner


def _check_workers(client: "Client", place: str, staged: Path) -> None:
    """Refuse a cluster without workers, or one whose workers cannot do the work."""
    if not client.scheduler_info()["workers"]:
        raise ReadingPlaceError(f"{place}: the scheduler has no workers; start one with `dask worker`")
    marker = staged / ".reached"
    staged.mkdir(parents=True, exist_ok=True)
    marker.touch()
    try:
        answers = client.run(_reaches, str(marker), on_error="return")
    finally:
        marker.unlink()
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, Exception):
            raise ReadingPlaceError(
                f"{place}: worker {worker} cannot run baogao ({answer}); install it there"
            )
        if not answer:
            raise ReadingPlaceError(
                f"{place}: worker {worker} does not see {staged}; keep warehouse and archive on shared disks"
            )


def _reaches(marker: str) -> bool:
    return Path(marker).exists()
