"""Makes a part of a table what a query says, writing only the rows that differ, and journals them.

A row is journalled in `row_changes` with the time of the load (the variable `loaded_at`), which all loads
but the first keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

import duckdb

from warehouse.errors import WarehouseError

_EMPTY = Template("FROM $table LIMIT 0")
# By their places a few rows are fetched without reading the texts of all.
_COMPARE = Template("""
CREATE OR REPLACE TEMP TABLE next_rows AS SELECT $columns FROM ($source);
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT rowid AS place, $columns FROM $table WHERE rowid IN (SELECT rowid FROM $table WHERE $scope);
CREATE OR REPLACE TEMP TABLE fresh_rows AS FROM next_rows EXCEPT SELECT $columns FROM last_rows;
CREATE OR REPLACE TEMP TABLE stale_rows AS SELECT $columns FROM last_rows EXCEPT FROM next_rows;
CREATE OR REPLACE TEMP TABLE differing AS
SELECT row_key, CASE WHEN bool_and(fresh) THEN 'added' WHEN bool_or(fresh) THEN 'changed' ELSE 'removed' END
    AS change
FROM (SELECT $row_key AS row_key, true AS fresh FROM fresh_rows
      UNION ALL SELECT $row_key, false FROM stale_rows)
GROUP BY row_key;
""")
_DELETE = Template("""
DELETE FROM $table
WHERE rowid IN (SELECT t.place FROM last_rows AS t WHERE EXISTS (FROM stale_rows AS s WHERE $same_key))
""")
_INSERT = Template("INSERT INTO $table BY NAME $source")
_JOURNAL = Template("""
INSERT INTO row_changes
SELECT getvariable('loaded_at'), '$table', row_key, change FROM ($source) WHERE EXISTS (FROM loads)
""")
_COUNT = """
SELECT
    count(*) FILTER (change = 'added'), count(*) FILTER (change = 'changed'),
    (SELECT count(*) FROM next_rows) - (SELECT count(*) FROM fresh_rows),
    count(*) FILTER (change = 'removed')
FROM differing
"""


@dataclass(frozen=True, slots=True)
class TableCounts:
    """What a load did to the rows of one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def any_change(self) -> bool:
        """Whether any row differs from before."""
        return bool(self.added or self.changed or self.removed)

    def __add__(self, other: "TableCounts") -> "TableCounts":
        """Return the counts of both together."""
        return TableCounts(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


def row_key_of(key: str) -> str:
    """Return the SQL that makes `row_changes.row_key` of the columns that `key` lists."""
    parts = ", ".join(f"coalesce({part}::VARCHAR, '')" for part in key.split(", "))
    return f"concat_ws(chr(31), {parts})"


def replace_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, source: str, scope: str
) -> TableCounts:
    """Make the rows of `table` for which `scope` holds those of the query `source`, and journal it.

    `key` lists the columns that tell rows apart, `scope` is a condition on columns of the table that
    every row of `source` fulfils. Rows that are the same in all columns are not touched.
    """
    described = connection.execute(_EMPTY.substitute(table=table)).description or []
    columns = ", ".join(f'"{column[0]}"' for column in described)
    same_key = " AND ".join(f"t.{part} IS NOT DISTINCT FROM s.{part}" for part in key.split(", "))
    connection.execute(
        _COMPARE.substitute(columns=columns, source=source, table=table, scope=scope, row_key=row_key_of(key))
    )
    connection.execute(_DELETE.substitute(table=table, same_key=same_key))
    insert_rows(connection, table, "FROM fresh_rows")
    journal(connection, table, "FROM differing")
    return TableCounts(*fetch_counts(connection, _COUNT))


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, source: str) -> int:
    """Insert the rows of the query `source`, columns matched by name, and return their number."""
    (inserted,) = fetch_counts(connection, _INSERT.substitute(table=table, source=source))
    return inserted


def journal(connection: duckdb.DuckDBPyConnection, table: str, source: str) -> int:
    """Journal the rows of the query `source`, `row_key` and `change` in `table`, and return their number."""
    (journalled,) = fetch_counts(connection, _JOURNAL.substitute(table=table, source=source))
    return journalled


def fetch_counts(connection: duckdb.DuckDBPyConnection, sql: str) -> Sequence[int]:
    """Return the single row of numbers that a counting or writing statement gives."""
    row = connection.execute(sql).fetchone()
    if row is None:
        raise WarehouseError(f"no count came back from {sql!r}; this is a fault of the program, report it")
    return row
