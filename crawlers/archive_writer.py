"""The archive written: WARC/1.1 (ISO 28500:2017), gzip per record, three records an exchange.

Written here and not by a library because digests are SHA-256, the three records of an exchange must
reach the disk in one write (a reader may follow the log at once), and packing is the crawl's
greatest cost: level 1 takes a quarter of the time of level 6 for a tenth more bytes.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import RawIOBase
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from crawlers.archive_places import Place, index_line, index_name

Headers = Iterable[tuple[bytes, bytes]]

DEFAULT_MAX_BYTES = 512 * 1024 * 1024
_PACKING_LEVEL = 1
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier capture that a revisit refers to; `not_modified` when the server said so (304)."""

    fetched_at: datetime
    not_modified: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they went over the wire, transfer coding undone, content coding kept.

    `notes` are the fields of the metadata record; empty ones are left out.
    """

    url: str
    fetched_at: datetime
    method: str
    request_headers: tuple[tuple[bytes, bytes], ...]
    request_body: bytes
    status: int
    response_headers: tuple[tuple[bytes, bytes], ...]
    response_body: bytes
    ip_address: str | None
    notes: Mapping[str, str | None]
    earlier: Earlier | None = None


class ArchiveWriter:
    """Writes the exchanges of one crawl process to files that rotate by size.

    Files are named `<archive>/<YYYY>/<run_id>-<share>-NNNN.warc.gz`, `share` telling the processes of a run
    apart; a file that exists is never appended to, so a torn tail of a crashed run stays where it is.
    `closed`, if given, is called with each file that is complete, its index beside it.
    """

    def __init__(
        self,
        archive: Path,
        run_id: str,
        share: str,
        user_agent: str,
        max_bytes: int = DEFAULT_MAX_BYTES,
        closed: Callable[[Path], None] | None = None,
    ) -> None:
        self._archive = archive
        self._stem = f"{run_id}-{share}"
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._closed = closed
        self._number = 0
        self._name = ""
        self._out: RawIOBase | None = None
        self._index: TextIO | None = None
        self._position = 0

    @property
    def current(self) -> str | None:
        """The file being written, as a path inside the archive; None between two."""
        return self._name if self._out else None

    def write(self, exchange: Exchange) -> tuple[str, int]:
        """Write one exchange and return where its answer starts: path inside the archive, offset.

        When this returns the records are with the operating system and can be read. Raises OSError on a full
        disk; nothing of the exchange is in the file then, and others can follow.
        """
        out, index = self._open(exchange.fetched_at)
        offset = self._position
        packed = b"".join(_pack(record) for record in _records(exchange))
        _write_whole(out, packed, offset)
        self._position += len(packed)
        name = self._name
        index.write(index_line(_place(exchange, offset, self._position)))
        index.flush()
        if self._position >= self._max_bytes:
            self.close()
        return name, offset

    def close(self) -> None:
        """Close the current file; the next exchange opens a new one."""
        if self._out and self._index:
            self._out.close()
            self._index.close()
            self._out = self._index = None
            # A file that was sent away is no longer there, and its name is not free.
            self._number += 1
            if self._closed:
                self._closed(self._archive / self._name)

    def _open(self, moment: datetime) -> tuple[RawIOBase, TextIO]:
        if self._out is None or self._index is None:
            folder = self._archive / f"{moment:%Y}"
            folder.mkdir(parents=True, exist_ok=True)
            while (path := folder / f"{self._stem}-{self._number:04}.warc.gz").exists():
                self._number += 1
            # Unbuffered: what a full disk refused must not follow later, behind where it was told to be.
            out = path.open("xb", buffering=0)
            head = _pack(_warcinfo(path.name, moment, self._user_agent))
            _write_whole(out, head, 0)
            self._out = out
            self._index = path.with_name(index_name(path.name)).open("w", encoding="utf-8")
            self._name = path.relative_to(self._archive).as_posix()
            self._position = len(head)
        return self._out, self._index


def _write_whole(out: RawIOBase, data: bytes, offset: int) -> None:
    """Write all of `data` at `offset`, the end of the file, or nothing."""
    waiting = memoryview(data)
    try:
        while waiting:
            waiting = waiting[out.write(waiting) or 0 :]
    except OSError:
        out.truncate(offset)
        out.seek(offset)
        raise


def _place(exchange: Exchange, offset: int, end: int) -> Place:
    return Place(
        url=exchange.url,
        fetched_at=exchange.fetched_at,
        offset=offset,
        end=end,
        payload_sha256=exchange.notes.get("payload_sha256") or "",
        revisit=exchange.earlier is not None,
    )


def _records(exchange: Exchange) -> Iterable[bytes]:
    answer_id, request_id, notes_id = (f"<urn:uuid:{uuid4()}>" for _ in range(3))
    common = {"WARC-Date": warc_date(exchange.fetched_at), "WARC-Target-URI": exchange.url}
    yield _answer_record(exchange, answer_id, common)
    request = _request_block(exchange)
    yield _record(
        {"WARC-Type": "request", "WARC-Record-ID": request_id, **common, "WARC-Concurrent-To": answer_id},
        "application/http; msgtype=request",
        request,
    )
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in exchange.notes.items() if value)
    yield _record(
        {"WARC-Type": "metadata", "WARC-Record-ID": notes_id, **common, "WARC-Concurrent-To": answer_id},
        "application/warc-fields",
        "".join(lines).encode(),
    )


def _answer_record(exchange: Exchange, record_id: str, common: Mapping[str, str]) -> bytes:
    earlier = exchange.earlier
    fields = {
        "WARC-Type": "revisit" if earlier else "response",
        "WARC-Record-ID": record_id,
        **common,
        "WARC-IP-Address": exchange.ip_address,
    }
    if not (earlier and earlier.not_modified):
        fields["WARC-Payload-Digest"] = _digest(exchange.response_body)
    block = _status_line(exchange.status) + _header_block(exchange.response_headers)
    if earlier:
        kind = "server-not-modified" if earlier.not_modified else "identical-payload-digest"
        fields["WARC-Profile"] = _REVISIT + kind
        fields["WARC-Refers-To-Target-URI"] = exchange.url
        fields["WARC-Refers-To-Date"] = warc_date(earlier.fetched_at)
    else:
        block += exchange.response_body
    return _record(fields, "application/http; msgtype=response", block)


def _request_block(exchange: Exchange) -> bytes:
    _, _, rest = exchange.url.partition("://")
    host, slash, path = rest.partition("/")
    target = slash + path or "/"
    line = f"{exchange.method} {target} HTTP/1.1\r\nHost: {host}\r\n".encode()
    return line + _header_block(exchange.request_headers) + exchange.request_body


def _status_line(status: int) -> bytes:
    # Scrapy keeps no reason phrase; HTTP/1.1 lets it be anything, so the standard one stands in.
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


def _header_block(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in headers) + b"\r\n"


def _warcinfo(filename: str, moment: datetime, user_agent: str) -> bytes:
    about = f"software: {user_agent}\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n"
    return _record(
        {
            "WARC-Type": "warcinfo",
            "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
            "WARC-Date": warc_date(moment),
            "WARC-Filename": filename,
        },
        "application/warc-fields",
        about.encode(),
    )


def warc_date(moment: datetime) -> str:
    """Return an aware datetime as WARC/1.1 writes it: UTC, microseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _record(fields: Mapping[str, str | None], content_type: str, block: bytes) -> bytes:
    named = {
        **fields,
        "Content-Type": content_type,
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _pack(record: bytes) -> bytes:
    return zlib.compress(record, _PACKING_LEVEL, wbits=31)
