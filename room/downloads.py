"""Sends what a page shows as a file: CSV that a spreadsheet opens and does not run, or Parquet."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from room.database import Reading
from warehouse.export_formats import WRITERS

__all__ = ["MEDIA_TYPES", "MOST_ROWS", "SECONDS", "download", "download_table"]

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
MOST_ROWS = 200_000
"""Rows of a download: the country's reports of two years. More is the work of `baogao export`."""
SECONDS = 120.0
"""Time limit of a reading for a download: a hundred thousand rows are some three seconds of work."""
_BATCH_ROWS = 10_000
_CHUNK = 1 << 18


def download(
    reading: Reading, sql: str, given: Mapping[str, object], form: str, name: str
) -> StreamingResponse:
    """Send the rows of `sql` as the file `name.form`; `form` is a key of `MEDIA_TYPES`.

    `sql` ends with `LIMIT $most`, which is bound to `MOST_ROWS` here. The rows are written to disk first, so
    that a slow reader holds no place in the warehouse. Raises HTTPException 404 for another form.
    """
    answer = reading.cursor.execute(sql, {**given, "most": MOST_ROWS}).to_arrow_reader(_BATCH_ROWS)
    return _send(answer, form, name)


def download_table(rows: pa.Table, form: str, name: str) -> StreamingResponse:
    """As `download`, for rows at hand."""
    return _send(rows.to_reader(), form, name)


def _send(answer: pa.RecordBatchReader, form: str, name: str) -> StreamingResponse:
    if form not in MEDIA_TYPES:
        raise HTTPException(404)
    with tempfile.TemporaryDirectory(prefix="baogao-") as folder:
        path = Path(folder) / f"{name}.{form}"
        WRITERS[form](answer, path)
        # Once opened it needs no name: whatever becomes of the reader, nothing stays on the disk.
        file = path.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Content-Length": str(os.fstat(file.fileno()).st_size),
    }
    return StreamingResponse(_chunks(file), media_type=MEDIA_TYPES[form], headers=headers)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
