"""`baogao coverage`: who has published which year's report, who was late, who is missing."""

import sys
from pathlib import Path

from flows.command.status import OK, refusing
from flows.command.tables import print_rows
from warehouse.errors import WarehouseError
from warehouse.places import region_stem
from warehouse.querying import open_read_only

_WITHIN = "($year IS NULL OR year = $year) AND starts_with(region_code, $stem)"
_SUMMARY = f"""
SELECT year, level, count(*) AS places,
    count(*) FILTER (status = 'on_time') AS on_time, count(*) FILTER (status = 'late') AS late,
    count(*) FILTER (status = 'undated') AS undated, count(*) FILTER (status = 'missing') AS missing,
    median(days_after_due)::INTEGER AS median_days
FROM coverage WHERE {_WITHIN}
GROUP BY year, level
ORDER BY year DESC, list_position(['province', 'city', 'county', 'township'], level)
"""  # noqa: S608 - a constant
_PLACES = f"""
SELECT year, region_code, name, status, published_on, days_after_due, title
FROM coverage WHERE {_WITHIN} AND ($silent OR status <> 'missing')
ORDER BY year DESC, region_code
"""  # noqa: S608 - a constant
_SUMMARY_HEADS = ["year", "level", "places", "on time", "late", "undated", "missing", "median days"]
_PLACE_HEADS = ["year", "region", "name", "status", "published", "days after 1 April", "title"]


def run_coverage(warehouse: Path, year: int | None, region: str | None) -> int:
    """Print counts by year and level, then the places; return the exit status.

    The silent ones are named within a region only: of a whole country they are thousands.
    """
    with refusing(WarehouseError), open_read_only(warehouse) as connection:
        within = {"year": year, "stem": region_stem(connection, region) if region else ""}
        summary = connection.execute(_SUMMARY, within).fetchall()
        places = connection.execute(_PLACES, within | {"silent": region is not None}).fetchall()
    if not summary:
        sys.stderr.write("baogao: no annual report of a government within this scope, so nothing is due\n")
        return OK
    print_rows(_SUMMARY_HEADS, summary, title="Annual reports by year and level")
    print_rows(_PLACE_HEADS, places, title="Places")
    if region is None:
        sys.stderr.write("baogao: --region CODE or NAME names the missing too\n")
    return OK
