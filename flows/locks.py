"""One harvest at a time over a warehouse.

Locks are held on open files (flock), so they end with their process, however that ends: a lock file that is
left behind means nothing. What it says of its holder is for people.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

_TRIES, _PAUSE = 10, 0.2
"""For who looks whether a lock is held holds it for a moment, and a dying process for some more."""


class HarvestBusyError(Exception):
    """Another harvest of the same warehouse is at work; the message says since when."""


@contextmanager
def only_harvest(warehouse: Path) -> Iterator[None]:
    """Hold the right to harvest into `warehouse`; raises HarvestBusyError."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _lock_file(warehouse).open("a+", encoding="utf-8") as lock:
        for _ in range(_TRIES):
            if _taken(lock, fcntl.LOCK_EX):
                break
            time.sleep(_PAUSE)
        else:
            raise _busy(warehouse, _holder(lock))
        _sign(lock)
        yield
        lock.truncate(0)


def harvest_under_way(warehouse: Path) -> str | None:
    """Return what the harvest at work on `warehouse` says of itself: `pid 7 since …`; None if none is."""
    path = _lock_file(warehouse)
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as lock:
        return None if _taken(lock, fcntl.LOCK_SH) else _holder(lock)


def refuse_beside_another(warehouse: Path) -> None:
    """Raise HarvestBusyError if a harvest of `warehouse` is at work: before anything costly starts."""
    if holder := harvest_under_way(warehouse):
        raise _busy(warehouse, holder)


def is_free(path: Path) -> bool:
    """Whether no process holds the lock on the file at `path`; a missing one is free."""
    if not path.exists():
        return True
    with path.open(encoding="utf-8") as lock:
        return _taken(lock, fcntl.LOCK_SH)


@contextmanager
def holding(path: Path) -> Iterator[bool]:
    """Hold the lock on the file at `path`, made if missing, and yield True; False where another holds it."""
    with path.open("a+", encoding="utf-8") as lock:
        if not _taken(lock, fcntl.LOCK_EX):
            yield False
            return
        _sign(lock)
        yield True
        lock.truncate(0)


def _taken(lock: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(lock: TextIO) -> None:
    lock.truncate(0)
    lock.write(f"pid {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
    lock.flush()


def _holder(lock: TextIO) -> str:
    lock.seek(0)
    return lock.read().strip() or "just started"


def _lock_file(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.name}.harvest.lock")


def _busy(warehouse: Path, holder: str) -> HarvestBusyError:
    return HarvestBusyError(f"{warehouse}: another harvest is running ({holder}); wait until it ends")
