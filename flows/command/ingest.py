"""`baogao ingest` and `baogao reprocess`: what is at hand into the warehouse, and what became of it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crawlers.archive_upload import require_archive
from crawlers.registry import RegistryError, load_registry
from crawlers.storage import StorageError, from_anywhere
from flows.batches import Batch, read_logged_batch
from flows.command.status import OK, PARTLY, refusing, tell_refused
from flows.command.tables import print_rows
from flows.dask_cluster import ReadingPlaceError, cluster
from flows.files import IngestError, find_sources
from flows.ingest import Ingested, Reading, ingest, reprocess
from flows.places import RunFolderError, shared_staging
from flows.processes import LocalCores
from warehouse.errors import WarehouseError


def run_ingest(paths: list[Path], warehouse: Path, registry: Path | None) -> int:
    """Ingest files and folders; print what is held now and name every file that gave no report."""
    with refusing(IngestError, StorageError, RegistryError, RunFolderError, WarehouseError):
        sources = find_sources(paths)
        portals = {portal.id: portal for portal in load_registry(registry)}
        done = ingest(sources, warehouse, portals)
    _print(done, "files")
    for unread in done.rejected:
        sys.stderr.write(f"baogao: {unread.name}: not a report: {unread.reason}\n")
    return PARTLY if tell_refused(done.load) or done.unreadable or done.rejected else OK


def run_reprocess(archive: Path, warehouse: Path, registry: Path | None, on: str | None = None) -> int:
    """Read the archive again, `on` a cluster if named; print the counts and name what is damaged.

    Pages that are no reports are usual.
    """
    with refusing(StorageError, RegistryError, RunFolderError, ReadingPlaceError, WarehouseError):
        require_archive(archive)
        portals = {portal.id: portal for portal in load_registry(registry)}
        with _reading_on(on, warehouse) as read:
            done = reprocess(from_anywhere(archive), warehouse.absolute(), portals, read)
    _print(done, "captures")
    return PARTLY if tell_refused(done.load) or done.unreadable else OK


@contextmanager
def _reading_on(place: str | None, warehouse: Path) -> Iterator[Callable[[Batch], Reading]]:
    if place is None:
        with LocalCores() as local:
            yield local.submit
    else:
        with cluster(place, shared_staging(warehouse.absolute())) as client:
            yield lambda batch: client.submit(read_logged_batch, batch, pure=False)


def _print(done: Ingested, of_what: str) -> None:
    print_rows(
        [of_what, "reports", "rejected", "unreadable"],
        [[done.sources, done.documents, done.rejects, len(done.unreadable)]],
    )
    for unread in done.unreadable:
        sys.stderr.write(f"baogao: {unread.reason}\n")
