"""Sends what a page shows as a file: CSV that a spreadsheet opens and does not run, or Parquet."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from room.database import Reading
from warehouse.export_formats import WRITERS

__all__ = ["MEDIA_TYPES", "MOST_ROWS", "download", "download_table"]

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
MOST_ROWS = 200_000
"""Rows of a download: the country's reports of two years. More is the work of `baogao export`."""
_BATCH_ROWS = 10_000


def download(reading: Reading, sql: str, given: Mapping[str, object], form: str, name: str) -> FileResponse:
    """Send the rows of `sql` as the file `name.form`; `form` is a key of `MEDIA_TYPES`.

    `sql` ends with `LIMIT $most`, which is bound to `MOST_ROWS` here. The rows are written to disk first, so
    that a slow reader holds no place in the warehouse. Raises HTTPException 404 for another form.
    """
    answer = reading.cursor.execute(sql, {**given, "most": MOST_ROWS}).to_arrow_reader(_BATCH_ROWS)
    return _send(answer, form, name)


def download_table(rows: pa.Table, form: str, name: str) -> FileResponse:
    """As `download`, for rows at hand."""
    return _send(rows.to_reader(), form, name)


def _send(answer: pa.RecordBatchReader, form: str, name: str) -> FileResponse:
    if form not in MEDIA_TYPES:
        raise HTTPException(404)
    with tempfile.NamedTemporaryFile(prefix="baogao-", suffix=f".{form}", delete=False) as file:
        path = Path(file.name)
    try:
        WRITERS[form](answer, path)
    except BaseException:
        path.unlink()
        raise
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[form],
        filename=f"{name}.{form}",
        background=BackgroundTask(path.unlink),
    )
