"""This machine's cores, for reading: a process each, since threads would take turns at one core."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Self

from flows.batches import Batch, read_logged_batch
from flows.staging import BatchCounts

Counts = dict[str, BatchCounts]


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalCores:
    """Reads batches on a process a core; the first batch in the caller's own, for most nights have one.

    To start processes and load the reader in each costs as much as to read some batches.
    """

    def __init__(self) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["flows.batches"])
        self._pool = ProcessPoolExecutor(cores(), mp_context=context, initializer=_end_with_parent)
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=error is not None)

    def submit(self, batch: Batch) -> "Future[Counts]":
        """Read a batch, stage its rows and return the counts by portal once they are known."""
        if self._begun:
            return self._pool.submit(read_logged_batch, batch)
        self._begun = True
        read: Future[Counts] = Future()
        read.set_result(read_logged_batch(batch))
        return read


def _end_with_parent() -> None:
    """Watch the process that this one works for: if that is killed, nobody else would end this one."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


def _await_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
