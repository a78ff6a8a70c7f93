"""Applies corrections to the rows of an open warehouse, and takes them back.

A night is merged into what was printed: corrections are taken back before it and applied after it, so that
neither identities nor histories depend on them. The table `corrections` keeps every entry with what became
of it; `reports.corrected` and `indicators.corrected` mark the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.corrections import Correction, as_text, fields_of
from warehouse.replacing import TableCounts, journal, replace_rows

Connection = duckdb.DuckDBPyConnection

_IDS = {"reports": "report_id", "indicators": "indicator_id"}
_APPLIED = """
SELECT coalesce(indicator_id, report_id), indicator_id IS NULL, field, printed, right_value
FROM corrections WHERE status = 'applied'
"""
_WRITTEN = Template("""
UPDATE $table AS t
SET "$field" = $value
FROM (SELECT $id, $side AS written FROM corrections
      WHERE status = 'applied' AND field = '$field' AND (indicator_id IS NULL) = $of_report) AS c
WHERE t.$id = c.$id
""")
# The first issuer is a column of its own.
_FIRST_ISSUER = """
UPDATE reports AS t SET issuer = issuers[1]
FROM (SELECT report_id FROM corrections WHERE status = 'applied' AND field = 'issuers') AS c
WHERE t.report_id = c.report_id
"""
_MARKED = Template("""
UPDATE $table AS t
SET corrected = $mark
FROM (SELECT $id, string_agg(field, ', ' ORDER BY field) AS fields FROM corrections
      WHERE status = 'applied' AND (indicator_id IS NULL) = $of_report GROUP BY $id) AS c
WHERE t.$id = c.$id
""")
# A report is named by its id, by one that another copy gave it, or by a page it stands on.
_NAMED_REPORTS = """
SELECT named, arg_min(report_id, (place, gone, -epoch_us(seen), report_id))
FROM (
    SELECT report_id AS named, report_id, 0 AS place, false AS gone, last_seen_at AS seen FROM reports
    UNION ALL
    SELECT i.identity, i.report_id, 1, false, r.last_seen_at
    FROM report_identities AS i JOIN reports AS r USING (report_id)
    UNION ALL
    SELECT url, report_id, 2, gone_at IS NOT NULL, last_seen_at FROM report_copies
)
WHERE named IN (SELECT unnest($named))
GROUP BY named
"""
_REPORT_ROWS = Template(
    "SELECT report_id, text, $columns FROM reports WHERE report_id IN (SELECT unnest($$ids))"
)
_INDICATOR_ROWS = Template("""
SELECT report_id, indicator_id, start_char, end_char, $columns
FROM indicators WHERE report_id IN (SELECT unnest($$ids)) ORDER BY start_char, end_char, indicator_id
""")
_ROWS_TO_JOURNAL = Template("""
SELECT k.row_key, 'changed' AS change
FROM (SELECT unnest($$keys) AS row_key) AS k
JOIN $table AS t ON t.$id = k.row_key
WHERE NOT EXISTS (
    FROM row_changes AS c
    WHERE c.loaded_at = getvariable('loaded_at') AND c.table_name = '$table' AND c.row_key = k.row_key
)
""")
_TABLE = pa.schema(
    [
        pa.field(name, pa.string())
        for name in (
            *("report", "indicator", "field", "printed", "right_value", "reason", "source"),
            *("status", "found", "report_id", "indicator_id"),
        )
    ]
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: applied, waiting (no such report here) or refused for what was `found`."""

    correction: Correction
    status: str
    found: str | None = None
    report_id: str | None = None
    indicator_id: str | None = None

    @property
    def refusal(self) -> str:
        """One line that names the correction and what it found."""
        entry = self.correction
        words = f" of {entry.indicator!r}" if entry.indicator else ""
        return (
            f"{entry.place}: {entry.field}{words} in {entry.report} is not corrected:"
            f" printed should be {as_text(entry.printed)}, but {self.found}"
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What correcting did to each table, and every refusal in one line."""

    counts: Mapping[str, TableCounts]
    refused: Sequence[str]
    reports: frozenset[str]
    """Reports of which a row now differs from before for a correction's sake."""


def take_back(connection: Connection) -> frozenset[tuple[Any, ...]]:
    """Put what was printed back into every corrected row; return the corrections that held."""
    held = frozenset(connection.execute(_APPLIED).fetchall())
    _write(connection, held, "printed", "NULL")
    return held


def apply_corrections(
    connection: Connection, corrections: Sequence[Correction], held: frozenset[tuple[Any, ...]]
) -> Applied:
    """Apply `corrections` to the open transaction, in the place of those that `held` before, and journal it.

    A correction whose printed value does not stand there is refused; the others are applied all the same.
    """
    if not corrections and not held:
        return Applied({"corrections": TableCounts()}, (), frozenset())
    outcomes = _outcomes(connection, corrections)
    counts = {"corrections": _keep(connection, outcomes)}
    now = frozenset(connection.execute(_APPLIED).fetchall())
    _write(connection, now, "right_value", "c.fields")
    differing = {table: {row[0] for row in now ^ held if row[1] == (table == "reports")} for table in _IDS}
    for table, keys in differing.items():
        counts[table] = _journal(connection, table, sorted(keys))
    reports = differing["reports"] | {
        o.report_id for o in outcomes if o.indicator_id in differing["indicators"]
    }
    return Applied(
        counts,
        tuple(outcome.refusal for outcome in outcomes if outcome.status == "refused"),
        frozenset(report for report in reports if report is not None),
    )


def _write(connection: Connection, applied: Iterable[tuple[Any, ...]], side: str, mark: str) -> None:
    """Set the fields of the applied corrections to one side of them, and the rows' mark."""
    fields = {("reports" if of_report else "indicators", field) for _, of_report, field, _, _ in applied}
    for table, field in sorted(fields):
        words = {"table": table, "id": _IDS[table], "of_report": table == "reports"}
        kinds = dict(row[:2] for row in connection.execute(f"DESCRIBE {table}").fetchall())
        listed = kinds[field].endswith("[]")
        value = f"(c.written::JSON)::{kinds[field]}" if listed else f"c.written::{kinds[field]}"
        connection.execute(_WRITTEN.substitute(words, field=field, side=side, value=value))
        if field == "issuers":
            connection.execute(_FIRST_ISSUER)
    for table in sorted({table for table, _ in fields}):
        words = {"table": table, "id": _IDS[table], "of_report": table == "reports"}
        connection.execute(_MARKED.substitute(words, mark=mark))


def _outcomes(connection: Connection, corrections: Sequence[Correction]) -> list[Outcome]:
    named = connection.execute(_NAMED_REPORTS, {"named": [c.report for c in corrections]}).fetchall()
    ids = dict(named)
    reports = _rows(connection, _REPORT_ROWS, "reports", ids.values())
    numbers = _rows(connection, _INDICATOR_ROWS, "indicators", ids.values())
    by_report: dict[str, list[dict[str, Any]]] = {}
    for number in numbers:
        by_report.setdefault(number["report_id"], []).append(number)
    rows = {row["report_id"]: row for row in reports}
    outcomes: list[Outcome] = []
    taken: set[tuple[str, str]] = set()
    for correction in corrections:
        row = rows.get(ids.get(correction.report, ""))
        if row is None:
            outcomes.append(Outcome(correction, "waiting"))
            continue
        outcome = (
            _of_report(correction, row)
            if correction.indicator is None
            else _of_indicator(correction, row, by_report.get(row["report_id"], []))
        )
        target = (outcome.indicator_id or row["report_id"], correction.field)
        if outcome.status == "applied" and target in taken:
            outcome = Outcome(correction, "refused", "another correction holds for it", row["report_id"])
        elif outcome.status == "applied":
            taken.add(target)
        outcomes.append(outcome)
    return outcomes


def _rows(connection: Connection, query: Template, table: str, ids: Iterable[str]) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{field}"' for field in fields_of(table))
    cursor = connection.execute(query.substitute(columns=columns), {"ids": sorted(set(ids))})
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _of_report(correction: Correction, row: Mapping[str, Any]) -> Outcome:
    found = row[correction.field]
    if found == correction.printed:
        return Outcome(correction, "applied", None, row["report_id"])
    return Outcome(correction, "refused", f"found {as_text(found)}", row["report_id"])


def _of_indicator(
    correction: Correction, report: Mapping[str, Any], numbers: Sequence[Mapping[str, Any]]
) -> Outcome:
    """Find the one number within the printed words whose field is as printed."""
    report_id, words, text = report["report_id"], correction.indicator or "", report["text"]
    times = text.count(words)
    if times != 1:
        return Outcome(correction, "refused", f"the words stand {times} times in the text", report_id)
    start = text.index(words)
    within = [n for n in numbers if start <= n["start_char"] and n["end_char"] <= start + len(words)]
    fitting = [number for number in within if number[correction.field] == correction.printed]
    if len(fitting) == 1:
        return Outcome(correction, "applied", None, report_id, fitting[0]["indicator_id"])
    if fitting:
        return Outcome(correction, "refused", f"{len(fitting)} numbers in these words fit", report_id)
    found = ", ".join(str(as_text(number[correction.field])) for number in within)
    return Outcome(
        correction, "refused", f"found {found}" if found else "no number in these words", report_id
    )


def _keep(connection: Connection, outcomes: Sequence[Outcome]) -> TableCounts:
    """Make the table `corrections` say what became of each entry."""
    rows = [
        {
            **{
                name: getattr(o.correction, name)
                for name in ("report", "indicator", "field", "reason", "source")
            },
            **{name: getattr(o, name) for name in ("status", "found", "report_id", "indicator_id")},
            "printed": as_text(o.correction.printed),
            "right_value": as_text(o.correction.right),
        }
        for o in outcomes
    ]
    connection.register("kept_corrections", pa.Table.from_pylist(rows, schema=_TABLE))
    counts = replace_rows(
        connection, "corrections", "report, indicator, field", "FROM kept_corrections", "true"
    )
    connection.unregister("kept_corrections")
    return counts


def _journal(connection: Connection, table: str, keys: Sequence[str]) -> TableCounts:
    """Journal rows that a correction, or its end, changed and the night did not; return their number.

    Nothing is journalled of a first load, in which all rows are new.
    """
    if not keys:
        return TableCounts()
    changed = _ROWS_TO_JOURNAL.substitute(table=table, id=_IDS[table])
    rows = connection.execute(changed, {"keys": keys}).to_arrow_table()
    connection.register("changed_by_corrections", rows)
    journalled = journal(connection, table, "FROM changed_by_corrections")
    connection.unregister("changed_by_corrections")
    return TableCounts(changed=journalled)
