"""Reads captures in batches: bytes from the archive in, staged rows out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from crawlers.archive import Capture
from crawlers.registry import Portal
from flows.attachments import attachment_text, format_of
from flows.crawling import open_capture
from flows.reading.read import Rules, read_page
from flows.reading.shapes import Page, Reject, Report
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
    return [
        (capture, read_capture_as_page(capture, rules, portals.get(capture.portal_id or "")))
        for capture in captures
    ]


def read_capture_as_page(capture: Capture, rules: Rules, portal: Portal | None = None) -> Report | Reject:
    """Read one capture: a page as it is, an attachment by its text."""
    if capture.status >= HTTPStatus.BAD_REQUEST:
        return Reject("article", "error_page", f"the portal answered {capture.status}")
    page = page_of(capture, portal)
    if format_of(capture.payload) is None:
        return read_page(page, rules)
    text = attachment_text(capture.payload)
    if isinstance(text, Reject):
        return text
    return read_page(replace(page, payload=text.encode(), mime="text/plain", charset="utf-8"), rules)


def read_logged_batch(
    archive: Path, lines: Sequence[Mapping[str, Any]], portal: Portal, rules: Rules, target: tuple[Path, str]
) -> BatchCounts:
    """Read the captures of logged `lines` from the archive and write their rows to `target`.

    `target` is the folder of staged rows and the name of the batch in it.
    """
    captures = (open_capture(archive, facts) for facts in lines)
    folder, name = target
    return write_batch(folder, name, read_captures(captures, rules, {portal.id: portal}))
