"""Read-only access to the warehouse: nothing can be written, no file or network reached, no query hangs."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb

from warehouse.errors import (
    NotAWarehouseError,
    QueryError,
    QueryTimeoutError,
    WarehouseError,
    WarehouseLockedError,
    WarehouseMissingError,
    WriteRefusedError,
)

_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}
REMEDY = (
    "if it was a warehouse, move it away and run `baogao reprocess`, which makes it anew from the archive"
)
_BATCH = 2048
_READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


def open_read_only(path: Path, *, holds: str = "schema_migrations") -> duckdb.DuckDBPyConnection:
    """Open the warehouse at `path` for reading, shut off from files and network, settings locked.

    `holds` names a table by which the file is known for what it should be. Raises WarehouseMissingError,
    WarehouseLockedError or NotAWarehouseError.
    """
    if not path.exists():
        raise WarehouseMissingError(
            f"{path}: no such warehouse; `baogao harvest` or `baogao ingest` makes one"
        )
    try:
        connection = duckdb.connect(str(path), read_only=True, config=_SAFE)
    except duckdb.Error as error:
        raise _refusal(path, error) from error
    try:
        connection.table(holds)
    except duckdb.CatalogException as error:
        connection.close()
        raise NotAWarehouseError(
            f"{path}: a DuckDB file, but no warehouse of baogao; name another"
        ) from error
    return connection


def _refusal(path: Path, error: duckdb.Error) -> WarehouseError:
    message = str(error)
    if "Could not set lock" in message:
        holder = re.search(r"\(PID (\d+)\)", message)
        who = f"process {holder[1]}" if holder else "another process"
        return WarehouseLockedError(f"{path}: {who} has it open for writing; close that and try again")
    if "different configuration" in message:
        return WarehouseLockedError(
            f"{path}: this process has it open with other settings; close that connection first"
        )
    return NotAWarehouseError(f"{path}: cannot be opened as a DuckDB file ({_first_line(error)}); {REMEDY}")


@contextmanager
def naming_damage(path: Path) -> Iterator[None]:
    """Raise NotAWarehouseError, with what to do, for what DuckDB cannot read of the file at `path`."""
    try:
        yield
    except duckdb.Error as error:
        remedy = f"; {REMEDY}" if is_damage(error) else ""
        raise NotAWarehouseError(f"{path}: cannot be read ({_first_line(error)}){remedy}") from error


def is_damage(error: BaseException) -> bool:
    """Whether an error of DuckDB says that the file itself is damaged: a block that fails its checksum."""
    return "orrupt" in str(error)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: column names, and rows as they are computed."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[Sequence[tuple[Any, ...]]]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows one by one; raises as `run_query`, since rows are computed on demand."""
        for batch in self.batches:
            yield from batch


@contextmanager
def run_query(path: Path, sql: str, time_limit: float | None = None) -> Iterator[Result]:
    """Run one reading statement on the warehouse at `path`; rows stream within the `with` block.

    `time_limit` in seconds covers computing and fetching (None: no limit). Raises the errors of
    `open_read_only`, QueryError for wrong SQL, WriteRefusedError for a statement that does more than
    read, QueryTimeoutError past the limit; each message is one line.
    """
    with open_read_only(path) as connection:
        statement = _single_statement(sql)
        expired: list[bool] = []

        def interrupt() -> None:
            expired.append(True)
            connection.interrupt()

        clock = Timer(time_limit, interrupt) if time_limit is not None else None
        if clock is not None:
            clock.daemon = True
            clock.start()
        try:
            with _named_errors(time_limit, expired):
                connection.execute(statement)
                description = connection.description or []
            yield Result(
                tuple(column[0] for column in description),
                tuple(str(column[1]) for column in description),
                _batches(connection, time_limit, expired),
            )
        finally:
            if clock is not None:
                clock.cancel()


def _single_statement(sql: str) -> duckdb.Statement:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(_first_line(error)) from error
    if len(statements) != 1:
        raise QueryError(f"one statement at a time, please; this has {len(statements)}")
    if statements[0].type not in _READING:
        raise WriteRefusedError(
            f"{statements[0].type.name} is refused: queries only read; `baogao export` writes data sets"
        )
    return statements[0]


def _batches(
    connection: duckdb.DuckDBPyConnection, time_limit: float | None, expired: Sequence[bool]
) -> Iterator[Sequence[tuple[Any, ...]]]:
    while True:
        with _named_errors(time_limit, expired):
            batch = connection.fetchmany(_BATCH)
        if not batch:
            return
        yield batch
        if expired:
            raise _timeout(time_limit)


@contextmanager
def _named_errors(time_limit: float | None, expired: Sequence[bool]) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if expired:
            raise _timeout(time_limit) from error
        if "read-only mode" in str(error):
            raise WriteRefusedError(f"queries only read ({_first_line(error)})") from error
        raise QueryError(_first_line(error)) from error


def _timeout(time_limit: float | None) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"the query took longer than {time_limit:g} s; narrow it or raise the time limit"
    )
