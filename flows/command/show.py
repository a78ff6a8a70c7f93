"""`baogao show`: one report, laid out to be read."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.text import Text

from flows.command.status import NOT_RUN, OK, refusing
from flows.command.tables import cell, console_for, print_rows
from warehouse.errors import WarehouseError
from warehouse.querying import open_read_only

Row = Mapping[str, Any]

_FIND = """
SELECT DISTINCT report_id, title FROM reports
WHERE starts_with(report_id, $wanted) OR url = $wanted OR ends_with(url, '/' || $wanted)
   OR report_id IN (SELECT report_id FROM report_copies WHERE url = $wanted)
ORDER BY report_id LIMIT 11
"""
_INDICATORS = """
SELECT s.path AS section, i.name, i.value, i.unit, i.qualifier, i.nature, i.year, i.code
FROM indicators AS i LEFT JOIN sections AS s USING (section_id)
WHERE i.report_id = ? ORDER BY i.start_char
"""
_SIGN = {"exact": "", "approx": "约", "at_least": "≥", "at_most": "≤"}
_STRONG_DEPTH = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything `show` prints of a report."""

    report: Row
    sections: Sequence[Row]
    indicators: Sequence[Row]
    tasks: Sequence[Row]
    copies: Sequence[Row]


def run_show(wanted: str, warehouse: Path) -> int:
    """Print the report that `wanted` names (id, beginning of an id, URL); return the exit status."""
    with refusing(WarehouseError), open_read_only(warehouse) as connection:
        found = _rows(connection, _FIND, {"wanted": wanted})
        if len(found) != 1:
            _say_not_one(wanted, found)
            return NOT_RUN
        shown = _fetch(connection, found[0]["report_id"])
    _print(shown, console_for())
    return OK


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Any) -> list[Row]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _say_not_one(wanted: str, found: Sequence[Row]) -> None:
    if not found:
        hint = "list them with: baogao query 'FROM reports SELECT report_id, title'"
        sys.stderr.write(f"baogao: no report is called {wanted!r}; {hint}\n")
        return
    sys.stderr.write(f"baogao: {wanted!r} names more than one report; give more of its id:\n")
    for row in found[:10]:
        sys.stderr.write(f"  {row['report_id']}  {row['title']}\n")


def _fetch(connection: duckdb.DuckDBPyConnection, report_id: str) -> Shown:
    one = [report_id]
    return Shown(
        report=_rows(connection, "SELECT * FROM reports WHERE report_id = ?", one)[0],
        sections=_rows(connection, "SELECT * FROM sections WHERE report_id = ? ORDER BY position", one),
        indicators=_rows(connection, _INDICATORS, one),
        tasks=_rows(connection, "SELECT * FROM tasks WHERE report_id = ? ORDER BY number", one),
        copies=_rows(connection, "SELECT * FROM report_copies WHERE report_id = ? ORDER BY url", one),
    )


def _print(shown: Shown, console: Console) -> None:
    report = shown.report
    console.print(Text(report["title"] or "(no title)", style="bold"))
    for label, value in _facts(report):
        if value not in (None, "", []):
            console.print(Text(f"  {label:<10}", style="dim") + Text(cell(value)))
    console.print()
    console.print(Text("Outline", style="bold"))
    for section in shown.sections:
        style = "bold" if section["depth"] == _STRONG_DEPTH else ""
        indent = "  " * section["depth"]
        role = f"  [{section['role']}]" if section["depth"] == _STRONG_DEPTH else ""
        console.print(
            Text(f"{indent}{section['label'] or ''}{section['heading']}", style=style)
            + Text(role, style="dim")
        )
    console.print()
    _print_indicators(shown.indicators)
    if shown.tasks:
        print_rows(
            ["task", "heading", "lead", "responsible", "due"],
            [[t["number"], t["heading"], t["lead"], t["responsible"], t["due_on"]] for t in shown.tasks],
            title="Tasks",
        )
    for copy in shown.copies:
        console.print(Text("  from      ", style="dim") + Text(copy["url"]))


def _facts(report: Row) -> list[tuple[str, Any]]:
    place = [report[name] for name in ("province", "city", "county", "township") if report[name]]
    return [
        ("report", report["report_id"]),
        ("kind", report["kind"]),
        ("issuers", report["issuers"]),
        (
            "level",
            report["level"] + (" department" if report["department"] else "") if report["level"] else None,
        ),
        ("place", " ".join(place) + (f" ({report['region_code']})" if report["region_code"] else "")),
        ("year", report["year"]),
        ("published", report["published_on"]),
        ("signed", report["signed_on"]),
        ("number", report["doc_number"]),
        ("source", report["source"]),
        ("to", report["addressees"]),
        ("text", f"{report['chars']} characters, version {report['version']}"),
    ]


def _print_indicators(indicators: Sequence[Row]) -> None:
    print_rows(
        ["section", "indicator", "value", "unit", "year", "code"],
        [
            [
                row["section"],
                row["name"] + (" (target)" if row["nature"] == "target" else ""),
                _SIGN[row["qualifier"]] + f"{row['value']:,.15g}",
                row["unit"],
                row["year"],
                row["code"],
            ]
            for row in indicators
        ],
        title=f"Indicators ({len(indicators)}, {sum(row['code'] is not None for row in indicators)} coded)",
    )
