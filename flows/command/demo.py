"""`baogao demo`: the main job on the bundled portals, and three questions answered."""

import shutil
import sys
from pathlib import Path

from crawlers.demo.server import DemoPortals
from crawlers.registry import RegistryError
from flows.command.harvest import Asked, harvest_showing_progress, print_night
from flows.command.query import run_query_command
from flows.command.status import OK, PARTLY, refusing
from flows.locks import HarvestBusyError
from flows.places import RunFolderError
from warehouse.errors import WarehouseError

_BRISK = {"DOWNLOAD_DELAY": 0.02, "AUTOTHROTTLE_START_DELAY": 0.05, "AUTOTHROTTLE_MAX_DELAY": 1.0}
"""Loopback needs no long courtesy; robots.txt and the limits per host hold here too."""

_REPORTS = """
SELECT kind, title, province, county, year, chars FROM reports ORDER BY kind, title
"""
_CASES = """
SELECT issuer, year, code, value, unit FROM indicator_panel
WHERE code IN ('reconsideration_received', 'litigation_cases', 'disputes_mediated')
ORDER BY code, value DESC
"""
_PROBLEMS = """
SELECT r.issuer, s.label, s.heading FROM sections AS s JOIN reports AS r USING (report_id)
WHERE s.role = 'problems' AND s.depth > 1 ORDER BY r.issuer, s.position
"""
_QUESTIONS = (
    ("Who reported, for which year?", _REPORTS),
    ("How many reconsideration, court and mediation cases, government by government?", _CASES),
    ("Who admits to which problems?", _PROBLEMS),
)
_FIRST_REPORT = "SELECT report_id FROM reports ORDER BY title LIMIT 1"


def run_demo(folder: Path) -> int:
    """Serve the demo portals on loopback, harvest them into a fresh warehouse in `folder`, show it."""
    warehouse, archive = folder / "baogao.duckdb", folder / "archive"
    _clear(folder, warehouse, archive)
    with DemoPortals() as portals, refusing(RegistryError, HarvestBusyError, RunFolderError, WarehouseError):
        registry = folder / "portals.yaml"
        portals.write_registry(registry)
        _say(f"{len(portals.entries)} demo portals are up on loopback; harvesting into {warehouse}")
        night = harvest_showing_progress(Asked(warehouse, archive, registry, settings=_BRISK))
    print_night(night)
    command = f"baogao query --warehouse {warehouse}"
    for question, sql in _QUESTIONS:
        one_line = " ".join(sql.split())
        _say(f'\n{question}\n$ {command} "{one_line}"')
        run_query_command(sql, warehouse, "table", None, time_limit=60)
    _say(
        f"\nRead one:\n$ baogao show --warehouse {warehouse}"
        f' $({command} --format csv "{_FIRST_REPORT}" | tail -1)'
    )
    return PARTLY if night.failed else OK


def _clear(folder: Path, warehouse: Path, archive: Path) -> None:
    """Remove what an earlier demo left: exactly the things this command makes."""
    warehouse.unlink(missing_ok=True)
    if archive.exists():
        shutil.rmtree(archive)
    folder.mkdir(parents=True, exist_ok=True)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
