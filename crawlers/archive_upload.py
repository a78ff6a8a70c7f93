"""An archive on object storage, written: segments grow in the spool and are sent when they are complete.

An object cannot grow, so what a process writes is cut into segments: by size, and at the latest some time
after a portal's crawl has ended, which is told only when all of it has arrived. Until then a segment stands
in the spool, where readers find it too. What a process that died leaves there, torn or not, the next sends.
"""

import asyncio
import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from crawlers.archive_places import index_name, write_index
from crawlers.archive_repair import repair
from crawlers.archive_writer import ArchiveWriter
from crawlers.storage import Location, ObjectPath, StorageError, StoredPath, name_in, root_of
from crawlers.warc_framing import ArchiveError

SEGMENT_BYTES = 64 * 1024 * 1024
"""Of a segment: what a reader that must scan one has to fetch."""

_LONGEST_WAIT = 30.0
"""Seconds that the end of a portal's crawl may wait for others to fill the segment."""

_SEGMENTS = "*.warc.gz"


class RunArchive:
    """The archive as one crawl process writes it: its crawls write, `settled` says when that is safe."""

    def __init__(self, archive: Location, run_id: str, share: str, user_agent: str, max_bytes: int) -> None:
        root = root_of(archive)
        self._sending: _Sending | None = None
        if isinstance(root, Path):
            self.writer = ArchiveWriter(root, run_id, share, user_agent, max_bytes)
        else:
            # Names of objects that a process before this one sent cannot be seen here.
            share = f"{share}-{os.getpid():x}"
            self._sending = _Sending(root, f"{run_id}-{share}")
            most = min(max_bytes, SEGMENT_BYTES)
            self.writer = ArchiveWriter(root.spooled, run_id, share, user_agent, most, self._sending.send)
        self._crawls = 0
        self._cut = asyncio.Event()

    @contextmanager
    def crawl_under_way(self) -> Iterator[ArchiveWriter]:
        """Yield the writer to a crawl; while any is under way, segments are not cut for the sake of one."""
        self._crawls += 1
        try:
            yield self.writer
        finally:
            self._crawls -= 1

    async def settled(self) -> str | None:
        """Wait until all that was written so far is where it stays; return what went wrong, None if nothing.

        What could not be sent waits in the spool for the next run. In a folder nothing has to be waited for.
        """
        if self._sending is None:
            return None
        cut = self._cut
        if self.writer.current and self._crawls:
            with suppress(TimeoutError):
                await asyncio.wait_for(cut.wait(), _LONGEST_WAIT)
        if not cut.is_set():
            self.writer.close()
            cut.set()
            self._cut = asyncio.Event()
        return await self._sending.problem()

    def close(self) -> None:
        """Close the file and wait for what is being sent."""
        self.writer.close()
        if self._sending:
            self._sending.close()


class _Sending:
    """Sends segments one after the other in a thread of its own, under a lock that tells whose they are."""

    def __init__(self, root: ObjectPath, stem: str) -> None:
        self._root = root
        self._lock_path = _lock_path(root, stem)
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = self._lock_path.open("ab")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._thread = ThreadPoolExecutor(1, "segments")
        self._sent: list[Future[None]] = []

    def send(self, segment: Path) -> None:
        """Send a complete segment as soon as those before it are sent."""
        self._sent.append(self._thread.submit(_send, segment, self._root))

    async def problem(self) -> str | None:
        """Wait for all segments given so far; return why one could not be sent, None when all were."""
        awaited = [asyncio.wrap_future(future) for future in self._sent]
        for outcome in await asyncio.gather(*awaited, return_exceptions=True):
            if isinstance(outcome, StorageError):
                return f"archive: {outcome}; the next run sends what waits in {self._root.spooled}"
            if isinstance(outcome, BaseException):
                raise outcome
        return None

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self._lock_path.unlink()
        self._lock.close()


def prepare(archive: Location) -> int:
    """Make sure that an archive can be reached, and send what processes that died left in the spool.

    Return the segments sent. Raises StorageError. Of a torn segment the whole records are sent; the rest
    stays in the spool as `<name>.torn`. Segments of processes that live are let alone. For a folder there is
    nothing to do.
    """
    root = root_of(archive)
    if isinstance(root, Path):
        return 0
    root.check()
    sent = 0
    for segment in sorted(root.spooled.rglob(_SEGMENTS)):
        with _ownerless(root, segment) as ours:
            if ours and _mended(segment):
                write_index(segment)
                _send(segment, root)
                sent += 1
    return sent


def require_archive(archive: Location) -> None:
    """Raise StorageError where there is no archive to read; send what waits in its spool (`prepare`)."""
    root = root_of(archive)
    if isinstance(root, Path) and not root.is_dir():
        raise StorageError(f"{root}: no such archive; name its folder with --archive")
    prepare(archive)


def mended_files(archive: Location, run_id: str) -> list[StoredPath]:
    """Return the WARC files of a run that died, torn tails cut off and set aside; see `prepare`.

    Files without one whole record, of a run that died while it wrote the first, are set aside too.
    """
    root = root_of(archive)
    if isinstance(root, ObjectPath):
        return [path for path in root.find() if fnmatch(path.name, f"{run_id}-{_SEGMENTS}")]
    return [path for path in sorted(root.glob(f"*/{run_id}-{_SEGMENTS}")) if _mended(path)]


def _send(segment: Path, root: ObjectPath) -> None:
    name = name_in(root.spooled, segment)
    index = segment.with_name(index_name(segment.name))
    (root / name).put(segment)
    (root / index_name(name)).put(index)
    segment.unlink()
    index.unlink()


def _lock_path(root: ObjectPath, stem: str) -> Path:
    return root.spooled / f"{stem}.lock"


@contextmanager
def _ownerless(root: ObjectPath, segment: Path) -> Iterator[bool]:
    """Yield whether the process that wrote a segment is gone, and keep others away meanwhile."""
    path = _lock_path(root, segment.name.rpartition("-")[0])
    with path.open("ab") as lock:
        if not _locked(lock):
            yield False
            return
        yield segment.exists()
        path.unlink(missing_ok=True)


def _locked(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _mended(segment: Path) -> bool:
    """Make a file that may be torn whole; return whether there is anything in it."""
    try:
        repair(segment)
    except ArchiveError:
        segment.rename(segment.with_name(segment.name + ".torn"))
        return False
    return True
