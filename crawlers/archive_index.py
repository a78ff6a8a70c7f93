"""The archive as a whole: any capture by URL and time, and all of them in order, revisits resolved.

A revisit says that the payload was the same as an earlier capture's; here it is given that payload back.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crawlers.archive import Capture, Damage, iter_captures, read_capture
from crawlers.archive_places import Place, places_of, rebuild_index, warc_files
from crawlers.storage import Location, StoredPath, name_in, root_of
from crawlers.warc_framing import ArchiveError, read_raw_records

__all__ = ["captures_at", "iter_archive", "rebuild_index"]

READ_ROLES = frozenset({"article", "attachment"})
_WARC_DATE = re.compile(rb"^WARC-Date:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_HEAD = 2000


def captures_at(archive: Location, url: str, when: datetime | None = None) -> Iterator[Capture]:
    """Yield the captures of `url` made at or before `when` (aware; None: ever), the latest first.

    Raises ArchiveError where a file is damaged, or a revisit refers to what the archive does not hold.
    """
    root = root_of(archive)
    stood = [(place, name_in(root, warc)) for warc in warc_files(root) for place in places_of(warc, url)]
    stood.sort(key=lambda pair: pair[0].fetched_at, reverse=True)
    for place, warc_file in stood:
        if when is None or place.fetched_at <= when:
            capture = read_capture(archive, warc_file, place.offset)
            yield _resolved(archive, capture, stood) if place.revisit else capture


def iter_archive(
    archive: Location, damaged: Damage | None = None, roles: frozenset[str] = READ_ROLES
) -> Iterator[Capture]:
    """Yield every capture of the given roles from all WARC files, files in the order of their making.

    `warc_file` and `warc_offset` say where each stands; revisits carry the payload they refer to. What is
    damaged, or refers to what the archive does not hold, is told to `damaged`, and reading goes on behind
    it; without `damaged` it is raised as ArchiveError.
    """
    complain = damaged or _raise
    held: dict[bytes, tuple[str, int]] = {}
    root = root_of(archive)
    for warc in sorted(warc_files(root), key=_begun):
        for capture in iter_captures(warc, root, damaged):
            if capture.page_role not in roles:
                continue
            digest = bytes.fromhex(capture.payload_sha256)
            if not capture.revisit:
                held.setdefault(digest, (capture.warc_file or "", capture.warc_offset or 0))
                yield capture
            elif digest in held:
                yield _with_payload(capture, read_capture(archive, *held[digest]))
            else:
                complain(_lost(archive, capture))


def _begun(warc: StoredPath) -> tuple[bytes, str]:
    """Return what sorts WARC files by the time of their first record; those without one come first."""
    try:
        first = next(read_raw_records(warc), None)
    except ArchiveError:
        first = None
    found = _WARC_DATE.search(first.data, 0, _HEAD) if first else None
    return (found[1] if found else b"", warc.name)


def _resolved(archive: Location, capture: Capture, stood: list[tuple[Place, str]]) -> Capture:
    """Return a revisit with the payload of the latest capture before it that has the digest it names."""
    for place, warc_file in stood:
        same = place.payload_sha256 == capture.payload_sha256 and not place.revisit
        if same and place.fetched_at <= capture.fetched_at:
            return _with_payload(capture, read_capture(archive, warc_file, place.offset))
    raise _lost(archive, capture)


def _with_payload(capture: Capture, earlier: Capture) -> Capture:
    return replace(
        capture,
        payload=earlier.payload,
        mime=capture.mime or earlier.mime,
        charset=capture.charset or earlier.charset,
        etag=capture.etag or earlier.etag,
        last_modified=capture.last_modified or earlier.last_modified,
    )


def _lost(archive: Location, capture: Capture) -> ArchiveError:
    path = root_of(archive) / (capture.warc_file or "")
    return ArchiveError(path, capture.warc_offset or 0, "refers to a payload that the archive does not hold")


def _raise(damage: ArchiveError) -> None:
    raise damage
