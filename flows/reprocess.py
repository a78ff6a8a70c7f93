"""`reprocess` as a Prefect flow: the archive read again with today's reader, on many cores or machines."""

from datetime import UTC, datetime

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from crawlers.archive_upload import prepare
from crawlers.registry import load_registry
from flows.artifacts import plain
from flows.ingest import Ingested
from flows.ingest import reprocess as read_again
from flows.nights import night_of
from flows.parameters import Places
from flows.places import shared_staging
from flows.runners import reading_on

REPORT = "reprocess-report"


def run_name() -> str:
    """Return the name of a flow run: what it does, where and when."""
    on = flow_run.parameters.get("on")
    return f"reprocess {night_of(datetime.now(UTC))}" + (f" on {on}" if on else "")


@flow(name="reprocess", flow_run_name=run_name, persist_result=False)
def reprocess(
    places: Places = Places(),  # noqa: B008 - frozen; its fields are the defaults that Prefect shows
    on: str | None = None,
) -> Ingested:
    """Read every page of the archive again and load it; no portal is asked.

    Args:
        places: where things are kept.
        on: where pages are read, as dask://host:port; left out: this machine's cores.

    Raises:
        RegistryError: the registry cannot be used.
        StorageError: the archive cannot be reached.
        ReadingPlaceError: there is nobody to read as asked.
        RunFolderError, WarehouseError: there is no room, or the rows cannot be loaded.
    """
    places = places.resolved()
    portals = {portal.id: portal for portal in load_registry(places.registry)}
    prepare(places.archive)
    with reading_on(on, shared_staging(places.warehouse)) as read:
        done = read_again(places.archive, places.warehouse, portals, read)
    create_markdown_artifact(_told(done), key=REPORT, description=f"Reprocessing {done.run_id}")
    return done


def _told(done: Ingested) -> str:
    found = f"{done.documents} reports, {done.rejects} that are none, {len(done.unreadable)} damaged"
    lines = [f"{done.sources} captures read again: {found}.", ""]
    lines += [f"- {plain(unread.reason)}" for unread in done.unreadable]
    return "\n".join(lines) + "\n"
