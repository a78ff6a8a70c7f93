"""`baogao ingest` and `baogao reprocess`: what is at hand into the warehouse, and what became of it."""

import sys
from pathlib import Path

from crawlers.registry import RegistryError, load_registry
from flows.batches import read_logged_batch
from flows.command.status import NOT_RUN, OK, PARTLY, refusing
from flows.command.tables import print_rows
from flows.files import IngestError, find_sources
from flows.ingest import Ingested, ingest, reprocess
from flows.places import RunFolderError
from flows.processes import local_processes
from warehouse.errors import WarehouseError


def run_ingest(paths: list[Path], warehouse: Path, registry: Path | None) -> int:
    """Ingest files and folders; print what is held now and name every file that gave no report."""
    with refusing(IngestError, RegistryError, RunFolderError, WarehouseError):
        sources = find_sources(paths)
        portals = {portal.id: portal for portal in load_registry(registry)}
        done = ingest(sources, warehouse, portals)
    _print(done, "files")
    for unread in done.rejected:
        sys.stderr.write(f"baogao: {unread.name}: not a report: {unread.reason}\n")
    return PARTLY if done.unreadable or done.rejected else OK


def run_reprocess(archive: Path, warehouse: Path, registry: Path | None) -> int:
    """Read the archive again; print the counts and name what is damaged. Non-reports are usual."""
    if not archive.is_dir():
        sys.stderr.write(f"baogao: {archive}: no such archive; name its folder with --archive\n")
        return NOT_RUN
    with refusing(RegistryError, RunFolderError, WarehouseError):
        portals = {portal.id: portal for portal in load_registry(registry)}
        with local_processes() as pool:
            done = reprocess(archive, warehouse, portals, lambda batch: pool.submit(read_logged_batch, batch))
    _print(done, "captures")
    return PARTLY if done.unreadable else OK


def _print(done: Ingested, of_what: str) -> None:
    print_rows(
        [of_what, "reports", "rejected", "unreadable"],
        [[done.sources, done.documents, done.rejects, len(done.unreadable)]],
    )
    for unread in done.unreadable:
        sys.stderr.write(f"baogao: {unread.reason}\n")
