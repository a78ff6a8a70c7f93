"""Where the rows of each report lie in the tables, so that a page reads those and passes over all others.

The warehouse keeps no indexes: finding the rows of one report by its id reads the ids of all. The places are
worked out once for each state of the file, some bytes a report, and bound each reading to a stretch of
the table; within it the id decides as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

import pyarrow as pa

from room.database import Reading, query

_TABLES = ("sections", "indicators", "tasks", "citations", "report_copies")
_TOGETHER = 20_000
"""Rows farther apart do not lie together: to look among those between would be the longer way."""
# The limit, which leaves none out, keeps DuckDB from looking at the ids of all rows first.
_STRETCH = Template("(SELECT * FROM $table WHERE rowid BETWEEN $first AND $last LIMIT $count)")


@dataclass(frozen=True, slots=True)
class Places:
    """The first and the last place of the rows of each report, by table and by the report's own place."""

    first: Mapping[str, "pa.Array[Any]"]
    last: Mapping[str, "pa.Array[Any]"]

    def among(self, table: str, report: int) -> str:
        """Return the SQL of a few rows of `table`, among them all those of the report at place `report`."""
        first, last = self.first[table][report].as_py(), self.last[table][report].as_py()
        if first is None:
            first, last = 0, -1
        if last - first > _TOGETHER:
            return table
        return _STRETCH.substitute(table=table, first=first, last=last, count=last - first + 1)


def report_places(reading: Reading) -> Places:
    """Return the places of the state of the warehouse that is read."""
    return reading.remembered(("report places",), lambda: _read_places(reading))


def _read_places(reading: Reading) -> Places:
    table: pa.Table = reading.cursor.execute(query("report_places")).to_arrow_table()

    def column(name: str) -> "pa.Array[Any]":
        return table.column(name).combine_chunks()

    return Places(
        first={name: column(f"{name}_first") for name in _TABLES},
        last={name: column(f"{name}_last") for name in _TABLES},
    )
