"""Where one WARC record ends and the next begins, to the byte: the ground under reading and repair.

A library reader skips over a torn tail in silence; here it has a name, a file and an offset.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from crawlers.storage import StoredPath, whole

_CHUNK = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_MEMBER_MARK = b"\x1f\x8b\x08"
_RECORD_MARK = b"WARC/1."
_MAX_HEADER = 1 << 16
_MAX_MEMBER = 1 << 30
_CONTENT_LENGTH = re.compile(rb"^content-length:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)
_BETWEEN_RECORDS = b"\r\n"


class ArchiveError(Exception):
    """A WARC file is torn or damaged: `path`, the `offset` of the record that is not whole, the `problem`."""

    def __init__(self, path: StoredPath, offset: int, problem: str) -> None:
        super().__init__(path, offset, problem)  # as they were given: readers send it between processes
        self.path = path
        self.offset = offset
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path} is damaged at offset {self.offset}: {self.problem}"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One whole record: `data` is its header and block, unpacked; `offset` and `end` are in the file."""

    path: StoredPath
    offset: int
    end: int
    data: bytes


def read_raw_records(path: StoredPath, offset: int = 0) -> Iterator[RawRecord]:
    """Yield the records of a WARC file from `offset` on, gzip per record or plain.

    Raises ArchiveError at the first record that is not whole, after all before it were yielded. Where a
    gzip member holds many records (a file packed as a whole) all of them carry the member's offset.
    """
    with path.open("rb") as stream:
        stream.seek(offset)
        packed = stream.read(2) == _GZIP_MAGIC
        stream.seek(offset)
        if packed:
            yield from _packed_records(path, stream, offset)
        else:
            yield from _plain_records(path, stream, offset)


def next_record_start(path: StoredPath, offset: int) -> int | None:
    """Return where the first whole record begins at or behind `offset`; None where none does.

    To go on behind damage: by the marks with which gzip members and records begin.
    """
    with path.open("rb") as stream:
        packed = stream.read(2) == _GZIP_MAGIC
    mark = _MEMBER_MARK if packed else _RECORD_MARK
    with whole(path) as content:
        found = content.find(mark, offset)
        while found >= 0:
            if _begins_record(path, found):
                return found
            found = content.find(mark, found + 1)
    return None


def _begins_record(path: StoredPath, offset: int) -> bool:
    try:
        return next(read_raw_records(path, offset), None) is not None
    except ArchiveError:
        return False


def _packed_records(path: StoredPath, stream: IO[bytes], offset: int) -> Iterator[RawRecord]:
    pending = b""
    while pending or (pending := stream.read(_CHUNK)):
        data, size, pending = _unpack_member(path, stream, pending, offset)
        for record in _split(path, data, offset):
            yield RawRecord(path, offset, offset + size, record)
        offset += size


def _unpack_member(
    path: StoredPath, stream: IO[bytes], pending: bytes, offset: int
) -> tuple[bytes, int, bytes]:
    """Return the unpacked member that starts with `pending`, its packed size, and what was read beyond it."""
    unpacking = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    unpacked = taken = 0
    while True:
        try:
            parts.append(unpacking.decompress(pending))
        except zlib.error as error:
            raise ArchiveError(path, offset, f"no gzip member starts here ({error})") from error
        unpacked += len(parts[-1])
        taken += len(pending) - len(unpacking.unused_data)
        if unpacking.eof:
            return b"".join(parts), taken, unpacking.unused_data
        if unpacked > _MAX_MEMBER:
            raise ArchiveError(path, offset, f"a record unpacks to more than {_MAX_MEMBER} bytes")
        pending = stream.read(_CHUNK)
        if not pending:
            raise ArchiveError(path, offset, "the last record is torn")


def _split(path: StoredPath, data: bytes, offset: int) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        block, length = _frame(path, data, start, offset)
        if block + length > len(data):
            raise ArchiveError(path, offset, "the last record is torn")
        yield data[start : block + length]
        start = _after_blank_lines(data, block + length)


def _frame(path: StoredPath, data: bytes, start: int, offset: int) -> tuple[int, int]:
    """Return where the block of the record at `start` begins and how long it is."""
    header_end = data.find(b"\r\n\r\n", start, start + _MAX_HEADER)
    declared = _CONTENT_LENGTH.search(data, start, header_end + 2) if header_end >= 0 else None
    if not data.startswith(b"WARC/", start) or declared is None:
        raise ArchiveError(path, offset, "no WARC record starts here")
    return header_end + 4, int(declared[1])


def _after_blank_lines(data: bytes, position: int) -> int:
    while data.startswith(_BETWEEN_RECORDS, position):
        position += len(_BETWEEN_RECORDS)
    return position


def _plain_records(path: StoredPath, stream: IO[bytes], offset: int) -> Iterator[RawRecord]:
    pending = b""
    while True:
        pending += stream.read(_CHUNK)
        start = _after_blank_lines(pending, 0)
        pending, offset = pending[start:], offset + start
        if not pending:
            return
        block, length = _frame(path, pending, 0, offset)
        missing = block + length - len(pending)
        if missing > 0:
            pending += stream.read(missing)
        if len(pending) < block + length:
            raise ArchiveError(path, offset, "the last record is torn")
        yield RawRecord(path, offset, offset + block + length, pending[: block + length])
        pending, offset = pending[block + length :], offset + block + length
