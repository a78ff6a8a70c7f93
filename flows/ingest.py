"""Reads captures that are at hand into the warehouse: files, or the archive once more.

The same way as a harvest, without a network and without Prefect.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from crawlers.archive import ArchiveError, Capture
from crawlers.archive_index import iter_archive
from crawlers.registry import Portal
from flows.batches import Batch, batches_of, captured_batches, read_captures
from flows.crawling import FETCHED_OUTCOMES, READABLE_ROLES
from flows.files import IngestError, Source, captures_of
from flows.journal import RunNote, begun
from flows.places import RunFolder, new_run_id
from flows.reading.shapes import Reject
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import BatchCounts, bring_home, capture_row, write_batch, write_rows
from flows.steady_clock import steady_now
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
    """What one run over captures at hand did; `sources` counts files, or captures of the archive.

    `rejected` names what is no report where files were ingested; of an archive `rejects` counts it only.
    """

    run_id: str
    sources: int
    documents: int
    rejects: int
    rejected: tuple[Unread, ...]
    unreadable: tuple[Unread, ...]
    load: LoadReport


class Reading(Protocol):
    """A batch that is being read somewhere."""

    def result(self) -> dict[str, BatchCounts]:
        """Return what it became, by portal, once it is read."""


def ingest(sources: Sequence[Source], warehouse: Path, portals: Mapping[str, Portal]) -> Ingested:
    """Read files and load what they hold; files that cannot be read are named, the rest is stored."""
    rules = load_rules()
    rejected: list[Unread] = []
    with _running("ingest", warehouse) as run:
        for number, batch in enumerate(batches_of(_captures_in(sources, run))):
            readings = read_captures(filter(_to_read, batch), rules, portals)
            run.counts += write_batch(run.folder.staged, f"{number:06}", readings)
            run.take(batch, f"{number:06}")
            rejected += [_unread(capture, read) for capture, read in readings if isinstance(read, Reject)]
        return run.load(portals, len(sources), rejected)


def _captures_in(sources: Sequence[Source], run: "_Run") -> Iterator[Capture]:
    for source in sources:
        try:
            yield from captures_of(source, run.run_id)
        except IngestError as error:
            run.unreadable.append(Unread(source.name, str(error)))


def reprocess(
    archive: Path, warehouse: Path, portals: Mapping[str, Portal], read: Callable[[Batch], Reading]
) -> Ingested:
    """Read the whole archive again with today's reader and load it; what is damaged is named.

    `read` has a batch read somewhere, by reference: here the archive is gone through only to find what there
    is to read.
    """
    with _running("reprocess", warehouse) as run:

        def damaged(error: ArchiveError) -> None:
            run.unreadable.append(Unread(str(error.path), str(error)))

        under_way: list[Reading] = []
        for number, batch in enumerate(batches_of(iter_archive(archive, damaged, _ALL_ROLES))):
            name = f"{number:06}"
            run.take(batch, name)
            wanted = [capture for capture in batch if _to_read(capture)]
            places = [capture for capture in wanted if not capture.revisit]
            staged = run.folder.shared
            under_way += map(read, captured_batches(places, archive, portals, staged, f"{name}-"))
            # The payload of a revisit stands elsewhere; there are few, and here it is at hand.
            revisits = read_captures(
                (capture for capture in wanted if capture.revisit), load_rules(), portals
            )
            run.counts += write_batch(run.folder.staged, f"{name}-revisits", revisits)
        for reading in under_way:
            run.counts = sum(reading.result().values(), run.counts)
        bring_home(run.folder)
        return run.load(portals, run.seen)


@contextmanager
def _running(command: str, warehouse: Path) -> Iterator["_Run"]:
    """Begin a run; its folder goes when the block ends well."""
    started = steady_now(warehouse)
    note = RunNote.of(new_run_id(started), command, warehouse, started)
    with begun(warehouse, note) as folder:
        yield _Run(command, warehouse, note.run_id, started, folder)


@dataclass(slots=True)
class _Run:
    """A run in the making."""

    command: str
    warehouse: Path
    run_id: str
    started: datetime
    folder: RunFolder
    unreadable: list[Unread] = field(default_factory=list)
    counts: BatchCounts = field(default_factory=BatchCounts)
    seen: int = 0

    def take(self, captures: Sequence[Capture], name: str) -> None:
        """Stage the rows of captures."""
        write_rows(self.folder.staged, "captures", name, map(capture_row, captures))
        self.seen += len(captures)

    def load(self, portals: Mapping[str, Portal], sources: int, rejected: Sequence[Unread] = ()) -> Ingested:
        """Load what was staged, with what is to be told of the run, and return what the run did."""
        write_reference(self.folder.staged, portals.values())
        write_rows(self.folder.staged, "runs", self.run_id, [self._row()])
        loaded = load(self.warehouse, self.folder.staged)
        counts = self.counts
        return Ingested(
            self.run_id,
            sources,
            counts.documents,
            counts.rejects,
            tuple(rejected),
            tuple(self.unreadable),
            loaded,
        )

    def _row(self) -> dict[str, object]:
        return {
            "run_id": self.run_id,
            "command": self.command,
            "started_at": self.started,
            "finished_at": max(datetime.now(UTC), self.started),
            "outcome": "partial" if self.unreadable else "ok",
            "captures": self.seen,
            "documents": self.counts.documents,
            "rejects": self.counts.rejects,
            "detail": "\n".join(unread.reason for unread in self.unreadable) or None,
        }


def _to_read(capture: Capture) -> bool:
    return capture.page_role in _READ_ROLES and capture.outcome in FETCHED_OUTCOMES and bool(capture.payload)


def _unread(capture: Capture, reject: Reject) -> Unread:
    return Unread(capture.url, f"{reject.reason} ({reject.detail})" if reject.detail else reject.reason)
