"""Reads files into the warehouse: the same way as a harvest, without a network and without Prefect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.archive import Capture
from crawlers.registry import Portal
from flows.batches import batches_of, read_captures
from flows.files import IngestError, Source, captures_of
from flows.places import RunFolder, new_run_id
from flows.reading.shapes import Reject
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import BatchCounts, write_batch, write_rows
from warehouse.loading import LoadReport, load

_NOT_PAGES = frozenset({"home", "robots", "list"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or page that gave no report, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one ingest did."""

    run_id: str
    files: int
    documents: int
    rejected: tuple[Unread, ...]
    unreadable: tuple[Unread, ...]
    load: LoadReport


def ingest(sources: Sequence[Source], warehouse: Path, portals: Mapping[str, Portal]) -> Ingested:
    """Read `sources` and load what they hold; files that cannot be read are named, the rest is stored."""
    started = datetime.now(UTC)
    run_id = new_run_id(started)
    folder = RunFolder.beside(warehouse, run_id)
    rules = load_rules()
    unreadable: list[Unread] = []
    rejected: list[Unread] = []
    counts = BatchCounts()
    for number, batch in enumerate(batches_of(_captures(sources, run_id, unreadable))):
        readings = read_captures(batch, rules, portals)
        counts += write_batch(folder.staged, f"{number:04}", readings)
        write_rows(folder.staged, "captures", f"{number:04}", map(_capture_row, batch))
        rejected += [_unread(capture, read) for capture, read in readings if isinstance(read, Reject)]
    write_reference(folder.staged, portals.values())
    write_rows(
        folder.staged,
        "runs",
        run_id,
        [
            {
                "run_id": run_id,
                "command": "ingest",
                "started_at": started,
                "finished_at": datetime.now(UTC),
                "outcome": "partial" if unreadable or rejected else "ok",
                "captures": counts.documents + counts.rejects,
                "documents": counts.documents,
                "rejects": counts.rejects,
                "detail": "\n".join(f"{unread.name}: {unread.reason}" for unread in unreadable) or None,
            }
        ],
    )
    loaded = load(warehouse, folder.staged)
    folder.remove()
    return Ingested(run_id, len(sources), counts.documents, tuple(rejected), tuple(unreadable), loaded)


def _captures(sources: Sequence[Source], run_id: str, unreadable: list[Unread]) -> Iterator[Capture]:
    for source in sources:
        try:
            for capture in captures_of(source, run_id):
                if capture.page_role not in _NOT_PAGES and capture.payload:
                    yield capture
        except IngestError as error:
            unreadable.append(Unread(source.name, str(error)))


def _capture_row(capture: Capture) -> dict[str, Any]:
    return {
        "capture_id": capture.capture_id,
        "run_id": capture.run_id,
        "portal_id": capture.portal_id,
        "url": capture.url,
        "page_role": capture.page_role,
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "mime": capture.mime,
        "charset": capture.charset,
        "payload_sha256": capture.payload_sha256,
        "bytes": len(capture.payload),
        "outcome": capture.outcome,
    }


def _unread(capture: Capture, reject: Reject) -> Unread:
    return Unread(capture.url, f"{reject.reason} ({reject.detail})" if reject.detail else reject.reason)
