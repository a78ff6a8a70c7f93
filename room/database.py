"""The warehouse as the pages read it: read-only, bounded, and always the newest file.

The nightly load puts a new file in the place of the old one. A reading keeps the file it began on to its
end; the next reading sees the new one. What was computed for the pages is remembered as long as its file.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from room.generation import Generation, Stamp, open_generation, stamp_of
from room.refusals import ReadingRefusedError, TooLargeError, TooSlowError
from room.turns import Turns
from warehouse.errors import WarehouseError

Row = dict[str, Any]
Value = TypeVar("Value")
Warm = Callable[["Reading", Iterable[tuple[object, ...]]], None]

_READERS = 3
"""Readings at once: more would only share the processors, so that the slow ones of many readers come last of
all; measured on two cores, 20 readers wait 0.33 s at the 95th percentile with three, 0.43 s with eight."""
_PATIENCE = 20.0
_TIME_LIMIT = 20.0
_WARMS_WITHIN = 300.0
_PRIORITY = 10
"""Niceness of warming: not the utmost, since it holds Python's lock now and then, for which readers wait."""
_WORDS_FOLLOW_WITHIN = 120.0
"""Seconds for which a state with its index is shown although a newer one lies there without."""


class Database:
    """Reads the warehouse at `path`, opened at the first reading and anew whenever the file is replaced.

    At most `readers` read at once; one more waits for `patience` seconds. `time_limit` in seconds ends a
    reading that takes longer. With `warm`, a new state is shown once `warm` has read it, given also the keys
    of what was remembered of the state before; without, at once.
    """

    def __init__(
        self,
        path: Path,
        *,
        readers: int = _READERS,
        patience: float = _PATIENCE,
        time_limit: float = _TIME_LIMIT,
        warm: Warm | None = None,
    ) -> None:
        self.path = path
        self._time_limit = time_limit
        self._turns = Turns(readers, patience)
        self._switching = threading.Lock()
        self._current: Generation | None = None
        self._warm = warm
        self._warming: threading.Thread | None = None
        self._warmed: Generation | None = None
        self._refused: Stamp | None = None

    @contextmanager
    def reading(self, time_limit: float | None = None) -> Iterator["Reading"]:
        """Yield a reading of one state of the warehouse; it ends with the block.

        `time_limit` in seconds takes the place of the usual one.

        Raises WarehouseMissingError, NotAWarehouseError or WarehouseLockedError where the warehouse cannot
        be opened, TooBusyError when no place comes free, TooSlowError past the time limit, TooLargeError
        past the memory.
        """
        limit = self._time_limit if time_limit is None else time_limit
        with (
            self._turns.turn(),
            self._held() as generation,
            generation.cursor() as cursor,
            _timed(cursor, limit),
        ):
            yield Reading(cursor, generation, limit)

    def remembers(self, key: tuple[object, ...]) -> bool:
        """Whether the state now shown remembers what `Reading.remembered` computed for `key`."""
        with self._switching:
            return self._current is not None and self._current.memory.holds(key)

    @contextmanager
    def _held(self) -> Iterator[Generation]:
        with self._switching:
            stamp = stamp_of(self.path)
            if self._warmed is not None:
                self._show(self._warmed)
                self._warmed = None
            if self._current is None or (
                self._current.stamp != stamp and not _words_follow(self._current, stamp)
            ):
                self._turn_to(stamp)
            generation = self._current
            assert generation is not None
            generation.hold()
        try:
            yield generation
        finally:
            generation.release()

    def _turn_to(self, stamp: Stamp) -> None:
        """Open the new state, or see to it that it is being warmed; `_switching` is held."""
        if self._current is None or self._warm is None or stamp == self._refused:
            self._show(open_generation(self.path))
        elif self._warming is None and self._warmed is None:
            self._warming = threading.Thread(target=self._open_warm, args=(stamp, self._warm), daemon=True)
            self._warming.start()

    def _open_warm(self, stamp: Stamp, warm: Warm) -> None:
        fresh: Generation | None = None
        ready = False
        _give_way()
        try:
            fresh = open_generation(self.path)
            before = self._current.memory.keys() if self._current else []
            with fresh.cursor() as cursor, _timed(cursor, _WARMS_WITHIN):
                warm(Reading(cursor, fresh, _WARMS_WITHIN), before)
            ready = True
        except (WarehouseError, ReadingRefusedError, duckdb.Error) as error:
            sys.stderr.write(f"baogao: a new state is shown without preparation: {error}\n")
        finally:
            with self._switching:
                self._warming = None
                if not ready:
                    # The next reader opens it without warming, and is told what is wrong with it.
                    self._refused = stamp
                if ready and self._current is not None:
                    self._warmed = fresh
                elif fresh is not None:
                    fresh.release()

    def _show(self, fresh: Generation) -> None:
        fresh.settle()
        if self._current is not None:
            self._current.release()
        self._current = fresh

    def close(self) -> None:
        """Let go of the file once the readings under way have ended."""
        with self._switching:
            for generation in (self._current, self._warmed):
                if generation is not None:
                    generation.release()
            self._current = self._warmed = None


def _words_follow(current: Generation, stamp: Stamp) -> bool:
    """Whether a new warehouse still lacks its words index, which a load makes right after it.

    Until then the state before is shown: a search without the index would go through all texts.
    """
    warehouse, words = stamp
    new_words = words is None or words != current.stamp[1]
    if not current.indexed or new_words:
        return False
    return time.time() - warehouse[1] / 1e9 < _WORDS_FOLLOW_WITHIN


class Reading:
    """Asks one state of the warehouse; not for use by several threads at once."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, generation: Generation, time_limit: float) -> None:
        self.cursor = cursor
        self.generation = generation
        self._time_limit = time_limit

    def rows(self, name: str, /, **given: object) -> list[Row]:
        """Return the rows of the query `room/queries/<name>.sql`, `given` bound to its `$names`."""
        return self.ask(query(name), given)

    def row(self, name: str, /, **given: object) -> Row | None:
        """Return the first row of the query, or None."""
        found = self.rows(name, **given)
        return found[0] if found else None

    def ask(self, sql: str, given: Mapping[str, object] | None = None) -> list[Row]:
        """Return the rows of `sql`; for statements that are put together of parts of the program's own."""
        cursor = self.cursor.execute(sql, dict(given or {}))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def words(self) -> Iterator[duckdb.DuckDBPyConnection | None]:
        """Yield a connection to the words index; None where none stands for this state."""
        if not self.generation.indexed:
            yield None
            return
        with self.generation.cursor("words") as index, _timed(index, self._time_limit):
            yield index

    def remembered(self, key: tuple[object, ...], compute: Callable[[], Value]) -> Value:
        """Return what `compute` gave for `key` since the file was opened; it must depend on nothing else."""
        return self.generation.memory.recall(key, compute)


def _give_way() -> None:
    """Let the threads that serve readers go before this one, where the system can tell threads apart."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PRIORITY)


@contextmanager
def _timed(cursor: duckdb.DuckDBPyConnection, time_limit: float) -> Iterator[None]:
    expired = threading.Event()

    def interrupt() -> None:
        expired.set()
        cursor.interrupt()

    clock = threading.Timer(time_limit, interrupt)
    clock.daemon = True
    clock.start()
    try:
        yield
    except (duckdb.InterruptException, OSError) as error:
        # Arrow, which hands on the rows of downloads, makes an OSError of the interruption.
        if expired.is_set():
            raise TooSlowError(f"a reading took longer than {time_limit:g} s") from error
        raise
    except duckdb.OutOfMemoryException as error:
        raise TooLargeError("a reading needed more memory than it may take") from error
    finally:
        clock.cancel()


@lru_cache(maxsize=256)
def query(name: str) -> str:
    """Return the text of `room/queries/<name>.sql`."""
    return (files("room") / "queries" / f"{name}.sql").read_text("utf-8")
