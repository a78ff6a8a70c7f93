"""Makes a part of a table what a query says, writing only the rows that differ, and counts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

import duckdb

from warehouse.errors import WarehouseError

_EMPTY = Template("FROM $table LIMIT 0")
_COMPARE = Template("""
CREATE OR REPLACE TEMP TABLE next_rows AS SELECT $columns FROM ($source);
CREATE OR REPLACE TEMP TABLE last_rows AS SELECT $columns FROM $table WHERE $scope;
CREATE OR REPLACE TEMP TABLE fresh_rows AS FROM next_rows EXCEPT FROM last_rows;
CREATE OR REPLACE TEMP TABLE stale_rows AS FROM last_rows EXCEPT FROM next_rows;
""")
_DELETE = Template("DELETE FROM $table AS t WHERE $scope AND EXISTS (FROM stale_rows AS s WHERE $same_key)")
_INSERT = Template("INSERT INTO $table BY NAME $source")
_COUNT = Template("""
SELECT
    (SELECT count(*) FROM fresh_rows),
    (SELECT count(*) FROM stale_rows),
    (SELECT count(*) FROM (SELECT $key FROM fresh_rows INTERSECT SELECT $key FROM stale_rows)),
    (SELECT count(*) FROM next_rows)
""")


@dataclass(frozen=True, slots=True)
class TableCounts:
    """What a load did to the rows of one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: "TableCounts") -> "TableCounts":
        """Return the counts of both together."""
        return TableCounts(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


def replace_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, source: str, scope: str
) -> TableCounts:
    """Make the rows of `table` for which `scope` holds those of the query `source`.

    `key` lists the columns that tell rows apart, `scope` is a condition on columns of the table that
    every row of `source` fulfils. Rows that are the same in all columns are not touched.
    """
    described = connection.execute(_EMPTY.substitute(table=table)).description or []
    columns = ", ".join(f'"{column[0]}"' for column in described)
    same_key = " AND ".join(f"t.{part} IS NOT DISTINCT FROM s.{part}" for part in key.split(", "))
    connection.execute(_COMPARE.substitute(columns=columns, source=source, table=table, scope=scope))
    connection.execute(_DELETE.substitute(table=table, scope=scope, same_key=same_key))
    insert_rows(connection, table, "FROM fresh_rows")
    fresh, stale, changed, total = fetch_counts(connection, _COUNT.substitute(key=key))
    return TableCounts(fresh - changed, changed, total - fresh, stale - changed)


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, source: str) -> int:
    """Insert the rows of the query `source`, columns matched by name, and return their number."""
    (inserted,) = fetch_counts(connection, _INSERT.substitute(table=table, source=source))
    return inserted


def fetch_counts(connection: duckdb.DuckDBPyConnection, sql: str) -> Sequence[int]:
    """Return the single row of numbers that a counting or writing statement gives."""
    row = connection.execute(sql).fetchone()
    if row is None:
        raise WarehouseError(f"no count came back from {sql!r}; this is a fault of the program, report it")
    return row
