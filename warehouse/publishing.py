"""How a night becomes visible: all at once, without ever locking a reader out.

The loader works on a copy beside the warehouse and puts it in place by renaming. Readers that have the
old file open keep it; those who come later get the new one; a loader killed at any moment leaves the
old file as it was, and its leftover is removed by the next.

The old file stays behind as the spare. Once nobody has it open, the next loader makes it the copy by writing
the few blocks that differ, instead of the whole file again. It may be deleted at any time.
"""

import fcntl
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import duckdb

from warehouse.errors import LoaderBusyError, NotAWarehouseError
from warehouse.querying import open_read_only

_BLOCK = 1 << 18
"""Bytes compared and copied at once: DuckDB writes in blocks of this size."""


def spare_file(warehouse: Path) -> Path:
    """Return where the state before the present one of `warehouse` is kept."""
    return warehouse.with_name(warehouse.name + ".spare")


def side_file(warehouse: Path) -> Path:
    """Return where the loader prepares the next state of `warehouse`."""
    return warehouse.with_name(warehouse.name + ".loading")


@contextmanager
def only_loader(warehouse: Path) -> Iterator[None]:
    """Hold the right to load `warehouse`; the right ends with the process, however that ends.

    The lock file names the holder's process and start. Raises LoaderBusyError when another holds it.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with warehouse.with_name(warehouse.name + ".lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LoaderBusyError(_busy(warehouse, lock)) from error
        lock.truncate(0)
        lock.write(f"pid {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        lock.flush()
        yield
        lock.truncate(0)


def _busy(warehouse: Path, lock: TextIO) -> str:
    lock.seek(0)
    holder = lock.read().strip() or "just started"
    return f"{warehouse}: another load is running ({holder}); wait until it ends"


@contextmanager
def next_state(warehouse: Path) -> Iterator[Path]:
    """Yield the path of a private copy of `warehouse` (absent if there is none yet) to work on.

    The caller publishes it with `publish`; a copy that is not wanted becomes the spare, what is left of a
    failure is removed.
    """
    side = side_file(warehouse)
    _remove(side)
    try:
        if warehouse.exists():
            _settle(warehouse)
            # The open connection keeps other tools from writing while the file is copied.
            with open_read_only(warehouse):
                copy_state(warehouse, side)
        yield side
        if side.exists():
            side.replace(spare_file(warehouse))
    finally:
        _remove(side)


def copy_state(warehouse: Path, side: Path) -> None:
    """Make `side` a copy of `warehouse`, out of the spare if there is one that nobody reads."""
    spare = spare_file(warehouse)
    if not spare.exists():
        _copy_file(warehouse, side)
    elif spare.samefile(warehouse) or not _is_idle(spare):  # a loader killed while it published; readers
        spare.unlink()
        _copy_file(warehouse, side)
    else:
        spare.replace(side)
        _make_alike(warehouse, side)


def _is_idle(spare: Path) -> bool:
    """Whether no process, this one included, has the file open; False where the system cannot tell."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    with spare.open("rb+") as stream:
        try:
            fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError:  # others have it open, or the file system knows no leases
            return False
        fcntl.fcntl(stream, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True


def _make_alike(source: Path, target: Path) -> None:
    """Write into `target` the blocks in which it differs from `source`."""
    with source.open("rb") as reading, target.open("rb+") as writing:
        for start in itertools.count(0, _BLOCK):
            block = reading.read(_BLOCK)
            if os.pread(writing.fileno(), len(block), start) != block:
                writing.seek(start)
                writing.write(block)
            if len(block) < _BLOCK:
                break
        writing.truncate(start + len(block))


def publish(side: Path, warehouse: Path) -> None:
    """Put a finished state in the place of `warehouse`, durably and at once; keep the old as the spare."""
    sync(side)
    spare = spare_file(warehouse)
    spare.unlink(missing_ok=True)
    if warehouse.exists():
        with suppress(OSError):  # a file system without links: the next night copies the whole file
            os.link(warehouse, spare)
    side.replace(warehouse)
    sync(warehouse.parent)


def _settle(warehouse: Path) -> None:
    """Fold in what another tool wrote but did not checkpoint, so that the file alone is the warehouse."""
    if warehouse.with_name(warehouse.name + ".wal").exists():
        try:
            with duckdb.connect(str(warehouse)) as connection:
                connection.execute("CHECKPOINT")
        except duckdb.Error as error:
            raise NotAWarehouseError(
                f"{warehouse}: unsaved changes of another tool lie beside it and cannot be taken in;"
                " close that tool and try again"
            ) from error


def _copy_file(source: Path, target: Path) -> None:
    """Copy a file; on file systems with reflinks, at no cost."""
    with source.open("rb") as reading, target.open("wb") as writing:
        if hasattr(os, "copy_file_range"):
            remaining = os.fstat(reading.fileno()).st_size
            while remaining:
                copied = os.copy_file_range(reading.fileno(), writing.fileno(), min(remaining, 1 << 30))
                if copied == 0:
                    break
                remaining -= copied
        else:
            shutil.copyfileobj(reading, writing, 1 << 24)


def _remove(side: Path) -> None:
    side.unlink(missing_ok=True)
    side.with_name(side.name + ".wal").unlink(missing_ok=True)
    shutil.rmtree(side.with_name(side.name + ".tmp"), ignore_errors=True)


def sync(path: Path) -> None:
    """Make sure that the file or folder at `path` outlasts a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
