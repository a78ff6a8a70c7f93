"""Merges staged rows into the tables of an open warehouse; all of it is SQL over whole sets.

Tables that come as they are (captures, runs, portals …) are merged by key. Documents go through the
files of `warehouse/steps`, which say what each step does.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.correcting import apply_corrections, take_back
from warehouse.corrections import Correction
from warehouse.errors import StagedRowsError
from warehouse.replacing import TableCounts, fetch_counts, insert_rows, journal, replace_rows, row_key_of
from warehouse.sqlfiles import quoted, sql_files
from warehouse.staging import STAGED, is_whole

Connection = duckdb.DuckDBPyConnection

_KEYS: Mapping[str, str] = {
    "runs": "run_id",
    "crawls": "run_id, portal_id",
    "portals": "portal_id",
    "regions": "region_code",
    "indicator_codes": "code",
    "captures": "capture_id",
}
_PARTS: Mapping[str, str] = {
    "reports": "report_id",
    "sections": "section_id",
    "indicators": "indicator_id",
    "tasks": "task_id",
    "citations": "citation_id",
}
_STAGED_VIEW = Template("CREATE TEMP VIEW staged_$table AS SELECT * FROM $source")
_NO_FILE = Template("(SELECT *, '' AS filename, 0::BIGINT AS file_row_number FROM no_$table)")
# Of rows that contradict each other under one key, one is taken by their contents, not by their order.
_KEYED_ROWS = Template("""
SELECT $columns FROM staged_$table
QUALIFY row_number() OVER (PARTITION BY $key ORDER BY $columns) = 1
""")
_ANY_ROW = Template("SELECT 1 FROM $relation LIMIT 1")
_KEYED_SCOPE = Template("($key) IN (SELECT ($key) FROM staged_$table)")
# What changed since a load is told from times: were the clock set back, they go on from the latest.
_LOADED_AT = """
SET VARIABLE loaded_at = greatest(now(), (SELECT max(loaded_at) + INTERVAL 1 MICROSECOND FROM loads))
"""
_BEFORE = """
-- A portal that is new, or now another region's: its copies may become or cease to be the preferred ones.
CREATE TEMP TABLE moved_portals AS
SELECT s.portal_id
FROM staged_portals AS s
LEFT JOIN portals AS p USING (portal_id)
WHERE p.region_code IS DISTINCT FROM s.region_code;

CREATE TEMP TABLE rows_before AS
SELECT table_name AS place, estimated_size AS rows
FROM duckdb_tables()
WHERE table_name IN ('reports', 'sections', 'indicators', 'captures');
"""
_NAMES = """
SELECT filename, file_row_number,
    concat_ws(chr(31), array_to_string(coalesce(issuers, []), chr(30)),
        coalesce(township, township_code, ''), coalesce(title, '')) AS names
FROM staged_documents
"""
# A capture that gave a report is no reject, whatever an earlier reader said.
_REJECTS = """
SELECT DISTINCT * EXCLUDE (filename, file_row_number) FROM staged_rejects
WHERE capture_id IS NULL OR capture_id NOT IN (SELECT capture_id FROM staged_readings)
"""
_REREAD_REJECTS = """
(capture_id IN (SELECT capture_id FROM staged_readings UNION ALL SELECT capture_id FROM staged_rejects)
    OR capture_id IS NULL AND url IN (SELECT url FROM staged_rejects WHERE capture_id IS NULL))
"""
_SEEN_AGAIN = """
CREATE TEMP TABLE seen_again AS
SELECT f.*
FROM report_facts AS f
JOIN reports AS r USING (report_id)
WHERE f.report_id NOT IN (SELECT report_id FROM writing)
    AND (r.version, r.first_seen_at, r.last_seen_at, r.withdrawn_at)
        IS DISTINCT FROM (f.version, f.first_seen_at, f.last_seen_at, f.withdrawn_at)
"""
_REPORT_FACTS = """
UPDATE reports AS r
SET version = f.version, first_seen_at = f.first_seen_at, last_seen_at = f.last_seen_at,
    withdrawn_at = f.withdrawn_at
FROM seen_again AS f
WHERE f.report_id = r.report_id
"""
_ADDED_ROWS = Template("""
SELECT $row_key AS row_key, 'added' AS change
FROM $table
WHERE report_id IN (SELECT report_id FROM writing WHERE NOT existed)
""")
_CORRECTED = "INSERT INTO touched SELECT unnest($reports) EXCEPT FROM touched"
_ALL_MARKS = "SELECT report_id, unnest(marks_of(text)) AS mark FROM reports"
_LOST_MARKS = """
DELETE FROM report_marks WHERE report_id IN (SELECT report_id FROM rewritten);
DELETE FROM report_identities WHERE report_id IN (SELECT report_id FROM misread);
"""
_TOUCHED = "report_id IN (SELECT report_id FROM touched)"
_REWRITTEN = (
    "report_id IN (SELECT report_id FROM writing WHERE existed UNION ALL SELECT report_id FROM misread)"
)
_STAGED_REPORTS = "SELECT count(DISTINCT report_id) FROM staged_readings"


def show_staged(connection: Connection, staged: Path) -> None:
    """Make each staged table visible as the view `staged_<table>`, empty where no file is.

    Raises StagedRowsError for a file that is no Parquet or has other columns than declared.
    """
    for table, schema in STAGED.items():
        files = sorted(staged.glob(f"{table}-*.parquet"))
        for file in files:
            _refuse_other_columns(file, schema)
        if files:
            listed = ", ".join(quoted(str(file)) for file in files)
            source = f"read_parquet([{listed}], filename = true, file_row_number = true)"
        else:
            connection.register(f"no_{table}", schema.empty_table())
            source = _NO_FILE.substitute(table=table)
        connection.execute(_STAGED_VIEW.substitute(table=table, source=source))


def _refuse_other_columns(file: Path, schema: pa.Schema) -> None:
    if not is_whole(file):
        raise StagedRowsError(
            f"{file}: was damaged after it was written; harvest again to read its pages anew"
        )
    try:
        found = pq.read_schema(file)
    except pa.ArrowException as error:
        raise StagedRowsError(
            f"{file}: cannot be read as Parquet; harvest again to read its pages anew"
        ) from error
    for declared in schema:
        if declared.name not in found.names or found.field(declared.name).type != declared.type:
            raise StagedRowsError(
                f"{file}: column {declared.name} is not as declared; read its pages again with this version"
            )


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did to each table, and the corrections it refused, one line each."""

    counts: Mapping[str, TableCounts]
    refused: Sequence[str]


def merge_staged(connection: Connection, corrections: Sequence[Correction]) -> Merged:
    """Merge every staged table into the open transaction, and the corrections into that."""
    connection.execute(_LOADED_AT)
    held = take_back(connection)
    _run_steps(connection, "00_measures")
    connection.execute(_BEFORE)
    counts = {
        table: _merge_keyed(connection, table, key)
        if _has_rows(connection, f"staged_{table}")
        else TableCounts()
        for table, key in _KEYS.items()
    }
    counts |= _merge_documents(connection)
    applied = apply_corrections(connection, corrections, held)
    for table, changed in applied.counts.items():
        counts[table] = counts.get(table, TableCounts()) + changed
    if applied.reports:
        connection.execute(_CORRECTED, {"reports": sorted(applied.reports)})
    if any(merged.any_change for merged in counts.values()):
        connection.execute("INSERT INTO loads VALUES (getvariable('loaded_at'))")
    return Merged(counts, applied.refused)


def _merge_keyed(connection: Connection, table: str, key: str) -> TableCounts:
    columns = ", ".join(f'"{column.name}"' for column in STAGED[table])
    source = _KEYED_ROWS.substitute(columns=columns, table=table, key=key)
    return replace_rows(connection, table, key, source, _KEYED_SCOPE.substitute(key=key, table=table))


def _has_rows(connection: Connection, relation: str) -> bool:
    return connection.execute(_ANY_ROW.substitute(relation=relation)).fetchone() is not None


def _merge_documents(connection: Connection) -> dict[str, TableCounts]:
    if not _has_rows(connection, "report_marks"):  # the warehouse is new, or older than marks are
        insert_rows(connection, "report_marks", _ALL_MARKS)
    connection.register("staged_names", _normal_names(connection))
    _run_steps(connection, "01_identify", "02_consolidate", "03_touch")
    counts = dict.fromkeys([*_PARTS, "report_versions", "report_copies"], TableCounts())
    counts["rejects"] = replace_rows(
        connection, "rejects", "capture_id, stage, reason", _REJECTS, _REREAD_REJECTS
    )
    if _has_rows(connection, "touched"):
        counts |= _write_touched(connection)
    (staged,) = fetch_counts(connection, _STAGED_REPORTS)
    reports = counts["reports"]
    counts["reports"] = reports + TableCounts(unchanged=max(staged - reports.added - reports.changed, 0))
    return counts


def _run_steps(connection: Connection, *names: str) -> None:
    for path in sql_files("steps"):
        if path.stem in names:
            connection.execute(path.read_text("utf-8"))


def _write_touched(connection: Connection) -> dict[str, TableCounts]:
    _run_steps(connection, "04_decide", "05_set_aside")
    if _has_rows(connection, "leaving_copies"):
        _run_steps(connection, "06_take_out")
    _run_steps(connection, "07_keep_texts", "08_rows")
    counts = {table: _write_part(connection, table, key) for table, key in _PARTS.items()}
    connection.execute(_SEEN_AGAIN)
    journal(connection, "reports", "SELECT report_id AS row_key, 'changed' AS change FROM seen_again")
    (seen_again,) = fetch_counts(connection, _REPORT_FACTS)
    counts["reports"] += TableCounts(changed=seen_again)
    counts["report_versions"] = replace_rows(
        connection, "report_versions", "report_id, url, content_sha256", "FROM versions_now", _TOUCHED
    )
    _write_marks(connection)
    _run_steps(connection, "09_copies")
    counts["report_copies"] = replace_rows(
        connection, "report_copies", "report_id, url", "FROM rows_of_copies", _TOUCHED
    )
    return counts


def _write_marks(connection: Connection) -> None:
    """Keep the sketch of every report that was written; it follows from the text and is not counted."""
    connection.execute(_LOST_MARKS)
    insert_rows(connection, "report_marks", "FROM rows_of_marks()")


def _normal_names(connection: Connection) -> pa.Table:
    """Return the names that identify each staged document in NFKC, which DuckDB cannot make."""
    files, rows, names = [], [], []
    for file, row, printed in connection.execute(_NAMES).fetchall():
        files.append(file)
        rows.append(row)
        names.append(unicodedata.normalize("NFKC", printed))
    return pa.table(
        {
            "filename": pa.array(files, pa.string()),
            "file_row_number": pa.array(rows, pa.int64()),
            "names": pa.array(names, pa.string()),
        }
    )


def _write_part(connection: Connection, table: str, key: str) -> TableCounts:
    added = TableCounts(added=insert_rows(connection, table, f"FROM rows_of_{table}(false)"))
    if added.added:
        journal(connection, table, _ADDED_ROWS.substitute(table=table, row_key=row_key_of(key)))
    if not _has_rows(connection, "rewritten"):
        return added
    return added + replace_rows(connection, table, key, f"FROM rows_of_{table}(true)", _REWRITTEN)
