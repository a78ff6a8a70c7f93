"""`baogao ingest`: files into the warehouse, and what became of each."""

import sys
from pathlib import Path

from crawlers.registry import RegistryError, load_registry
from flows.command.status import OK, PARTLY, refusing
from flows.command.tables import print_rows
from flows.files import IngestError, find_sources
from flows.ingest import Ingested, ingest
from flows.places import RunFolderError
from warehouse.errors import WarehouseError


def run_ingest(paths: list[Path], warehouse: Path, registry: Path | None) -> int:
    """Ingest files and folders; print what is held now and name every file that gave no report."""
    with refusing(IngestError, RegistryError, RunFolderError, WarehouseError):
        sources = find_sources(paths)
        portals = {portal.id: portal for portal in load_registry(registry)}
        done = ingest(sources, warehouse, portals)
    _print(done)
    return PARTLY if done.unreadable or done.rejected else OK


def _print(done: Ingested) -> None:
    print_rows(
        ["files", "reports", "rejected", "unreadable"],
        [[done.files, done.documents, len(done.rejected), len(done.unreadable)]],
    )
    for unread in done.rejected:
        sys.stderr.write(f"baogao: {unread.name}: not a report: {unread.reason}\n")
    for unread in done.unreadable:
        sys.stderr.write(f"baogao: {unread.reason}\n")
