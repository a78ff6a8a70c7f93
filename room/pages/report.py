"""A report: its text with every number marked, its outline, where it came from, what became of it."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from room.database import Reading, query
from room.downloads import download
from room.rendering import render
from room.reports.differences import compare
from room.reports.layout import lay_out, only_role
from room.reports.original import INERT, original_of
from room.reports.outline import ROLES, groups, role_counts
from room.reports.rows import Head, Report, Version, read_head, read_report, read_text
from room.reports.years import read_comparison, read_siblings
from room.room import room_of

Thing = TypeVar("Thing")

_A_DAY = "private, max-age=86400"


def show_report(request: Request) -> Response:
    """Show a report, or with `?role=problems` only its parts of that role."""
    role = request.query_params.get("role") or None
    if role is not None and role not in ROLES:
        raise HTTPException(400)
    with room_of(request).database.reading() as reading:
        report = _found(read_report(reading, _report_id(request)))
        siblings = read_siblings(reading, report.head)
        comparison = read_comparison(reading, report.head, siblings)
    blocks = lay_out(report.text, report.sections, report.indicators, report.citations)
    return render(
        request,
        "report.html",
        report=report,
        head=report.head,
        blocks=only_role(blocks, role) if role else blocks,
        role=role,
        roles=role_counts(report.sections),
        groups=groups(report, role),
        paths={section.section_id: section.path for section in report.sections},
        numbers={indicator.indicator_id: indicator for indicator in report.indicators},
        siblings=siblings,
        comparison=comparison,
        has_archive=room_of(request).payload is not None,
    )


def send_json(request: Request) -> Response:
    """Send all that the warehouse holds of a report, as JSON; columns are named as in the warehouse."""
    with room_of(request).database.reading() as reading:
        report = _found(read_report(reading, _report_id(request)))
    parts = asdict(report)
    head = {name: value for name, value in parts.pop("head").items() if name != "place"}
    content = head | parts | {"archived": sorted(report.archived)}
    return JSONResponse(_plain(content))


def send_indicators(request: Request) -> Response:
    """Send the numbers of a report as CSV or Parquet."""
    with room_of(request).database.reading() as reading:
        head = _found(read_head(reading, _report_id(request)))
        given = {"report": head.report_id}
        form = request.path_params["form"]
        return download(reading, query("report_download"), given, form, f"{head.report_id}-indicators")


def show_version(request: Request) -> Response:
    """Show what changed from an old text of a report to the next text of that page, or to `?against=`."""
    with room_of(request).database.reading() as reading:
        report = _found(read_report(reading, _report_id(request)))
        old = next((v for v in report.versions if v.version == request.path_params["number"]), None)
        if old is None:
            raise HTTPException(404, "missing.version")
        against = _against(request, report, old)
        before = _version_text(reading, report.head, old.version)
        after = (
            read_text(reading, report.head)
            if against is None
            else _version_text(reading, report.head, against.version)
        )
    return render(
        request,
        "report_version.html",
        report=report,
        head=report.head,
        old=old,
        against=against,
        changes=compare(before, after),
    )


def _against(request: Request, report: Report, old: Version) -> Version | None:
    """Return the text to compare with: None is the one that stands."""
    asked = request.query_params.get("against") or "next"
    if asked == "now":
        return None
    if asked == "next":
        return next((v for v in report.versions if v.version > old.version and v.url == old.url), None)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6):
        raise HTTPException(400)
    return _found(next((v for v in report.versions if v.version == int(asked)), None), "missing.version")


def _version_text(reading: Reading, head: Head, version: int) -> str:
    row = reading.row("report_version", report=head.report_id, version=version)
    return str(_found(row, "missing.version")["text"])


def show_original(request: Request) -> Response:
    """Send the archived page that a report was read from, made inert; `?capture=` picks one of several."""
    room = room_of(request)
    with room.database.reading() as reading:
        report_id = _report_id(request)
        wanted = request.query_params.get("capture")
        if not wanted:
            preferred = reading.row("report_preferred", report=report_id)
            wanted = _found(preferred, "missing.original")["capture_id"]
        capture = _found(reading.row("report_capture", report=report_id, capture=wanted), "missing.original")
    if room.payload is None:
        raise HTTPException(404, "missing.archive")
    try:
        payload = room.payload(capture["warc_file"], capture["warc_offset"])
    except LookupError as error:
        raise HTTPException(404, "missing.original") from error
    original = original_of(
        payload, capture["mime"], capture["charset"], capture["url"], f"{report_id}-{capture['capture_id']}"
    )
    headers = {**INERT, "Cache-Control": _A_DAY, "Content-Type": original.media_type}
    if original.file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{original.file_name}"'
    return Response(payload, headers=headers)


def _report_id(request: Request) -> str:
    return str(request.path_params["report_id"])


def _found(thing: Thing | None, missing: str = "missing.report") -> Thing:
    if thing is None:
        raise HTTPException(404, missing)
    return thing


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days and moments by ISO 8601, moments in UTC."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


routes = [
    Route("/reports/{report_id}.json", send_json),
    Route("/reports/{report_id}", show_report),
    Route("/reports/{report_id}/indicators.{form}", send_indicators),
    Route("/reports/{report_id}/versions/{number:int}", show_version),
    Route("/reports/{report_id}/original", show_original),
]
