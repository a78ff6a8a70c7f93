"""Reads captures that are at hand into the warehouse: files, or the archive once more.

The same way as a harvest, without a network and without Prefect.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.archive import ArchiveError, Capture
from crawlers.archive_index import iter_archive
from crawlers.registry import Portal
from flows.batches import batches_of, read_captures
from flows.crawling import FETCHED_OUTCOMES, READABLE_ROLES
from flows.files import IngestError, Source, captures_of
from flows.places import RunFolder, new_run_id
from flows.reading.shapes import Reject
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import BatchCounts, capture_row, write_batch, write_rows
from warehouse.loading import LoadReport, load

_ALL_ROLES = frozenset({"home", "robots", "list", "article", "attachment", "file"})
_READ_ROLES = READABLE_ROLES | {"file"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or page that gave no report, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one run over captures at hand did; `sources` counts files, or captures of the archive."""

    run_id: str
    sources: int
    documents: int
    rejected: tuple[Unread, ...]
    unreadable: tuple[Unread, ...]
    load: LoadReport


def ingest(sources: Sequence[Source], warehouse: Path, portals: Mapping[str, Portal]) -> Ingested:
    """Read files and load what they hold; files that cannot be read are named, the rest is stored."""

    def captures(run_id: str, complain: Callable[[Unread], None]) -> Iterator[Capture]:
        for source in sources:
            try:
                yield from captures_of(source, run_id)
            except IngestError as error:
                complain(Unread(source.name, str(error)))

    return _read_and_load("ingest", captures, warehouse, portals, len(sources))


def reprocess(archive: Path, warehouse: Path, portals: Mapping[str, Portal]) -> Ingested:
    """Read the whole archive again with today's reader and load it; what is damaged is named."""

    def captures(_run_id: str, complain: Callable[[Unread], None]) -> Iterator[Capture]:
        def damaged(error: ArchiveError) -> None:
            complain(Unread(str(error.path), str(error)))

        yield from iter_archive(archive, damaged, _ALL_ROLES)

    return _read_and_load("reprocess", captures, warehouse, portals, None)


def _read_and_load(
    command: str,
    captures: Callable[[str, Callable[[Unread], None]], Iterable[Capture]],
    warehouse: Path,
    portals: Mapping[str, Portal],
    sources: int | None,
) -> Ingested:
    started = datetime.now(UTC)
    run_id = new_run_id(started)
    folder = RunFolder.beside(warehouse, run_id)
    rules = load_rules()
    rejected: list[Unread] = []
    unreadable: list[Unread] = []
    counts, seen = BatchCounts(), 0
    for number, batch in enumerate(batches_of(captures(run_id, unreadable.append))):
        readings = read_captures(filter(_to_read, batch), rules, portals)
        counts += write_batch(folder.staged, f"{number:06}", readings)
        write_rows(folder.staged, "captures", f"{number:06}", map(capture_row, batch))
        rejected += [_unread(capture, read) for capture, read in readings if isinstance(read, Reject)]
        seen += len(batch)
    write_reference(folder.staged, portals.values())
    run = {
        "run_id": run_id,
        "command": command,
        "started_at": started,
        "finished_at": datetime.now(UTC),
        "outcome": "partial" if unreadable else "ok",
        "captures": seen,
        "documents": counts.documents,
        "rejects": counts.rejects,
        "detail": "\n".join(unread.reason for unread in unreadable) or None,
    }
    write_rows(folder.staged, "runs", run_id, [run])
    loaded = load(warehouse, folder.staged)
    folder.remove()
    return Ingested(run_id, sources or seen, counts.documents, tuple(rejected), tuple(unreadable), loaded)


def _to_read(capture: Capture) -> bool:
    return capture.page_role in _READ_ROLES and capture.outcome in FETCHED_OUTCOMES and bool(capture.payload)


def _unread(capture: Capture, reject: Reject) -> Unread:
    return Unread(capture.url, f"{reject.reason} ({reject.detail})" if reject.detail else reject.reason)
