"""The page docs/warehouse.md, made from the schema and the worked queries.

`python -m warehouse.documentation docs/warehouse.md` writes it; a test fails when it is stale.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse.migrations import migrate
from warehouse.sqlfiles import sql_files

_INTRODUCTION = """\
# The warehouse

<!-- Made by `python -m warehouse.documentation docs/warehouse.md`; change the comments in
warehouse/migrations and the queries in warehouse/examples instead of this page. -->

One DuckDB file (`data/baogao.duckdb` by default) holds everything. Ask it with `baogao query "SELECT …"`,
or open it read-only with any tool that speaks DuckDB; while a load runs, readers see last night's state.

## How reports are consolidated

- A reading's identity is made of kind, year, issuers, place and title (letters and digits only). Pages
  that share it carry one report, whatever their address. Where the place is not settled, the host of the
  page is part of it, for files the content.
- Pages of different identities are one report when kind, year, level, place and issuers do not contradict
  each other and the texts agree: a title with small differences, a notice around the text, a missing
  signature, a few words edited. The less the names agree, the more alike the texts must be. A page that
  names nobody and fits several reports goes to one of them and never joins them. A parent's and a child's
  report, neighbouring years and sister townships on one template stay apart. The report has the id of the
  copy seen first; `report_identities` holds the others. Precision and recall are both 99 % or
  more on the labelled pairs of `tests/warehouse/test_consolidation.py`.
- Every page that carries a report is a row of `report_copies`. `reports` shows the preferred copy: one
  that still stands before one that is gone, then the one on the issuer's own portal, then the earliest
  published, then the first by address. Readings of the others wait in `report_readings`.
- When a page shows another text, the old one goes to `report_versions` and `version` counts one more.
  Reading the same capture again with a better reader replaces rows without a new version. A text that
  comes back is the current one again and counts once.
- A report whose pages are all gone gets `withdrawn_at`; it is never deleted. A page that turns out to have
  been misread (another report, or none) loses the rows of the misreading.
- All ids are hashes of contents: the same pages give the same ids on every machine, in any order.

## How a night is loaded

The loader copies the file, merges the night into the copy in one transaction, runs the checks of
`warehouse/checks`, and puts the copy in place by renaming. Nothing changes if a check fails or the loader
is killed. One loader works at a time (`<warehouse>.lock` names it). A night that changes no row leaves the
file alone.

The file of the night before stays as `<warehouse>.spare`. As soon as nobody has it open, it becomes the next
copy by the blocks that differ, which is much less than the whole file; while a reader still has it, or where
the file system cannot tell, the file is copied whole. It takes as much disk again and may be deleted at any
time. Files are in the storage format of DuckDB 1.2 (February 2025); that or a later one reads them.

Known errors of sources are put right after the merge, by entries in YAML: [corrections.md](corrections.md).

Then the words of the new reports go into `<warehouse>.search`, the index of `baogao search`: jieba's words
and the genre's terms of `warehouse/words.txt`. A warehouse without it, or ahead of it, is searched all the
same, more slowly.
"""


def warehouse_page() -> str:
    """Return the page as Markdown."""
    with duckdb.connect() as connection:
        migrate(connection)
        parts = [_INTRODUCTION, *_tables(connection), *_queries()]
    return "\n".join(parts)


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for title, listed in (
        ("Tables", "SELECT table_name, comment FROM duckdb_tables() ORDER BY table_oid"),
        ("Views", "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"),
    ):
        yield f"## {title}\n"
        for name, comment in connection.execute(listed).fetchall():
            columns = connection.execute(
                "SELECT column_name, data_type, comment FROM duckdb_columns()"
                " WHERE table_name = ? ORDER BY column_index",
                [name],
            ).fetchall()
            yield f"### {name}\n\n{comment}\n\n| column | type | meaning |\n| --- | --- | --- |"
            yield from (f"| `{column}` | {_short(kind)} | {meaning} |" for column, kind, meaning in columns)
            yield ""


def _short(kind: str) -> str:
    """Return a type as a reader wants it: nested ones without their fields."""
    return (
        "STRUCT[]" if kind.startswith("STRUCT") else kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
    )


def _queries() -> Iterator[str]:
    yield "## Ten worked queries\n"
    for path in sql_files("examples"):
        title, query = path.read_text("utf-8").split("\n", 1)
        yield f"### {title.removeprefix('-- ')}\n\n```sql\n{query.strip()}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(warehouse_page(), "utf-8")
