"""Where the bytes of the archive lie: in a folder, or on object storage.

A location is a folder or an address, `s3://bucket/path`. Folders are used as they are, through pathlib; what
an address names is an `ObjectPath`, which has as much of a path as reading needs. Objects can be neither
appended to nor cut: they are written once, whole, from a file (`crawlers.archive_upload`). Keys, endpoint and
region are botocore's affair (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, a profile, the machine's role): they are
never part of an address, so that no log and no table can hold them.
"""

import io
import mmap
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

Location = str | Path

SPOOL_VARIABLE = "BAOGAO_SPOOL"
_DEFAULT_SPOOL = "data/spool"
# pathlib folds the two slashes of an address into one; both spellings are understood.
_ADDRESS = re.compile(r"^(?P<scheme>[a-z][a-z0-9+.-]+):/{1,2}(?P<key>[^/].*)$")
_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
# A record is some 10 KB, and a batch reads many in a row: half a megabyte a request serves both.
_READ_AHEAD = 512 * 1024
_LIMITS = {"connect_timeout": 10, "read_timeout": 60}


class StorageError(Exception):
    """Object storage cannot be used, or did not do what was asked; the message is one line."""


class ObjectPath:
    """A file on object storage, or what is before such files; `size` is known of what was listed.

    While an object waits in the spool it is read there. Reading raises StorageError, and FileNotFoundError
    where there is no such object.
    """

    def __init__(self, key: str, size: int | None = None) -> None:
        self.key = key
        self._size = size

    def __str__(self) -> str:
        return f"s3://{self.key}"

    def __truediv__(self, name: str) -> "ObjectPath":
        return ObjectPath(f"{self.key}/{name}")

    def __lt__(self, other: "ObjectPath") -> bool:
        return self.key < other.key

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]

    @property
    def spooled(self) -> Path:
        """Where the object stands while it waits to be sent."""
        return spool() / self.key

    def with_name(self, name: str) -> "ObjectPath":
        """Return the object beside this one that is called `name`."""
        return ObjectPath(f"{self.key.rpartition('/')[0]}/{name}")

    def exists(self) -> bool:
        """Whether there is such an object, sent or waiting."""
        with plainly(self):
            return self.spooled.exists() or bool(filesystem().exists(self.key))

    def size(self) -> int:
        """Return the bytes of the object."""
        if self._size is None:
            with plainly(self):
                self._size = (
                    self.spooled.stat().st_size
                    if self.spooled.exists()
                    else int(filesystem().info(self.key)["size"])
                )
        return self._size

    def open(self, _mode: str = "rb") -> io.BufferedReader:
        """Open the object for reading, from the spool while it waits there."""
        try:
            return self.spooled.open("rb")
        except FileNotFoundError:
            return io.BufferedReader(_Ranges(self), _READ_AHEAD)

    def put(self, file: Path) -> None:
        """Write the object from a file: afterwards it is there whole, or StorageError is raised."""
        with plainly(self):
            filesystem().put_file(str(file), self.key)
            written = int(filesystem().info(self.key)["size"])
        if written != file.stat().st_size:
            raise StorageError(f"{self}: {written} bytes arrived of {file.stat().st_size}")
        self._size = written

    def read_bytes(self) -> bytes:
        """Return all of the object."""
        with self.open() as stream:
            return stream.read()

    def write_bytes(self, content: bytes) -> None:
        """Write the object."""
        with plainly(self):
            filesystem().pipe_file(self.key, content)

    def remove(self) -> None:
        """Remove the object, or all objects below, if there are any."""
        with plainly(self), suppress(FileNotFoundError):
            filesystem().rm(self.key, recursive=True)

    def check(self) -> None:
        """Ask for the first object below, if any; raises StorageError where storage or bucket are not."""
        bucket, _, below = self.key.partition("/")
        try:
            with plainly(self):
                filesystem().call_s3("list_objects_v2", Bucket=bucket, Prefix=below, MaxKeys=1)
        except FileNotFoundError as error:
            raise StorageError(f"{self}: there is no bucket {bucket}") from error

    def find(self) -> Iterator["ObjectPath"]:
        """Yield all objects below, in the order of their keys; a request for each thousand."""
        with plainly(self):
            found: dict[str, dict[str, Any]] = filesystem().find(self.key, detail=True)
        for key in sorted(found):
            yield ObjectPath(key, found[key]["size"])


class _Ranges(io.RawIOBase):
    """The bytes of an object, asked for range by range."""

    def __init__(self, path: ObjectPath) -> None:
        self._path = path
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(whence)
        self._position = offset + (self._path.size() if start is None else start)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        end = min(self._position + len(buffer), self._path.size())
        if end <= self._position:
            return 0
        with plainly(self._path):
            part: bytes = filesystem().cat_file(self._path.key, start=self._position, end=end)
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)


StoredPath = Path | ObjectPath


def root_of(location: Location) -> StoredPath:
    """Return what a location names: a folder, or what is before the objects of an address.

    Raises StorageError for an address of another kind, or with anything but bucket and path in it.
    """
    address = _ADDRESS.match(str(location))
    if address is None:
        return Path(location)
    if address["scheme"] != "s3":
        raise StorageError(f"{location}: only folders and s3://bucket/path can hold an archive")
    key = address["key"].rstrip("/")
    if not _BUCKET.match(key.partition("/")[0]):
        # Not repeated in the message: what is no bucket may be a key and a secret.
        raise StorageError(
            "the address has no valid bucket; write s3://bucket/path, keys go to AWS_* variables"
        )
    if ".." in PurePosixPath(key).parts:
        raise StorageError(f"{location}: an address has no ..")
    return ObjectPath(key)


def from_anywhere(location: Location) -> Path:
    """Return a location as processes elsewhere understand it: a folder absolute, an address as it is."""
    return Path(location) if isinstance(root_of(location), ObjectPath) else Path(location).absolute()


def name_in(root: StoredPath, path: StoredPath) -> str:
    """Return what a file is called below `root`: parts separated by slashes, as `root / name` finds it."""
    if isinstance(root, Path) and isinstance(path, Path):
        return path.relative_to(root).as_posix()
    return str(path).removeprefix(f"{root}/")


def size_of(path: StoredPath) -> int:
    """Return the bytes of a file."""
    return path.size() if isinstance(path, ObjectPath) else path.stat().st_size


@contextmanager
def whole(path: StoredPath) -> Iterator[bytes | mmap.mmap]:
    """Yield all bytes of a file at once, at no cost where the system can map it."""
    if not size_of(path):
        yield b""
    elif isinstance(path, ObjectPath):
        with path.open() as stream:
            yield stream.read()
    else:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content


def spool() -> Path:
    """Return the folder in which objects wait to be sent; BAOGAO_SPOOL names another."""
    return Path(os.environ.get(SPOOL_VARIABLE) or _DEFAULT_SPOOL)


@lru_cache(maxsize=1)
def filesystem() -> Any:
    """Return the way to object storage; raises StorageError where the extra is not installed."""
    try:
        import s3fs  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise StorageError("s3:// needs an extra that is not installed: pip install 'baogao[s3]'") from error
    # Segments are small: one request a segment, and no listing that may be out of date.
    return s3fs.S3FileSystem(
        use_listings_cache=False, skip_instance_cache=True, config_kwargs=_LIMITS, max_concurrency=1
    )


@contextmanager
def plainly(path: ObjectPath) -> Iterator[None]:
    """Turn what the layers below raise into a StorageError that names the object; a missing one stays so."""
    filesystem()  # raises first where the extra is missing, with which botocore comes
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped] # noqa: PLC0415 - comes with the extra

    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, BotoCoreError) as error:
        raise StorageError(f"{path}: {' '.join(str(error).split()) or type(error).__name__}") from error
