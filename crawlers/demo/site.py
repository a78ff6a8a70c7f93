"""What every demo portal has, whatever its family: pages by path, lists of 15, menus, breadcrumbs."""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawlers.demo import typesetting
from crawlers.demo.stock import HERE, Column, Entry, Portal

ENTRIES_A_PAGE = 15
HTML = "text/html; charset=utf-8"
SOFT_404 = "<html><head><title>提示信息</title></head><body><p>您访问的页面不存在或已被删除</p></body></html>"

TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(
    heading=typesetting.heading,
    font_runs=typesetting.font_runs,
    shorten=typesetting.shorten,
    relative_to=typesetting.relative_to,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a portal answers: bytes, their content type, the day of the last change where one is known.

    `headers` are sent besides the usual; `delay` is how many seconds the portal takes.
    """

    body: bytes
    content_type: str
    modified_on: date | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a column's list; number 1 holds the newest entries."""

    column: Column
    number: int
    last: int
    total: int
    entries: tuple[Entry, ...]


def count_in(query: Mapping[str, str], name: str, default: int) -> int:
    """A count that a query asks for, at least 1; the default for anything that is no number."""
    asked = query.get(name, "")
    return max(1, int(asked)) if asked.isdecimal() else default


def paginate(column: Column, entries: Sequence[Entry]) -> list[Listing]:
    """The list pages of one column; a column without entries has one empty page."""
    shown = [entry for entry in entries if column.id in entry.columns and not entry.withdrawn]
    last = max(1, math.ceil(len(shown) / ENTRIES_A_PAGE))
    return [
        Listing(
            column,
            number,
            last,
            len(shown),
            tuple(shown[(number - 1) * ENTRIES_A_PAGE : number * ENTRIES_A_PAGE]),
        )
        for number in range(1, last + 1)
    ]


class Site(ABC):
    """One portal in the dress of one family: answers a path and its query with a page.

    A family says where its pages lie (`article_path`, `listing_path`) and lays its templates into the folder
    `family` of templates/; one that fills its lists from a data service overrides `answer_data`.
    """

    family: ClassVar[str]
    encoding: ClassVar[str] = "utf-8"
    content_type: ClassVar[str] = HTML
    home_path: ClassVar[str] = "/"

    def __init__(self, portal: Portal, entries: Sequence[Entry], address: str) -> None:
        self.portal = portal
        self.entries = tuple(entries)
        self.address = address
        self.listings = {column.id: paginate(column, self.entries) for column in portal.columns}
        own = [entry for entry in self.entries if not entry.elsewhere]
        self._entry_at = {self.path_of(entry): entry for entry in own if not entry.withdrawn}
        self._answer_at = dict(self._former_addresses(own)) | dict(self._files(own))
        self._listing_at = {
            self.listing_path(listing): listing for pages in self.listings.values() for listing in pages
        }

    @abstractmethod
    def article_path(self, entry: Entry) -> str:
        """Where the family puts an article."""

    @abstractmethod
    def listing_path(self, listing: Listing) -> str:
        """Where the family puts one page of a list."""

    def answer_data(self, path: str, query: Mapping[str, str]) -> Page | None:  # noqa: ARG002 - families override
        """The answer of the family's data service, or None where the path is none of it."""
        return None

    def answer(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at a path, or None where the portal has none."""
        if path in (self.home_path, "/"):
            return self.render("home", path, self.entries[0].modified_on)
        if elsewhere := self._answer_at.get(path):
            return elsewhere
        if entry := self._entry_at.get(path):
            return self.render("article", path, entry.modified_on, **self.article_context(entry))
        if listing := self._listing_at.get(path):
            newest = max((entry.modified_on for entry in self.entries), default=None)
            return self.render("list", path, newest, **self.listing_context(listing))
        return self.answer_data(path, query)

    def _former_addresses(self, entries: Sequence[Entry]) -> Iterator[tuple[str, Page]]:
        """What the addresses of withdrawn and moved pages answer."""
        for entry in entries:
            if entry.withdrawn == "soft":
                yield self.path_of(entry), Page(SOFT_404.encode(), HTML)
            if entry.moved_from is not None:
                old = self.path_of(replace(entry, number=entry.moved_from))
                yield old, Page(b"", HTML, status=301, headers={"Location": self.path_of(entry)})

    def _files(self, entries: Sequence[Entry]) -> Iterator[tuple[str, Page]]:
        for entry in entries:
            for _, file in entry.attached:
                body = (HERE / "attachments" / file).read_bytes()
                yield self.file_path(file), Page(body, "application/pdf", entry.modified_on)

    def file_path(self, file: str) -> str:
        """Where a portal keeps the attachments of its pages."""
        return f"/files/{re.sub(r'[^a-z0-9.]', '', file)}"

    def render(self, template: str, path: str, modified_on: date | None, **context: Any) -> Page:
        """A page of the family's templates, in its encoding."""
        markup = TEMPLATES.get_template(f"{self.family}/{template}.html").render(
            site=self, portal=self.portal, here=path, **context
        )
        return Page(markup.encode(self.encoding), self.content_type, modified_on)

    def article_context(self, entry: Entry) -> dict[str, Any]:
        """What an article template is given."""
        column = self.portal.column(entry.columns[0])
        shown = [other for other in self.entries if column.id in other.columns]
        place = shown.index(entry)
        return {
            "entry": entry,
            "column": column,
            "trail": self.portal.trail(column),
            "newer": shown[place - 1] if place else None,
            "older": shown[place + 1] if place + 1 < len(shown) else None,
        }

    def listing_context(self, listing: Listing) -> dict[str, Any]:
        """What a list template is given."""
        beside = self.portal.children(listing.column.id) or self.portal.children(listing.column.parent)
        return {
            "listing": listing,
            "column": listing.column,
            "trail": self.portal.trail(listing.column),
            "beside": beside,
        }

    def path_of(self, entry: Entry) -> str:
        """Where an entry's link leads: elsewhere, into the part closed by robots.txt, or to its article."""
        if entry.elsewhere:
            return entry.elsewhere
        if entry.barred:
            return f"{self.portal.barred}{entry.number}.html"
        return self.article_path(entry)

    def column_path(self, column: Column) -> str:
        """Where a column's menu link leads: to the first page of its list."""
        return self.listing_path(self.listings[column.id][0])

    def latest(self, column_id: str, count: int = 8) -> tuple[Entry, ...]:
        """The newest entries of a column, as a homepage shows them."""
        return self.listings[column_id][0].entries[:count]

    def registry_entry(self) -> dict[str, Any]:
        """What the registry says of this portal; columns only where portals.yaml lists them."""
        facts: dict[str, Any] = {
            "id": self.portal.id,
            "name": self.portal.name,
            "region": self.portal.region,
            "homepage": f"{self.address}/",
        }
        listed = [self.address + self.column_path(column) for column in self.portal.columns if column.listed]
        return {**facts, **({"columns": listed} if listed else {}), "private": True}
