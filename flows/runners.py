"""Where a flow's batches are read: on this machine's cores, or on a Dask cluster; a task run each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.batches import Batch, read_logged_batch
from flows.dask_cluster import cluster, scheduler_address
from flows.processes import Counts, LocalCores, cores

Submit = Callable[[Batch], PrefectFuture[Counts]]


@contextmanager
def reading_on(place: str | None, staged: Path) -> Iterator[Submit]:
    """Yield what submits batches for reading to `place`.

    None means this machine's cores, `dask://host:port` a cluster whose workers see the folder `staged`.
    Whoever submits waits for the results before leaving. Raises ReadingPlaceError.
    """
    if place is None:
        with LocalCores() as local, ThreadPoolTaskRunner[Any](max_workers=cores()) as runner:
            yield lambda batch: runner.submit(read_here, {"batch": batch, "local": local})
    else:
        with cluster(place, staged):
            from prefect_dask import (  # type: ignore[attr-defined]  # noqa: PLC0415 - comes with the extra
                DaskTaskRunner,
            )

            with DaskTaskRunner(address=scheduler_address(place)) as runner:
                yield lambda batch: runner.submit(read_batch, {"batch": batch})


@task(name="read", task_run_name="read {batch.name}", cache_policy=NO_CACHE, persist_result=False)
def read_batch(batch: Batch) -> Counts:
    """Read one batch of captures and stage its rows, in this process."""
    return read_logged_batch(batch)


@task(name="read", task_run_name="read {batch.name}", cache_policy=NO_CACHE, persist_result=False)
def read_here(batch: Batch, local: LocalCores) -> Counts:
    """Read one batch of captures and stage its rows, on this machine's cores."""
    return local.submit(batch).result()
