"""What the demo portals publish: portal facts, news and reports, read from the data beside this module."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PART_MARK = re.compile(r"^\[(\w+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of paragraphs with one place on the page: `title`, `addressee`, `body`, `signature` ..."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A list of a portal. `key` is what its family builds URLs from, `tree` the number in article URLs."""

    id: str
    name: str
    key: str
    parent: str | None = None
    listed: bool = False
    tree: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a portal's lists and the page behind it.

    `published_on` is the day lists show; the page itself shows it only where `dated`. `elsewhere` is the
    address of an entry that leads to another site, `report` the name of the report it carries. `attached`
    are files beside the page, as names of links and of files in attachments/. `withdrawn` says how the
    address answers of a page that lists show no longer (`gone`: 404, `soft`: a notice with 200);
    `moved_from` is the number under which the page stood before.
    """

    number: int
    title: str
    published_on: date
    modified_on: date
    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    dated: bool = True
    source: str | None = None
    author: str | None = None
    table: tuple[tuple[str, str], ...] = ()
    report: str | None = None
    barred: bool = False
    elsewhere: str | None = None
    attached: tuple[tuple[str, str], ...] = ()
    withdrawn: str | None = None
    moved_from: int | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal's facts as portals.yaml states them."""

    id: str
    family: str
    name: str
    region: str
    site_code: str
    domain: str
    words: Mapping[str, str]
    first_number: int
    shift: int
    validator: str
    gzip: bool
    barred: str
    columns: tuple[Column, ...]
    report: Mapping[str, Any]
    links: tuple[Mapping[str, Any], ...] = field(default=())

    def column(self, column_id: str) -> Column:
        """The column with that id; KeyError if the portal has none."""
        return {column.id: column for column in self.columns}[column_id]

    def children(self, column_id: str | None) -> list[Column]:
        """The columns right below one column, or the main menu for None."""
        return [column for column in self.columns if column.parent == column_id]

    def trail(self, column: Column) -> list[Column]:
        """The way from the main menu down to a column, itself included."""
        above = self.trail(self.column(column.parent)) if column.parent else []
        return [*above, column]


@cache
def portals(file: str = "portals.yaml") -> tuple[Portal, ...]:
    """The demo portals of a file beside this module, in its order."""
    return tuple(
        Portal(**{**facts, "columns": tuple(Column(**column) for column in facts["columns"])})
        for facts in _data(file)
    )


def entries(portal: Portal, night: int) -> list[Entry]:
    """All that a portal publishes on one night (1 is the first), newest first.

    The news of news.yaml in the portal's own words, its report, and its links to other sites; a portal
    without a report makes its own pages.
    """
    if not portal.report:
        return []
    found = [*_news(portal, night), _report(portal), *_links(portal)]
    return sorted(found, key=lambda entry: (entry.published_on, entry.number), reverse=True)


def read_parts(text: str) -> tuple[Part, ...]:
    """The parts of a report file, in document order: each begins with its name in brackets."""
    pieces = PART_MARK.split(text)[1:]
    return tuple(
        Part(name, tuple(lines.strip().splitlines()))
        for name, lines in zip(pieces[::2], pieces[1::2], strict=True)
    )


def _report(portal: Portal) -> Entry:
    facts = portal.report
    text = HERE.joinpath("reports", f"{facts['name']}.txt").read_text("utf-8")
    for printed, edited in facts.get("edits", ()):
        if printed not in text:
            raise ValueError(f"{facts['name']} does not say {printed!r}, which {portal.id} edits")
        text = text.replace(printed, edited)
    parts = read_parts(text)
    return Entry(
        number=portal.first_number,
        title=parts[0].paragraphs[0],
        published_on=facts["listed_on"],
        modified_on=facts["listed_on"],
        columns=("main",),
        parts=parts[1:],
        dated=facts.get("dated", False),
        source=facts.get("source"),
        author=facts.get("author"),
        table=tuple((name, value) for name, value in facts.get("table", ())),
        report=facts.get("called", facts["name"]),
        attached=tuple((name, file) for name, file in facts.get("attached", ())),
    )


def _news(portal: Portal, night: int) -> Iterator[Entry]:
    for place, item in enumerate(_data("news.yaml"), 1):
        if item.get("night", 1) > night or portal.id not in item.get("only", [portal.id]):
            continue
        revision = item.get("revised", {"night": night + 1})
        revised = revision["night"] <= night
        published_on = portal.report["listed_on"] + timedelta(days=item["after"] + portal.shift)
        words = {**portal.words, "year": published_on.year, "last": published_on.year - 1}
        body = revision["body"] if revised else item["body"]
        # Steps of 7 leave gaps, as the numbers of a CMS that serves many columns do.
        number = portal.first_number + 7 * place
        moved = item.get("moved", night + 1) <= night
        withdrawal = item.get("withdrawn", {"night": night + 1})
        yield Entry(
            number=number + 1 if moved else number,
            moved_from=number if moved else None,
            withdrawn=withdrawal["how"] if withdrawal["night"] <= night else None,
            title=item["title"].format_map(words),
            published_on=published_on,
            modified_on=published_on + timedelta(days=revision["night"] if revised else 0),
            columns=tuple(item.get("columns", ["main"])),
            parts=(Part("body", tuple(line.format_map(words) for line in body)),),
            source=item["source"].format_map(words),
            barred=item.get("barred", False),
        )


def _links(portal: Portal) -> Iterator[Entry]:
    for place, link in enumerate(portal.links, 1):
        day = portal.report["listed_on"] + timedelta(days=link["after"])
        yield Entry(
            number=portal.first_number - 7 * place,
            title=link["title"],
            published_on=day,
            modified_on=day,
            columns=("main",),
            elsewhere=link["url"],
        )


@cache
def _data(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(HERE.joinpath(name).read_text("utf-8"))
    return rows
