"""Reads captures in batches: bytes from the archive in, staged rows out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from crawlers.archive import Capture, read_capture
from crawlers.registry import Portal
from flows.attachments import attachment_text, format_of
from flows.reading.read import Rules, read_pages
from flows.reading.shapes import Page, Reject, Report
from flows.rules import load_rules
from flows.staging import BatchCounts, write_batch

BATCH_SIZE = 300
"""Captures a batch: a task run costs tens of milliseconds, a page some four."""

T = TypeVar("T")


def batches_of(items: Iterable[T], size: int = BATCH_SIZE) -> Iterator[tuple[T, ...]]:
    """Yield `items` in tuples of at most `size`, in order."""
    remaining = iter(items)
    while batch := tuple(islice(remaining, size)):
        yield batch


def page_of(capture: Capture, portal: Portal | None = None) -> Page:
    """Return what reading may know of a capture."""
    return Page(
        payload=capture.payload,
        url=capture.url,
        mime=capture.mime,
        charset=capture.charset,
        list_title=capture.list_title,
        list_date=capture.list_date,
        portal_name=portal.name if portal else None,
        portal_region=portal.region if portal else None,
    )


def read_captures(
    captures: Iterable[Capture], rules: Rules, portals: Mapping[str, Portal]
) -> list[tuple[Capture, Report | Reject]]:
    """Read each capture; a portal that the registry does not hold lends no evidence."""
    pages = [(capture, readable_page(capture, portals.get(capture.portal_id or ""))) for capture in captures]
    readings = read_pages((page for _, page in pages if isinstance(page, Page)), rules)
    return [(capture, page if isinstance(page, Reject) else next(readings)) for capture, page in pages]


def readable_page(capture: Capture, portal: Portal | None = None) -> Page | Reject:
    """Return a capture as a page to read: a page as it is, an attachment as its text."""
    if capture.status >= HTTPStatus.BAD_REQUEST:
        return Reject("article", "error_page", f"the portal answered {capture.status}")
    page = page_of(capture, portal)
    if format_of(capture.payload) is None:
        return page
    text = attachment_text(capture.payload)
    if isinstance(text, Reject):
        return text
    return replace(page, payload=text.encode(), mime="text/plain", charset="utf-8")


@dataclass(frozen=True, slots=True)
class Batch:
    """Captures to read, by reference: where in `archive` each stands, never a page itself.

    `places` are files, relative to the archive, and offsets in them; rows go to the folder `staged` as files
    called by `name`; `portals` are the registry entries that may lend evidence.
    """

    name: str
    archive: Path
    places: tuple[tuple[str, int], ...]
    portals: Mapping[str, Portal]
    staged: Path


def logged_batches(
    lines: Iterable[Mapping[str, Any]],
    archive: Path,
    portals: Mapping[str, Portal],
    staged: Path,
    prefix: str,
    first: int = 0,
) -> Iterator[Batch]:
    """Yield logged captures in batches of BATCH_SIZE, named `prefix` and a number counted from `first`."""
    for number, batch in enumerate(batches_of(lines), first):
        places = tuple((facts["warc_file"], facts["warc_offset"]) for facts in batch)
        lent = _lent(portals, {facts["portal_id"] for facts in batch})
        yield Batch(f"{prefix}{number:05}", archive, places, lent, staged)


def captured_batches(
    captures: Iterable[Capture], archive: Path, portals: Mapping[str, Portal], staged: Path, prefix: str
) -> Iterator[Batch]:
    """Yield captures of `archive` in such batches."""
    for number, batch in enumerate(batches_of(captures)):
        places = tuple((capture.warc_file or "", capture.warc_offset or 0) for capture in batch)
        lent = _lent(portals, {capture.portal_id for capture in batch})
        yield Batch(f"{prefix}{number:05}", archive, places, lent, staged)


def _lent(portals: Mapping[str, Portal], asked: Collection[str | None]) -> dict[str, Portal]:
    return {portal_id: portal for portal_id, portal in portals.items() if portal_id in asked}


def read_logged_batch(batch: Batch) -> dict[str, BatchCounts]:
    """Read the captures of a batch from the archive, stage their rows and return the counts by portal id.

    Runs wherever archive and staging can be reached: another process, another machine.
    """
    captures = (read_capture(batch.archive, warc_file, offset) for warc_file, offset in batch.places)
    readings = read_captures(captures, load_rules(), batch.portals)
    write_batch(batch.staged, batch.name, readings)
    counts: dict[str, BatchCounts] = defaultdict(BatchCounts)
    for capture, read in readings:
        counts[capture.portal_id or ""] += BatchCounts(
            documents=isinstance(read, Report), rejects=isinstance(read, Reject)
        )
    return dict(counts)
