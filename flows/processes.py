"""This machine's cores, for reading: a process each, since threads would take turns at one core."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from threading import Thread


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def local_processes() -> ProcessPoolExecutor:
    """Return a pool of a process a core, started when needed, each with the reader loaded once."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["flows.batches"])
    return ProcessPoolExecutor(cores(), mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch the process that this one works for: if that is killed, nobody else would end this one."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


def _await_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
