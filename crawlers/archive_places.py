"""The index beside a WARC file: one line an exchange, saying where it stands.

CDXJ, as web archives use it: a sortable form of the URL, the time, and JSON. A line is written right after
its exchange; a file whose index is missing, or ends before the file does, is read instead, so an index can
be thrown away at any time.
"""

import json
import mmap
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.addresses import identity
from crawlers.archive import iter_captures
from crawlers.storage import Location, ObjectPath, StoredPath, root_of, size_of, whole
from crawlers.warc_framing import ArchiveError

_SUFFIX = ".cdxj"
_WARC = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange stands in its WARC file, from `offset` to `end`, and what of.

    `revisit` tells that its payload, of the digest `payload_sha256`, stands in an earlier record.
    """

    url: str
    fetched_at: datetime
    offset: int
    end: int
    payload_sha256: str
    revisit: bool


def warc_files(archive: Location | ObjectPath) -> list[StoredPath]:
    """Return all WARC files of an archive, in the order of their names."""
    root = archive if isinstance(archive, ObjectPath) else root_of(archive)
    if isinstance(root, ObjectPath):
        return [path for path in root.find() if path.name.endswith(_WARC)]
    return sorted(path for path in root.rglob("*") if path.name.endswith(_WARC) and path.is_file())


def index_name(warc_name: str) -> str:
    """Return what the index of a WARC file is called."""
    return warc_name + _SUFFIX


def index_of(warc: StoredPath) -> StoredPath:
    """Return where the index of a WARC file is kept: beside it."""
    return warc.with_name(index_name(warc.name))


def index_line(place: Place) -> str:
    """Return the line of an exchange in the index of its file."""
    facts = {
        "url": place.url,
        "time": place.fetched_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "offset": place.offset,
        "end": place.end,
        "sha256": place.payload_sha256,
        "revisit": place.revisit,
    }
    moment = place.fetched_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{_key(place.url)} {moment} {json.dumps(facts, ensure_ascii=False)}\n"


def places_of(warc: StoredPath, url: str) -> list[Place]:
    """Return where exchanges of `url` stand in a WARC file, in its order; session ids do not count.

    Raises ArchiveError where the index does not cover the file and the file is damaged.
    """
    with suppress(FileNotFoundError), whole(index_of(warc)) as index:
        if _covers(index, size_of(warc)):
            return [_place(line) for line in _lines_with(index, f"{_key(url)} ".encode())]
    return [place for place in _read_places(warc) if _key(place.url) == _key(url)]


def rebuild_index(archive: Location) -> int:
    """Write the index of every WARC file of an archive anew from the file itself; return the exchanges.

    Of a damaged file what stands before the damage is indexed. No crawl may be writing meanwhile.
    """
    return sum(write_index(warc) for warc in warc_files(archive))


def write_index(warc: StoredPath) -> int:
    """Write the index of one WARC file anew; return the exchanges. See `rebuild_index`."""
    index = index_of(warc)
    lines: list[str] = []
    with suppress(ArchiveError):
        lines.extend(map(index_line, _read_places(warc)))
    with tempfile.TemporaryDirectory() as folder:
        half_written = Path(folder) / "index" if isinstance(index, ObjectPath) else index.with_suffix(".part")
        half_written.write_text("".join(lines), "utf-8")
        if isinstance(index, ObjectPath):
            index.put(half_written)
        else:
            half_written.replace(index)
    return len(lines)


def _key(url: str) -> str:
    """Return a URL in the sortable form of web archives (SURT): `cn,gov,mou,www)/fzzf/`."""
    parts = urlsplit(identity(url))
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){parts.path}{query}".replace(" ", "%20")


def _covers(index: bytes | mmap.mmap, size: int) -> bool:
    """Whether the last line of an index tells of the end of its file, which is of `size` bytes."""
    end = len(index) - 1
    if end < 0 or index[end:] != b"\n":
        return False
    return _place(index[index.rfind(b"\n", 0, end) + 1 : end]).end == size


def _lines_with(text: bytes | mmap.mmap, key: bytes) -> Iterator[bytes]:
    found = 0 if text[: len(key)] == key else text.find(b"\n" + key)
    while found >= 0:
        start = found + (text[found : found + 1] == b"\n")
        end = text.find(b"\n", start)
        yield text[start:end]
        found = text.find(b"\n" + key, end)


def _place(line: bytes) -> Place:
    facts = json.loads(line.split(b" ", 2)[2])
    return Place(
        url=facts["url"],
        fetched_at=datetime.fromisoformat(facts["time"]),
        offset=facts["offset"],
        end=facts["end"],
        payload_sha256=facts["sha256"],
        revisit=facts["revisit"],
    )


def _read_places(warc: StoredPath) -> Iterator[Place]:
    """Yield the places of a WARC file as it tells them itself; the end of each is where the next begins."""
    waiting: Place | None = None
    for capture in iter_captures(warc):
        offset = capture.warc_offset or 0
        if waiting:
            yield _ending(waiting, offset)
        digest, revisit = capture.payload_sha256, capture.revisit
        waiting = Place(capture.url, capture.fetched_at, offset, offset, digest, revisit)
    if waiting:
        yield _ending(waiting, size_of(warc))


def _ending(place: Place, end: int) -> Place:
    return Place(place.url, place.fetched_at, place.offset, end, place.payload_sha256, place.revisit)
