"""Files as captures: saved pages, texts and WARC files, for reading without a network."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.archive import ArchiveError, Capture, iter_captures
from crawlers.storage import ObjectPath, StorageError, StoredPath, name_in, root_of

_MIME = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".jhtml": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".ofd": "application/ofd",
}
_WARC = (".warc", ".warc.gz")


class IngestError(Exception):
    """A path that cannot be ingested; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to ingest; `name` is its path below the folder that was given, or its own name."""

    path: StoredPath
    name: str

    @property
    def is_archive(self) -> bool:
        """Whether the file is a WARC file."""
        return self.path.name.lower().endswith(_WARC)


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """Return the files of `paths`, folders searched through, sorted by name.

    Raises IngestError for a path that does not exist, a named file of an unknown type, and a folder
    without any readable file.
    """
    found: list[Source] = []
    for path in paths:
        if isinstance(root := root_of(path), ObjectPath):
            found += _objects(root)
        elif path.is_dir():
            inside = [
                Source(file, file.relative_to(path).as_posix())
                for file in sorted(path.rglob("*"))
                if file.is_file() and _is_known(file)
            ]
            if not inside:
                raise IngestError(f"{path}: no file in it can be read; {_known_types()}")
            found += inside
        elif not path.exists():
            raise IngestError(f"{path}: no such file or folder")
        elif not _is_known(path):
            raise IngestError(f"{path}: this type of file cannot be read; {_known_types()}")
        else:
            found.append(Source(path, path.name))
    return found


def _objects(root: ObjectPath) -> list[Source]:
    """Return the WARC files on object storage; saved pages have their file's time, which objects lack."""
    inside = [Source(path, name_in(root, path)) for path in root.find() if path.name.endswith(_WARC)]
    if not inside:
        raise IngestError(f"{root}: no WARC file is there; other files are read from folders only")
    return inside


def _is_known(path: Path) -> bool:
    return path.suffix.lower() in _MIME or path.name.lower().endswith(_WARC)


def _known_types() -> str:
    return "known are " + " ".join([*_MIME, *_WARC])


def captures_of(source: Source, run_id: str) -> Iterator[Capture]:
    """Yield the captures of a file: itself, or the responses that a WARC file holds.

    A saved page has its name for a URL and the file's time of change for a time of capture, so that
    reading a folder again gives the same rows. Raises IngestError when the file cannot be read; of a
    damaged WARC file everything before the damage is yielded first.
    """
    try:
        if source.is_archive or isinstance(source.path, ObjectPath):
            yield from iter_captures(source.path)
        else:
            yield _file_capture(source.path, source.name, run_id)
    except (OSError, ArchiveError, StorageError) as error:
        raise IngestError(f"{source.path}: {error}") from error


def _file_capture(path: Path, name: str, run_id: str) -> Capture:
    payload = path.read_bytes()
    digest = hashlib.sha256(payload).hexdigest()
    return Capture(
        capture_id=hashlib.sha256(f"{name}\n{digest}".encode()).hexdigest()[:24],
        portal_id=None,
        run_id=run_id,
        url=name,
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        status=200,
        mime=_MIME[path.suffix.lower()],
        charset=None,
        payload=payload,
        page_role="file",
        list_title=None,
        list_date=None,
        outcome="new",
        payload_sha256=digest,
    )
