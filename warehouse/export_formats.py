"""Writes rows as Parquet, JSON Lines or CSV, the same bytes for the same rows on every machine."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_GROUP_ROWS = 10_000
"""Rows of a Parquet row group: of the longest texts, some 250 MB, which zstd brings to a fifth."""

# What a spreadsheet takes for a formula at the start of a cell, full-width forms and hidden leads included
# (OWASP, "CSV Injection").
_FORMULA_LEADS = tuple("=+-@＝＋－＠\t\r\n")


def write_parquet(batches: pa.RecordBatchReader, path: Path) -> int:
    """Write Parquet with row groups of one size and return the number of rows."""
    rows = 0
    with pq.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for group in _groups(batches):
            writer.write_table(group, row_group_size=_GROUP_ROWS)
            rows += group.num_rows
    return rows


def _groups(batches: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield tables of `_GROUP_ROWS` rows, the last shorter, however the batches are cut."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        while rows >= _GROUP_ROWS:
            table = pa.Table.from_batches(held)
            yield table.slice(0, _GROUP_ROWS)
            held = table.slice(_GROUP_ROWS).to_batches()
            rows -= _GROUP_ROWS
    if rows:
        yield pa.Table.from_batches(held)


def write_jsonl(batches: pa.RecordBatchReader, path: Path) -> int:
    """Write one JSON object a line in UTF-8, keys in the order of the columns; return the number of rows."""
    rows = 0
    encode = json.JSONEncoder(ensure_ascii=False, default=_moment).encode
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in _rows(batches):
            stream.write(encode(dict(zip(batches.schema.names, map(_short, row), strict=True))) + "\n")
            rows += 1
    return rows


def write_csv(batches: pa.RecordBatchReader, path: Path) -> int:
    """Write CSV that Excel opens as it is: UTF-8 with BOM, CRLF; return the number of rows.

    Lists are JSON. Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers
    stay numbers. Nulls and empty texts are both empty cells.
    """
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(batches.schema.names)
        for row in _rows(batches):
            writer.writerow([_cell(value) for value in row])
            rows += 1
    return rows


def _rows(batches: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _short(value: object) -> object:
    """Return a whole float as an integer, so that 120 cases are 120 in text."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _cell(value: object) -> object:
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return _moment(value) if isinstance(value, date) else _short(value)


def defused(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_LEADS) else text


def _moment(value: object) -> str:
    """Return a day or a time in UTC by ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an export")


WRITERS: dict[str, Callable[[pa.RecordBatchReader, Path], int]] = {
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    "csv": write_csv,
}
