"""What the warehouse tells of the harvests that made it: for the next one, and for who watches over them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.querying import naming_damage, open_read_only
from warehouse.sqlfiles import sql_files

_HAS_CRAWLS = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'crawls'"
_JUDGES_CRAWLS = "SELECT count(*) FROM duckdb_views() WHERE view_name = 'crawl_states'"

Row = Mapping[str, Any]


def cut_short(warehouse: Path, portal_ids: Collection[str]) -> frozenset[str]:
    """Return which of the portals' lists were not read to their ends when last crawled.

    Their next crawl must read all list pages: that the first one is known says nothing of the others. A
    portal of which nothing is held is left out, since nothing on its lists is known.
    """
    if not warehouse.exists():
        return frozenset()
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        if connection.execute(_HAS_CRAWLS).fetchone() == (0,):
            return frozenset(portal_ids)
        rows = ask(connection, "cut_short", {"portals": list(portal_ids)})
    return frozenset(row["portal_id"] for row in rows)


def latest_moment(warehouse: Path) -> datetime | None:
    """Return the latest moment that any run recorded; None without a warehouse, or of an empty one."""
    if not warehouse.exists():
        return None
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        (row,) = ask(connection, "latest_moment")
    (moment,) = row.values()
    return moment if isinstance(moment, datetime) else None


@dataclass(frozen=True, slots=True)
class Records:
    """What a warehouse records of its runs: rows of `nights.sql`, `portals.sql` and `seasons.sql`."""

    nights: Sequence[Row] = ()
    portals: Sequence[Row] = ()
    seasons: Sequence[Row] = ()


def records(warehouse: Path, season: int, nights: int) -> Records:
    """Return what the warehouse records of its latest `nights` runs, and of its portals up to a season.

    A season is the year of publication. Raises the errors of `warehouse.querying.open_read_only`, also for
    damage met on the way; a warehouse that an earlier version made has nothing to tell before its next load.
    """
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        if connection.execute(_JUDGES_CRAWLS).fetchone() == (0,):
            return Records()
        return Records(
            nights=ask(connection, "nights", {"limit": nights}),
            portals=ask(connection, "portals"),
            seasons=ask(connection, "seasons", {"season": season}),
        )


def ask(connection: duckdb.DuckDBPyConnection, name: str, parameters: Row | None = None) -> Sequence[Row]:
    """Return the rows of the query `warehouse/health/<name>.sql`."""
    (path,) = (path for path in sql_files("health") if path.stem == name)
    cursor = connection.execute(path.read_text("utf-8"), dict(parameters or {}))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
