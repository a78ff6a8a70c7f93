"""The rows of one report, as the pages need them; columns are named and meant as in the warehouse."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar

from room.database import Reading, Row, query
from room.regions import region_tree
from room.reports.catalogue import catalogue_of
from room.reports.places import report_places

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Head:
    """A report without its text; `place` finds the text without a search."""

    place: int
    report_id: str
    kind: str
    title: str | None
    issuer: str | None
    issuers: tuple[str, ...]
    department: bool | None
    level: str | None
    region_code: str | None
    township_code: str | None
    province: str | None
    city: str | None
    county: str | None
    township: str | None
    year: int | None
    published_on: date | None
    signed_on: date | None
    doc_number: str | None
    source: str | None
    addressees: tuple[str, ...]
    url: str
    chars: int
    content_sha256: str
    version: int
    first_seen_at: datetime
    last_seen_at: datetime
    withdrawn_at: datetime | None
    reader_version: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the outline and where its section stands in the text."""

    section_id: str
    path: str
    depth: int
    position: int
    label: str | None
    heading: str | None
    role: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number of the text; the names are those of the codebook, None without a code."""

    indicator_id: str
    section_id: str | None
    code: str | None
    name_zh: str | None
    name_en: str | None
    name: str | None
    value: float
    unit: str | None
    qualifier: str
    nature: str
    year: int | None
    quote: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered task of a work plan."""

    number: int
    heading: str | None
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    due_on: date | None
    section_id: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the text names."""

    citation_id: str
    title: str
    doc_number: str | None
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A page that carries the report; `portal` is the name of its portal."""

    capture_id: str
    portal_id: str | None
    portal: str | None
    url: str
    published_on: date | None
    similarity: float
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a page of the report had before, without the text."""

    version: int
    capture_id: str
    url: str
    title: str | None
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of the report, or of one of its numbers, that the source prints wrongly."""

    indicator_id: str | None
    field: str
    printed: str | None
    right_value: str | None
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Region:
    """A division on the way down to the report's place."""

    region_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the warehouse holds of one report; `archived` are the captures whose pages the archive has."""

    head: Head
    text: str
    regions: tuple[Region, ...]
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    tasks: tuple[Task, ...]
    citations: tuple[Citation, ...]
    copies: tuple[Copy, ...]
    versions: tuple[Version, ...]
    corrections: tuple[Correction, ...]
    archived: frozenset[str]

    @property
    def capture_id(self) -> str | None:
        """The capture of the preferred copy."""
        return next((copy.capture_id for copy in self.copies if copy.url == self.head.url), None)

    @property
    def corrected(self) -> frozenset[str]:
        """The numbers that were put right."""
        return frozenset(row.indicator_id for row in self.corrections if row.indicator_id)


def read_report(reading: Reading, report_id: str) -> Report | None:
    """Return the report with all its parts, or None where no report has that id."""
    head = read_head(reading, report_id)
    if head is None:
        return None
    places = report_places(reading)

    def parts(shape: type[Part], table: str, name: str) -> tuple[Part, ...]:
        sql = query(name).format(rows=places.among(table, head.place))
        return _made_all(shape, reading.ask(sql, {"report": report_id}))

    copies = parts(Copy, "report_copies", "report_copies")
    versions = _made_all(Version, reading.rows("report_versions", report=report_id))
    captures = [*(row.capture_id for row in copies), *(row.capture_id for row in versions)]
    archived = reading.rows("report_archived", captures=captures)
    return Report(
        head=head,
        text=read_text(reading, head),
        regions=_regions(reading, head),
        sections=parts(Section, "sections", "report_sections"),
        indicators=parts(Indicator, "indicators", "report_indicators"),
        tasks=parts(Task, "tasks", "report_tasks"),
        citations=parts(Citation, "citations", "report_citations"),
        copies=copies,
        versions=versions,
        corrections=_made_all(Correction, reading.rows("report_corrections", report=report_id)),
        archived=frozenset(row["capture_id"] for row in archived),
    )


def _regions(reading: Reading, head: Head) -> tuple[Region, ...]:
    line = region_tree(reading).line(head.region_code) if head.region_code else ()
    regions = [Region(region.code, region.name) for region in line]
    if head.township_code:
        regions.append(Region(head.township_code, head.township or head.township_code))
    return tuple(regions)


def read_head(reading: Reading, report_id: str) -> Head | None:
    """Return the report without its text and parts, or None where no report has that id."""
    place = catalogue_of(reading).place_of(report_id)
    row = None if place is None else reading.row("report_head", place=place)
    return None if row is None else _made(Head, row)


def read_text(reading: Reading, head: Head) -> str:
    """Return the text of a report."""
    row = reading.row("report_text", place=head.place)
    return "" if row is None else str(row["text"])


def _made_all(shape: type[Part], rows: Iterable[Row]) -> tuple[Part, ...]:
    return tuple(_made(shape, row) for row in rows)


def _made(shape: type[Part], row: Row) -> Part:
    """Return a row in its shape, lists as tuples."""
    names = [column.name for column in fields(shape)]  # type: ignore[arg-type]
    return shape(**{name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names})
