"""Staged rows: what one batch of captures became, written as Parquet for the loader."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.archive import Capture
from crawlers.storage import ObjectPath, StoredPath, root_of
from flows.places import RunFolder
from flows.reading.read import READER_VERSION
from flows.reading.shapes import Metadata, Place, Reject, Report, Task
from warehouse.staging import STAGED, sealed_name

Row = Mapping[str, Any]

# Names taken once: `dataclasses.asdict` copies deeply and would cost as much as finding the numbers.
_METADATA, _PLACE, _TASK = (
    tuple(field.name for field in fields(shape) if field.name != "place") for shape in (Metadata, Place, Task)
)
_CAPTURE = tuple(field.name for field in fields(Capture) if field.name != "payload")


def _plain(item: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}


def sha256(data: bytes) -> str:
    """Return the hex digest that the warehouse keeps of payloads and texts."""
    return hashlib.sha256(data).hexdigest()


def document_row(capture: Capture, report: Report) -> Row:
    """Return the staged `documents` row of one report; columns as in `warehouse.staging`."""
    metadata = report.metadata
    return {
        "capture_id": capture.capture_id,
        "portal_id": capture.portal_id,
        "url": capture.url,
        "fetched_at": capture.fetched_at,
        **_plain(metadata, _METADATA),
        **_plain(metadata.place, _PLACE),
        "text": report.text,
        "content_sha256": sha256(report.text.encode()),
        "reader_version": READER_VERSION,
        "sections": [section._asdict() for section in report.sections],
        "indicators": [indicator._asdict() for indicator in report.indicators],
        "tasks": [_plain(task, _TASK) for task in report.tasks],
        "citations": [citation._asdict() for citation in report.citations],
    }


def capture_row(capture: Capture) -> Row:
    """Return the staged `captures` row of a capture."""
    return _plain(capture, _CAPTURE) | {"bytes": len(capture.payload)}


def reject_row(capture: Capture, reject: Reject) -> Row:
    """Return the staged `rejects` row of a page that is no report."""
    return {
        "capture_id": capture.capture_id,
        "url": capture.url,
        "stage": reject.stage,
        "reason": reject.reason,
        "detail": reject.detail,
    }


def write_rows(folder: Path, table: str, name: str, rows: Iterable[Row]) -> int:
    """Write `rows` as a file of the table called `name` in `folder`; return their number (none: no file).

    `folder` may be an address on object storage. A column of the table that a row lacks is null; a key that
    the table lacks is left out.
    """
    listed = list(rows)
    if listed:
        schema = STAGED[table]
        columns = [pa.array([row.get(field.name) for row in listed], field.type) for field in schema]
        _write(pa.Table.from_arrays(columns, schema=schema), root_of(folder), f"{table}-{name}")
    return len(listed)


def _write(rows: pa.Table, folder: StoredPath, name: str) -> None:
    written = BytesIO()
    pq.write_table(rows, written, compression="zstd")
    content = written.getvalue()
    if isinstance(folder, ObjectPath):
        (folder / sealed_name(name, content)).write_bytes(content)
        return
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{name}.partial"
    partial.write_bytes(content)
    partial.rename(folder / sealed_name(name, content))


def bring_home(folder: RunFolder, prefix: str = "") -> None:
    """Bring what readers staged elsewhere, in files called `prefix`…, to where it is loaded from."""
    shared = root_of(folder.shared)
    if shared == folder.staged:
        return
    folder.staged.mkdir(parents=True, exist_ok=True)
    files = shared.find() if isinstance(shared, ObjectPath) else sorted(shared.glob("*.parquet"))
    for file in files:
        if file.name.partition("-")[2].startswith(prefix):
            partial = folder.staged / f".{file.name}.partial"
            partial.write_bytes(file.read_bytes())
            partial.rename(folder.staged / file.name)


def discard_shared(folder: RunFolder) -> None:
    """Remove what readers staged elsewhere, once it is loaded or given up."""
    shared = root_of(folder.shared)
    if isinstance(shared, ObjectPath):
        shared.remove()
    elif shared != folder.staged and shared.exists():
        shutil.rmtree(shared)


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What one batch of captures became."""

    documents: int = 0
    rejects: int = 0

    def __add__(self, other: "BatchCounts") -> "BatchCounts":
        """Return the counts of both batches together."""
        return BatchCounts(self.documents + other.documents, self.rejects + other.rejects)


def write_batch(folder: Path, name: str, readings: Sequence[tuple[Capture, Report | Reject]]) -> BatchCounts:
    """Write what a batch of captures became to `folder` and return the counts."""
    reports = [document_row(capture, read) for capture, read in readings if isinstance(read, Report)]
    rejects = [reject_row(capture, read) for capture, read in readings if isinstance(read, Reject)]
    return BatchCounts(
        documents=write_rows(folder, "documents", name, reports),
        rejects=write_rows(folder, "rejects", name, rejects),
    )
