"""`baogao harvest`: the main job, with live progress and a closing table."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.archive import ArchiveError
from crawlers.archive_upload import prepare
from crawlers.registry import RegistryError, load_registry, select_portals
from crawlers.storage import StorageError
from flows.command.lost_server import ServerLostError, naming_lost_server
from flows.command.progress import showing_progress
from flows.command.status import OK, PARTLY, refusing, tell_refused
from flows.command.tables import print_rows
from flows.dask_cluster import ReadingPlaceError, cluster
from flows.locks import HarvestBusyError, refuse_beside_another
from flows.places import RunFolderError, new_run_id, shared_staging
from flows.recovery import StillCrawlingError
from flows.steady_clock import steady_now
from warehouse.errors import WarehouseError
from warehouse.querying import open_read_only

if TYPE_CHECKING:
    from flows.nights import Night, PortalNight

_QUIET_PREFECT = {
    # The first start migrates the server's database: past the default of 20 s on slow machines.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}
_REFUSALS = (
    RegistryError,
    StorageError,
    HarvestBusyError,
    StillCrawlingError,
    ServerLostError,
    ArchiveError,  # the next harvest reads the rest, and asks for the page again
    RunFolderError,
    ReadingPlaceError,
    WarehouseError,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a harvest was asked for; the fields are the parameters of `flows.harvest.harvest`."""

    warehouse: Path
    archive: Path
    registry: Path | None = None
    portals: tuple[str, ...] = ()
    full: bool = False
    recheck: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    on: str | None = None


def run_harvest(asked: Asked) -> int:
    """Harvest, print what each portal brought, and return the exit status."""
    with refusing(*_REFUSALS):
        # What cannot run is said before the server starts, which takes seconds.
        select_portals(load_registry(asked.registry), asked.portals)
        if asked.warehouse.exists():
            open_read_only(asked.warehouse).close()
        refuse_beside_another(asked.warehouse)
        prepare(asked.archive)
        if asked.on:
            with cluster(asked.on, shared_staging(asked.warehouse.absolute())):
                pass
        night = harvest_showing_progress(asked)
    print_night(night)
    return PARTLY if tell_refused(night.load) or night.failed else OK


def harvest_showing_progress(asked: Asked) -> "Night":
    """Run the flow on the embedded server (or the one that PREFECT_API_URL names)."""
    _prepare_prefect()
    from flows.harvest import harvest
    from flows.parameters import Manner, Places

    run_id = new_run_id(steady_now(asked.warehouse))
    with naming_lost_server(), showing_progress(asked.warehouse.parent / "staging" / run_id):
        return harvest(
            portals=list(asked.portals),
            places=Places(warehouse=asked.warehouse, archive=asked.archive, registry=asked.registry),
            manner=Manner(
                full=asked.full,
                recheck_after_days=0 if asked.recheck else None,
                settings=dict(asked.settings),
            ),
            on=asked.on,
            run_id=run_id,
        )


def _prepare_prefect() -> None:
    """Set what Prefect reads at import, unless the operator has set it; make its home, which it expects."""
    for name, value in _QUIET_PREFECT.items():
        os.environ.setdefault(name, value)
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    home.mkdir(parents=True, exist_ok=True)


def print_night(night: "Night") -> None:
    """Print the closing table, then each problem in a line of its own."""
    header = ["portal", "platform", "listed", "fetched", "new", "changed", "reports", "rejected"]
    header += ["skipped", "blocked", "errors", "seconds"]
    print_rows(header, [_cells(portal) for portal in night.portals], title=f"harvest {night.run_id}")
    for portal in night.portals:
        for problem in portal.summary.problems:
            sys.stderr.write(f"baogao: {portal.summary.portal_id}: {problem}\n")


def _cells(portal: "PortalNight") -> list[object]:
    summary = portal.summary
    return [
        summary.portal_id,
        summary.platform,
        summary.listed,
        summary.fetched,
        summary.new,
        summary.changed,
        portal.documents,
        portal.rejects,
        summary.skipped,
        summary.blocked,
        summary.errors,
        round(summary.seconds, 1),
    ]
