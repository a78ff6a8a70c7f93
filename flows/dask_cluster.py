"""A Dask cluster to read batches on, asked beforehand whether it can do the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.storage import ObjectPath, root_of
from flows.reading.read import READER_VERSION

if TYPE_CHECKING:
    from distributed import Client

_REACHED_WITHIN = 5.0
"""Seconds for the scheduler of a cluster to answer."""


class ReadingPlaceError(Exception):
    """Batches cannot be read where it was asked for; the message is one line that says what to do."""


def scheduler_address(place: str) -> str:
    """Return the address of a Dask scheduler for `dask://host:port`; raises ReadingPlaceError."""
    parts = urlsplit(place)
    try:
        known = parts.scheme == "dask" and parts.hostname and parts.port and not parts.path.strip("/")
    except ValueError:  # a port that is no number
        known = None
    if not known:
        raise ReadingPlaceError(f"{place}: not a place to read on; say dask://host:port")
    return f"tcp://{parts.netloc}"


@contextmanager
def cluster(place: str, staged: Path) -> Iterator["Client"]:
    """Connect to the cluster at `place`, whose workers must be able to read and to see the folder `staged`.

    Raises ReadingPlaceError.
    """
    address = scheduler_address(place)
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise ReadingPlaceError(f"{place}: Dask is not installed; pip install 'baogao[dask]'") from error
    try:
        client = Client(address, timeout=_REACHED_WITHIN, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as error:
        raise ReadingPlaceError(f"{place}: no Dask scheduler answers; is `dask scheduler` up?") from error
    with client:
        _check_workers(client, place, staged)
        yield client


def _check_workers(client: "Client", place: str, staged: Path) -> None:
    """Refuse a cluster without workers, or one whose workers cannot do the work."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise ReadingPlaceError(f"{place}: the scheduler has no workers; start one with `dask worker`")
    marker = root_of(staged) / ".reached"
    if isinstance(marker, Path):
        marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_bytes(b"")
    try:
        answers = client.run(_look, str(marker), on_error="return")
    finally:
        marker.remove() if isinstance(marker, ObjectPath) else marker.unlink()
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, Exception):
            raise ReadingPlaceError(f"{place}: worker {worker} cannot run baogao ({answer}): install it")
        reader, reached = answer
        if reader != READER_VERSION:
            raise ReadingPlaceError(
                f"{place}: worker {worker} has reader {reader}, not {READER_VERSION}; upgrade it"
            )
        if not reached:
            raise ReadingPlaceError(
                f"{place}: worker {worker} does not see {root_of(staged)}; share it, or set BAOGAO_STAGING"
            )


def _look(marker: str) -> tuple[str, bool]:
    """Return which reader a worker has, and whether it sees a file."""
    return READER_VERSION, root_of(marker).exists()
