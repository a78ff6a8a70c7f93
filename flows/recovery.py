"""Takes in what runs that died had fetched, so that no portal is asked for the same pages again.

The logs of their crawls say what was fetched, the archive holds it, and of the archive's last exchanges those
that were never logged; what such a run had staged is thrown away and read once more.
"""

import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.archive import ArchiveError, Capture, iter_captures
from crawlers.archive_upload import mended_files
from crawlers.attachments import mentions_attachments
from crawlers.registry import Portal
from crawlers.storage import root_of
from flows.batches import batches_of, read_captures
from flows.crawl_rows import crawl_row, summary_of_log
from flows.crawling import logged_captures, read_summary, to_read
from flows.journal import RunLeft, remove, remove_lone_locks, runs_beside, taken_over
from flows.known import ATTACHMENTS_LEFT
from flows.locks import is_free
from flows.reading.shapes import Reject, Report
from flows.reference import portal_row
from flows.rules import load_rules
from flows.staging import BatchCounts, capture_row, write_batch, write_rows
from warehouse.loading import load
from warehouse.querying import naming_damage, open_read_only

_LOG = ".captures.jsonl"
_WRITERS_END_WITHIN = 20.0
"""Seconds that the crawls of a killed flow may take to notice."""

Row = Mapping[str, Any]


class StillCrawlingError(Exception):
    """A run died, but a crawl of it goes on; the message names it."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was taken in of one run; `damaged` counts captures whose records cannot be read back."""

    run_id: str
    captures: int
    documents: int
    rejects: int
    damaged: int


@dataclass(slots=True)
class _Remains:
    """What a dead run left: the rows of its captures by id, by portal what became of them.

    `naming_files` are the captures of pages that name attachments.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    counts: defaultdict[str, BatchCounts] = field(default_factory=lambda: defaultdict(BatchCounts))
    damaged: Counter[str] = field(default_factory=Counter)
    naming_files: set[str] = field(default_factory=set)

    def of_portal(self, portal_id: str) -> list[Row]:
        return [row for row in self.rows.values() if row["portal_id"] == portal_id]


def take_in(warehouse: Path, archive: Path, portals: Mapping[str, Portal]) -> list[TakenIn]:
    """Read and load what dead runs left beside `warehouse`, remove their folders, and return what it was.

    The caller holds `flows.locks.only_harvest`. Runs that are at work are left alone. Raises
    StillCrawlingError and the errors of `warehouse.loading.load`; what was not taken in then stays.
    """
    taken = []
    for run in runs_beside(warehouse):
        with taken_over(run) as ours:
            if not ours:
                continue
            if run.logs and not _is_loaded(warehouse, run.run_id):
                taken.append(_take_in_run(run, warehouse, archive, portals))
            remove(run.folder)
    remove_lone_locks(warehouse)
    return taken


def _is_loaded(warehouse: Path, run_id: str) -> bool:
    """Whether a run died only after its rows were published."""
    if not warehouse.exists():
        return False
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        return connection.execute("SELECT 1 FROM runs WHERE run_id = ?", [run_id]).fetchone() is not None


def _take_in_run(run: RunLeft, warehouse: Path, archive: Path, portals: Mapping[str, Portal]) -> TakenIn:
    logs = run.logs
    _wait_for_writers(logs)
    staged = run.folder.path / "taken-in"
    shutil.rmtree(staged, ignore_errors=True)
    remains = _Remains()
    for log in logs:
        remains.rows |= {line["capture_id"]: line for line in logged_captures(log)}
    _read_archived(run, archive, portals, remains, staged)
    asked = {log.name.removesuffix(_LOG) for log in logs}
    write_rows(staged, "captures", "all", remains.rows.values())
    write_rows(staged, "crawls", "all", [_crawl_row(run, remains, portal_id) for portal_id in sorted(asked)])
    known = [portals[portal_id] for portal_id in sorted(asked) if portal_id in portals]
    write_rows(staged, "portals", "all", map(portal_row, known))
    write_rows(staged, "runs", "all", [_run_row(run, remains, asked)])
    load(warehouse, staged)
    counts = sum(remains.counts.values(), BatchCounts())
    damaged = remains.damaged.total()
    return TakenIn(run.run_id, len(remains.rows), counts.documents, counts.rejects, damaged)


def _wait_for_writers(logs: Iterable[Path]) -> None:
    """Wait until no crawl writes to the logs any more: crawls of a killed flow end a moment after it."""
    until = time.monotonic() + _WRITERS_END_WITHIN
    for log in logs:
        while not is_free(log):
            if time.monotonic() > until:
                raise StillCrawlingError(
                    f"{log}: its run died, but the crawl goes on writing; end that process and try again"
                )
            time.sleep(0.1)


def _read_archived(
    run: RunLeft, archive: Path, portals: Mapping[str, Portal], remains: _Remains, staged: Path
) -> None:
    """Read the pages of the run's WARC files; what the logs tell of and no file gives back is damaged."""
    rules = load_rules()
    found: set[str] = set()
    for number, batch in enumerate(batches_of(_archived(run, archive))):
        found |= {capture.capture_id for capture in batch}
        for capture in batch:
            row = remains.rows.setdefault(capture.capture_id, capture_row(capture))
            if row["page_role"] == "article" and to_read(row) and mentions_attachments(capture.payload):
                remains.naming_files.add(capture.capture_id)
        pages = (capture for capture in batch if to_read(remains.rows[capture.capture_id]))
        readings = read_captures(pages, rules, portals)
        write_batch(staged, f"{number:05}", readings)
        for capture, read in readings:
            remains.counts[capture.portal_id or ""] += BatchCounts(
                documents=isinstance(read, Report), rejects=isinstance(read, Reject)
            )
    lost = {id_ for id_, row in remains.rows.items() if row.get("warc_file") and id_ not in found}
    for capture_id in lost:
        _tell_damaged(remains, capture_id)
    files_lost = {
        remains.rows[id_]["portal_id"] for id_ in lost if remains.rows[id_]["page_role"] == "attachment"
    }
    for capture_id in remains.naming_files:
        row = remains.rows[capture_id]
        # Its crawl did not live to ask for what the page names, or what came of it is lost.
        if row["portal_id"] in files_lost or not run.folder.summary(row["portal_id"] or "").exists():
            remains.rows[capture_id] = {**row, "detail": ATTACHMENTS_LEFT}


def _tell_damaged(remains: _Remains, capture_id: str) -> None:
    """Make a capture that no file gives back one that failed: the next crawl asks for its page again."""
    row = remains.rows[capture_id]
    remains.damaged[row["portal_id"] or ""] += 1
    detail = "its record in the archive is damaged"
    remains.rows[capture_id] = {**row, "outcome": "error", "detail": detail}


def _archived(run: RunLeft, archive: Path) -> Iterator[Capture]:
    """Yield the captures in the WARC files of a run, after a torn tail was cut off and set aside."""
    damage: list[ArchiveError] = []
    for warc in mended_files(archive, run.run_id):
        yield from iter_captures(warc, root_of(archive), damage.append)


def _crawl_row(run: RunLeft, remains: _Remains, portal_id: str) -> Row:
    lines = remains.of_portal(portal_id)
    told = run.folder.summary(portal_id)
    if told.exists():
        summary = read_summary(told)
        if lost := remains.damaged[portal_id]:
            # Lists are read whole again: what is lost may stand behind pages whose entries are all known.
            problem = f"{lost} records of it in the archive are damaged: their pages are asked for again"
            summary = replace(summary, complete=False, problems=(*summary.problems, problem))
    else:
        summary = summary_of_log(portal_id, lines, "the run died while this portal was crawled")
    started_at = min((line["fetched_at"] for line in lines), default=None)
    whole = run.note is not None and run.note.whole
    return crawl_row(run.run_id, summary, remains.counts[portal_id], started_at, whole=whole)


def _run_row(run: RunLeft, remains: _Remains, asked: set[str]) -> Row:
    times = [row["fetched_at"] for row in remains.rows.values()]
    now = datetime.now(UTC)
    counts = sum(remains.counts.values(), BatchCounts())
    return {
        "run_id": run.run_id,
        "command": run.note.command if run.note else "harvest",
        "started_at": run.note.started_at if run.note else min(times, default=now),
        "finished_at": max(times, default=now),
        "outcome": "failed",
        "portals": len(asked),
        "captures": len(remains.rows),
        "documents": counts.documents,
        "rejects": counts.rejects,
        "detail": f"died; what it had fetched was taken in at {now:%Y-%m-%d %H:%M} UTC",
    }
