"""`baogao query`: read-only SQL, printed as a table, CSV, JSON Lines or Parquet."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from flows.command.status import NOT_RUN, OK, refusing
from warehouse.errors import WarehouseError
from warehouse.querying import run_query

_TABLE_ROWS = 1000
"""Rows a table shows: past that a terminal is no longer read, and --format csv streams them all."""


def run_query_command(sql: str, warehouse: Path, form: str, output: Path | None, time_limit: float) -> int:
    """Run one statement and print its rows; return the exit status."""
    if form == "parquet" and output is None:
        sys.stderr.write("baogao: parquet is binary; name a file with --output PATH\n")
        return NOT_RUN
    with refusing(WarehouseError, OSError), run_query(warehouse, sql, time_limit) as result:
        if form == "parquet" and output is not None:
            _write_parquet(result.names, result.rows(), output)
        else:
            with _opened(output) as stream:
                _PRINTERS[form](result.names, result.rows(), stream)
    return OK


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
    else:
        with output.open("w", encoding="utf-8", newline="") as stream:
            yield stream


def _print_table(names: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[str]) -> None:
    from flows.command.tables import print_rows

    remaining = iter(rows)
    shown = list(islice(remaining, _TABLE_ROWS))
    print_rows(names, shown, stream)
    if next(remaining, None) is not None:
        sys.stderr.write(f"baogao: only the first {_TABLE_ROWS} rows are shown; --format csv prints all\n")


def _print_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[str]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows(chain([names], rows))


def _print_json(names: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[str]) -> None:
    for row in rows:
        json.dump(dict(zip(names, row, strict=True)), stream, ensure_ascii=False, default=_plain)
        stream.write("\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _write_parquet(names: Sequence[str], rows: Iterable[Sequence[Any]], output: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    table = pa.table({name: pa.array(column) for name, column in zip(names, columns, strict=True)})
    pq.write_table(table, output, compression="zstd")


_PRINTERS = {"table": _print_table, "csv": _print_csv, "json": _print_json}
