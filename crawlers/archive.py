"""The archive read back: captures out of WARC files, our own and anybody's.

Our own files hold three records an exchange (see `crawlers.archive_writer`); foreign files may hold
responses only, packed or not. Payloads come out decoded: transfer and content coding undone, the bytes
of the page as its author saved them.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import islice

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawlers.storage import Location, StoredPath, name_in, root_of
from crawlers.warc_framing import ArchiveError, RawRecord, next_record_start, read_raw_records

__all__ = ["ArchiveError", "Capture", "Damage", "capture_id_of", "iter_captures", "read_capture"]

Damage = Callable[[ArchiveError], None]

_EXCHANGES = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_RECORDS_OF_AN_EXCHANGE = 3


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer that a portal gave, as archived.

    `payload` is decoded; it is empty where the answer had no body, and where the record is a `revisit` (the
    same bytes stand in an earlier record, see `crawlers.archive_index`). What only our own files know
    (`portal_id`, `run_id`, what the list said, `detail`) is None in captures of foreign files, but for
    `page_role`, which then is `file`, and `outcome`, `new`. `warc_file` is the path that the file was read
    by, inside the archive where it was read as part of one.
    """

    capture_id: str
    portal_id: str | None
    run_id: str | None
    url: str
    fetched_at: datetime
    status: int
    mime: str | None
    charset: str | None
    payload: bytes
    page_role: str
    list_title: str | None
    list_date: date | None
    outcome: str
    payload_sha256: str
    detail: str | None = None
    referrer_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    revisit: bool = False
    warc_file: str | None = None
    warc_offset: int | None = None


def capture_id_of(url: str, fetched_at: datetime, payload_sha256: str) -> str:
    """Return the id of a capture: 24 hex digits of what it is, when and where; the same on every machine.

    `fetched_at` must be aware; `payload_sha256` is empty for an exchange without an answer.
    """
    moment = fetched_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{url}\n{moment}\n{payload_sha256}".encode()).hexdigest()[:24]


def read_capture(archive: Location, warc_file: str, offset: int) -> Capture:
    """Return the capture whose response starts at `offset` of `warc_file`, a path inside `archive`.

    Raises ArchiveError when no whole response starts there.
    """
    path = root_of(archive) / warc_file
    records = read_raw_records(path, offset)
    first = next(records, None)
    answer = _answer(first) if first else None
    if first is None or answer is None:
        raise ArchiveError(path, offset, "no response starts here")
    noted = _noted(islice(records, _RECORDS_OF_AN_EXCHANGE - 1), answer.record_id)
    return _capture(answer, noted, warc_file)


def iter_captures(
    path: StoredPath, archive: StoredPath | None = None, damaged: Damage | None = None
) -> Iterator[Capture]:
    """Yield every capture of a WARC file, packed or not, in the order of the file.

    `archive` is the folder that the file is part of, if any. A torn or damaged record is told to `damaged`,
    and reading goes on behind it; without `damaged` it is raised as ArchiveError, naming file and offset,
    after all before it were yielded.
    """
    named = name_in(archive, path) if archive else str(path)
    waiting: _Answer | None = None
    noted = False
    for raw in _records_and_damage(path):
        answer = raw if isinstance(raw, ArchiveError) else _answer_or_damage(raw)
        if isinstance(answer, ArchiveError):
            # Where exchanges have notes, one that lost them would pass for a page of nowhere.
            if waiting and not noted:
                yield _capture(waiting, {}, named)
            waiting = None
            if damaged is None:
                raise answer
            damaged(answer)
        elif waiting and isinstance(raw, RawRecord) and (notes := _notes(raw, waiting.record_id)) is not None:
            yield _capture(waiting, notes, named)
            waiting, noted = None, True
        elif answer:
            if waiting:
                yield _capture(waiting, {}, named)
            waiting = answer
    if waiting:
        yield _capture(waiting, {}, named)


def _records_and_damage(path: StoredPath) -> Iterator[RawRecord | ArchiveError]:
    """Yield the whole records of a file, and for what is not whole between them the damage."""
    start: int | None = 0
    while start is not None:
        try:
            yield from read_raw_records(path, start)
        except ArchiveError as damage:
            yield damage
            start = next_record_start(path, damage.offset + 1)
        else:
            return


def _answer_or_damage(raw: RawRecord) -> "_Answer | ArchiveError | None":
    try:
        return _answer(raw)
    except ArchiveError as damage:
        return damage


@dataclass(frozen=True, slots=True)
class _Answer:
    """A response or revisit record, taken apart."""

    record_id: str
    url: str
    fetched_at: datetime
    status: int
    mime: str | None
    charset: str | None
    payload: bytes
    etag: str | None
    last_modified: str | None
    revisit: bool
    offset: int


def _answer(raw: RawRecord) -> _Answer | None:
    """Return the answer that a record holds; None for records of other kinds."""
    stream = ArchiveIterator(BytesIO(raw.data), record_types=_EXCHANGES, parse_http=True, auto_decode="all")
    try:
        record: WarcRecord | None = next(iter(stream), None)
        return _taken_apart(record, raw.offset) if record else None
    except OSError as error:
        raise ArchiveError(raw.path, raw.offset, f"cannot be parsed ({error})") from error


def _taken_apart(record: WarcRecord, offset: int) -> _Answer | None:
    url = record.headers.get("WARC-Target-URI")
    moment = record.record_date
    if not url or moment is None:
        return None
    http = record.http_headers
    named = record.headers if http is None else http
    content_type = named.get("Content-Type") or ""
    revisit = record.record_type == WarcRecordType.revisit
    return _Answer(
        record_id=record.record_id or "",
        url=url.strip("<>"),
        fetched_at=moment,
        status=200 if http is None else http.status_code or 200,
        mime=mime_of(content_type),
        charset=charset_of(content_type),
        payload=b"" if revisit else record.reader.read(),
        etag=None if http is None else http.get("ETag"),
        last_modified=None if http is None else http.get("Last-Modified"),
        revisit=revisit,
        offset=offset,
    )


def mime_of(content_type: str) -> str | None:
    """Return the media type of a Content-Type value, lower case; None where it says none."""
    return content_type.partition(";")[0].strip().lower() or None


def charset_of(content_type: str) -> str | None:
    """Return the charset of a Content-Type value, lower case; None where it says none."""
    _, _, parameters = content_type.lower().partition("charset=")
    return parameters.partition(";")[0].strip(" \"'") or None


def _noted(records: Iterator[RawRecord], record_id: str) -> Mapping[str, str]:
    for raw in records:
        notes = _notes(raw, record_id)
        if notes is not None:
            return notes
    return {}


def _notes(raw: RawRecord, record_id: str) -> Mapping[str, str] | None:
    """Return what our metadata record notes of the response `record_id`; None for any other record."""
    stream = ArchiveIterator(BytesIO(raw.data), record_types=WarcRecordType.metadata, parse_http=False)
    record = next(iter(stream), None)
    named = record.headers.get("WARC-Concurrent-To") if record else None
    if record is None or named is None or named.strip("<>") != record_id.strip("<>"):
        return None
    lines = record.reader.read().decode("utf-8").splitlines()
    fields = (line.partition(": ") for line in lines)
    return {name: value for name, _, value in fields if value}


def _capture(answer: _Answer, notes: Mapping[str, str], warc_file: str) -> Capture:
    digest = notes.get("payload_sha256") or hashlib.sha256(answer.payload).hexdigest()
    listed = notes.get("list_date")
    return Capture(
        capture_id=capture_id_of(answer.url, answer.fetched_at, digest),
        portal_id=notes.get("portal_id"),
        run_id=notes.get("run_id"),
        url=answer.url,
        fetched_at=answer.fetched_at,
        status=answer.status,
        mime=answer.mime,
        charset=answer.charset,
        payload=answer.payload,
        page_role=notes.get("page_role", "file"),
        list_title=notes.get("list_title"),
        list_date=date.fromisoformat(listed) if listed else None,
        outcome=notes.get("outcome", "new"),
        payload_sha256=digest,
        detail=notes.get("detail"),
        referrer_url=notes.get("referrer_url"),
        etag=answer.etag,
        last_modified=answer.last_modified,
        revisit=answer.revisit,
        warc_file=warc_file,
        warc_offset=answer.offset,
    )
