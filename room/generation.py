"""One state of the warehouse file, opened read-only for as long as anyone reads it."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from room.refusals import WarehouseOutdatedError
from warehouse.errors import (
    NotAWarehouseError,
    WarehouseError,
    WarehouseLockedError,
    WarehouseMissingError,
)
from warehouse.migrations import known_migrations
from warehouse.search_index import index_file
from warehouse.sqlfiles import quoted

Value = TypeVar("Value")
Stamp = tuple[tuple[int, int, int], tuple[int, int, int] | None]

_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    # Of one state; when a night comes in, two are open until the new one is warm. With less, warming fails.
    "memory_limit": "320MB",
    "threads": 1,
    # Nothing is written beside the warehouse: a question too large for the memory is refused.
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_THREADS = min(os.cpu_count() or 1, 4)
_SHUT = "SET enable_external_access = false"
_SAME_STATE = """
SELECT (SELECT loaded_at FROM words.state) IS NOT DISTINCT FROM (SELECT max(loaded_at) FROM warehouse.loads)
"""
_MEMORIES = 512


def stamp_of(path: Path) -> Stamp:
    """Return what tells that the warehouse at `path` or its words index was replaced.

    The index follows the warehouse a moment later. Raises WarehouseMissingError.
    """
    warehouse = _file_stamp(path)
    if warehouse is None:
        raise WarehouseMissingError(
            f"{path}: no such warehouse; `baogao harvest` or `baogao ingest` makes one"
        )
    return warehouse, _file_stamp(index_file(path))


def _file_stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


class Memory:
    """What was computed from one state, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._values: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: tuple[object, ...], compute: Callable[[], Value]) -> Value:
        """Return the value of `key`, computed if need be; two at once may both compute it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                known: Value = self._values[key]
                return known
        value = compute()
        with self._lock:
            self._values[key] = value
            while len(self._values) > _MEMORIES:
                self._values.popitem(last=False)
        return value

    def holds(self, key: tuple[object, ...]) -> bool:
        """Whether something is remembered for `key`."""
        with self._lock:
            return key in self._values

    def keys(self) -> list[tuple[object, ...]]:
        """Return the keys of what is remembered, the latest used last."""
        with self._lock:
            return list(self._values)


class Generation:
    """An open state of the warehouse and the words index that belongs to it, if there is one.

    Holders are counted: it closes when the last has released it. Who opens it holds it first.
    """

    def __init__(self, root: duckdb.DuckDBPyConnection, stamp: Stamp, *, indexed: bool) -> None:
        self.stamp = stamp
        self.indexed = indexed
        self.memory = Memory()
        self._root = root
        self._holders = 1
        self._counting = threading.Lock()

    def settle(self) -> None:
        """Give its readings threads of the priority of the one that calls; fix the settings."""
        self._root.execute(f"SET threads = {_THREADS}")
        self._root.execute("SET lock_configuration = true")

    def hold(self) -> None:
        """Count one more holder."""
        with self._counting:
            self._holders += 1

    def release(self) -> None:
        """Count one less; the last one closes the file."""
        with self._counting:
            self._holders -= 1
            last = self._holders == 0
        if last:
            self._root.close()

    @contextmanager
    def cursor(self, catalog: str = "warehouse") -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection of its own to the `warehouse`, or to the `words` of its index."""
        cursor = self._root.cursor()
        try:
            cursor.execute(f"USE {catalog}")
            yield cursor
        finally:
            cursor.close()


def open_generation(path: Path) -> Generation:
    """Open the warehouse at `path` and its index as they are now, shut off from files and network.

    Before it is read by many, `settle` is to be called. They are attached to a database in memory: so two
    states of one path can be open in one process.
    Raises WarehouseMissingError, WarehouseLockedError, NotAWarehouseError or WarehouseOutdatedError.
    """
    stamp = stamp_of(path)
    root = duckdb.connect(":memory:", config=_LIMITS)
    try:
        _attach(root, path, "warehouse")
        _refuse_outdated(root, path)
        indexed = _attach_index(root, index_file(path))
        root.execute(_SHUT)
    except (duckdb.Error, WarehouseOutdatedError) as error:
        root.close()
        raise _refusal(path, error) from error
    return Generation(root, stamp, indexed=indexed)


def _refusal(path: Path, error: Exception) -> WarehouseError:
    if isinstance(error, WarehouseError):
        return error
    if isinstance(error, duckdb.CatalogException):
        return NotAWarehouseError(f"{path}: a DuckDB file, but no warehouse of baogao; name another")
    if "Could not set lock" in str(error):
        return WarehouseLockedError(f"{path}: another process has it open for writing; close that")
    return NotAWarehouseError(f"{path}: cannot be opened as a DuckDB file")


def _refuse_outdated(root: duckdb.DuckDBPyConnection, path: Path) -> None:
    applied = {row[0] for row in root.execute("SELECT name FROM warehouse.schema_migrations").fetchall()}
    if any(migration.name not in applied for migration in known_migrations()):
        raise WarehouseOutdatedError(
            f"{path}: made by an earlier version; the next `baogao harvest` or `baogao ingest` brings it up"
            " to date"
        )


def _attach(root: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    root.execute(f"ATTACH {quoted(str(path))} AS {name} (READ_ONLY)")


def _attach_index(root: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Attach the index and return whether it stands for the last load of the warehouse."""
    if not path.exists():
        return False
    _attach(root, path, "words")
    row = root.execute(_SAME_STATE).fetchone()
    return row is not None and bool(row[0])
