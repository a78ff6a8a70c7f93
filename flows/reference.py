"""The tables that do not come from pages: regions, the codebook, the portals asked."""

from collections.abc import Iterable
from pathlib import Path

from crawlers.registry import Portal
from flows.codebook import codebook_rows
from flows.gazetteer import region_rows
from flows.staging import write_rows
from flows.vocabulary import read_data


def write_reference(folder: Path, portals: Iterable[Portal]) -> None:
    """Stage `regions`, `indicator_codes` and the given `portals` into `folder`."""
    write_rows(folder, "regions", "all", region_rows())
    write_rows(folder, "indicator_codes", "all", codebook_rows(read_data("codebook")))
    write_rows(folder, "portals", "asked", [portal_row(portal) for portal in portals])


def portal_row(portal: Portal) -> dict[str, object]:
    """Return the staged row of a registry entry."""
    return {
        "portal_id": portal.id,
        "name": portal.name,
        "region_code": portal.region,
        "homepage": str(portal.homepage),
        "platform": portal.platform,
        "columns": [str(column) for column in portal.columns],
    }
