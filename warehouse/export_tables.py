"""What an export holds: the tables, their columns, and the query for each file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Template

import duckdb
import pyarrow as pa

from warehouse.replacing import row_key_of

CHANGE = "change"
_CHANGE_MEANING = "added, changed or removed; of a removed row only the key is given"


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table or view that is exported: its key, the order of its rows, how it is cut into years."""

    name: str
    key: str
    order: str
    part: bool = False
    """A part of reports, which takes its year from its report."""
    yearly: bool = True
    journalled: bool = True


TABLES = (
    ExportedTable("reports", "report_id", "report_id"),
    ExportedTable("sections", "section_id", "report_id, position, section_id", part=True),
    ExportedTable("indicators", "indicator_id", "report_id, start_char, end_char, indicator_id", part=True),
    ExportedTable("tasks", "task_id", "report_id, number, task_id", part=True),
    ExportedTable("citations", "citation_id", "report_id, start_char, citation_id", part=True),
    ExportedTable("report_versions", "report_id, url, content_sha256", "ALL", yearly=False),
    ExportedTable("report_copies", "report_id, url", "ALL", yearly=False),
    ExportedTable("captures", "capture_id", "ALL", yearly=False),
    ExportedTable("rejects", "capture_id, url, stage, reason", "ALL", yearly=False),
    ExportedTable("corrections", "report, indicator, field", "ALL", yearly=False),
    ExportedTable("runs", "run_id", "ALL", yearly=False),
    ExportedTable("crawls", "run_id, portal_id", "ALL", yearly=False),
    ExportedTable("portals", "portal_id", "ALL", yearly=False),
    ExportedTable("regions", "region_code", "ALL", yearly=False),
    ExportedTable("indicator_codes", "code", "ALL", yearly=False),
    ExportedTable(
        "indicator_panel", "issuer, region_code, township_code, year, code", "ALL", journalled=False
    ),
    ExportedTable("coverage", "region_code, year", "ALL", journalled=False),
)
_WHOLE = Template("SELECT $columns FROM $table AS t ORDER BY $order")
_CUT = Template("SELECT $columns FROM $table AS t WHERE t.year IS NOT DISTINCT FROM ? ORDER BY $order")
_CUT_PART = Template("""
SELECT $columns FROM $table AS t JOIN reports AS r USING (report_id)
WHERE r.year IS NOT DISTINCT FROM ? ORDER BY $order
""")
_YEARS = Template("SELECT DISTINCT year FROM $table ORDER BY year NULLS LAST")
_ALL_ADDED = Template("SELECT 'added' AS change, $columns FROM $table AS t ORDER BY $order")
# Rows that are not as they were: what came and went in between is left out.
_NET_CHANGES = Template("""
WITH net AS (
    SELECT row_key, arg_min(change, loaded_at) = 'added' AS is_new,
        arg_max(change, loaded_at) = 'removed' AS is_gone
    FROM row_changes WHERE table_name = ? AND loaded_at > ? GROUP BY row_key
)
SELECT CASE WHEN n.is_gone THEN 'removed' WHEN n.is_new THEN 'added' ELSE 'changed' END AS change, $columns
FROM net AS n
LEFT JOIN (SELECT *, $row_key AS row_key FROM $table) AS t ON t.row_key = n.row_key
WHERE NOT (n.is_new AND n.is_gone)
ORDER BY ALL
""")
_KEY_PART = Template("""
coalesce(t."$name", nullif(split_part(n.row_key, chr(31), $place), '')::$kind) AS "$name"
""")
_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "UBIGINT": pa.uint64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an exported table: its SQL type and what its comment in the warehouse says."""

    name: str
    kind: str
    meaning: str

    @property
    def arrow(self) -> pa.DataType:
        """The type in Arrow; times are in UTC whatever the machine's zone."""
        return _ARROW[self.kind]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file to write: `name` without the ending, the query for its rows, its columns."""

    name: str
    table: ExportedTable
    columns: Sequence[Column]
    sql: str
    parameters: Sequence[object]
    meaning: str


def files_of(connection: duckdb.DuckDBPyConnection, *, by_year: bool) -> list[ExportedFile]:
    """Return the files of a whole export, tables with a year cut into years where `by_year`."""
    files = []
    for table in TABLES:
        columns, meaning = _columns(connection, table.name)
        words = _words(table, columns)
        if not (by_year and table.yearly):
            files.append(ExportedFile(table.name, table, columns, _WHOLE.substitute(words), [], meaning))
            continue
        cut = _CUT_PART if table.part else _CUT
        years = _YEARS.substitute(table="reports" if table.part else table.name)
        for (year,) in connection.execute(years).fetchall():
            name = f"{table.name}-{'undated' if year is None else year}"
            files.append(ExportedFile(name, table, columns, cut.substitute(words), [year], meaning))
    return files


def _words(table: ExportedTable, columns: Sequence[Column]) -> dict[str, str]:
    return {
        "table": table.name,
        "columns": ", ".join(f't."{column.name}"' for column in columns),
        "order": ", ".join(f"t.{part}" for part in table.order.split(", "))
        if table.order != "ALL"
        else "ALL",
        "row_key": row_key_of(table.key),
    }


def files_since(connection: duckdb.DuckDBPyConnection, since: datetime) -> list[ExportedFile]:
    """Return the files of an export of what loads after `since` added, changed or removed.

    Views have no rows of their own and are left out.
    """
    (first,) = connection.execute("SELECT min(loaded_at) FROM loads").fetchone() or (None,)
    files = []
    for table in TABLES:
        if not table.journalled:
            continue
        columns, meaning = _columns(connection, table.name)
        if first is None or first > since:
            sql, parameters = _ALL_ADDED.substitute(_words(table, columns)), []
        else:
            sql, parameters = _net_changes(table, columns), [table.name, since]
        columns = [Column(CHANGE, "VARCHAR", _CHANGE_MEANING), *columns]
        files.append(ExportedFile(table.name, table, columns, sql, parameters, meaning))
    return files


def _net_changes(table: ExportedTable, columns: Sequence[Column]) -> str:
    key = table.key.split(", ")
    parts = [
        _KEY_PART.substitute(name=column.name, kind=column.kind, place=key.index(column.name) + 1)
        if column.name in key
        else f't."{column.name}"'
        for column in columns
    ]
    return _NET_CHANGES.substitute(_words(table, columns), columns=", ".join(parts))


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[list[Column], str]:
    rows = connection.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ?"
        " ORDER BY column_index",
        [table],
    ).fetchall()
    (meaning,) = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = $1"
        " UNION ALL SELECT comment FROM duckdb_views() WHERE view_name = $1",
        [table],
    ).fetchone() or ("",)
    return [Column(*row) for row in rows], meaning
