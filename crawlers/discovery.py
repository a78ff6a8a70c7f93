"""Finding the columns that hold reports, from a homepage: best guesses first, within a budget of requests."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urljoin, urlsplit

from crawlers.addresses import identity
from crawlers.column import ColumnReading, CrawlMemory, ListReading
from crawlers.leads import entrances, forwarding, frames_of, has_content, leads_of, tabs_of
from crawlers.platforms.page import Page, PageRequest
from crawlers.wording import ColumnWording

_SURE = 8
_FORWARDED, _FRAMED, _ASIDE = 20, 15, 0.5
_SITEMAP = 2.8
_LEADS_AT_ONCE = 2
_MOST_TABS = 12
_DIRECTORY, _LISTING = 4.5, 5
"""How promising the name of a list of the disclosure directory is, and how many entries make a list."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A link that may lead to reports: where, under which name, how promising, and over which names."""

    request: PageRequest
    name: str
    weight: float
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Landing:
    """What a followed lead turned out to be: a column of reports, or a page that may name some in passing."""

    reading: ListReading
    column: ColumnReading | None = None


@dataclass
class Frontier:
    """Leads not yet followed; `budget` is how many may still be."""

    wording: ColumnWording
    budget: int
    _leads: list[tuple[float, int, Lead]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _order: Iterator[int] = field(default_factory=count)

    def offer(self, page: Page, way: tuple[str, ...] = ()) -> None:
        """Take up the promising links of a page that was reached over the names `way`."""
        self.pass_over(page.url)
        if forwarded := forwarding(page):
            self.add(Lead(forwarded, way[-1] if way else "", _FORWARDED, way))
        for request in entrances(page) if not way else ():
            self.add(Lead(request, "", _FORWARDED))
        # A page of nothing but frames is what they show; beside content they stand for the page's own name.
        beside = self.weight(way[-1], page.url) if way else _ASIDE
        framed = beside if has_content(page) else _FRAMED
        for request in frames_of(page):
            self.add(Lead(request, way[-1] if way else "", framed, way))
        self.offer_parts(page, way)
        for name, request in leads_of(page):
            # Deeper links lose a little, so that the menu of the home page comes before that of its pages.
            weight = self.weight(name, request.url) - 0.1 * len(way)
            if weight > 0:
                self.add(Lead(request, name, weight, (*way, name or request.url)))

    def offer_parts(self, page: Page, way: tuple[str, ...]) -> None:
        """Take up what a column's own page calls parts of it: its years, its forms, 更多."""
        above = way[-1] if way else ""
        if not self.wording.has_parts(above):
            return
        tabs = list(tabs_of(page))[:_MOST_TABS]
        for name, request in (*tabs, *leads_of(page)):
            if (name, request) in tabs or self.wording.is_part(name):
                part = f"{above} {name}"
                self.add(Lead(request, part, max(_SURE, self.wording.report_weight(part)), (*way, part)))

    def add(self, lead: Lead) -> None:
        """Take up a lead unless its page was offered before."""
        # gkmlpt names its categories in the fragment.
        key = f"{identity(lead.request.url)} {lead.request.body}{urlsplit(lead.request.url).fragment}"
        if key not in self._seen:
            self._seen.add(key)
            heapq.heappush(self._leads, (-lead.weight, next(self._order), lead))

    def pass_over(self, url: str) -> None:
        """Never follow a link to this page."""
        self._seen.add(f"{identity(url)} ")

    def best(self, at_most: int, at_least: float) -> list[Lead]:
        """Return the best leads to follow now, none below the weight `at_least`; they leave the frontier."""
        chosen: list[Lead] = []
        while self._leads and self.budget > 0 and len(chosen) < at_most and -self._leads[0][0] >= at_least:
            chosen.append(heapq.heappop(self._leads)[2])
            self.budget -= 1
        return chosen

    def weight(self, name: str, url: str) -> float:
        """Return how promising a link is: by its name, or by the folders of its address."""
        if named := self.wording.report_weight(name) or self.wording.way_weight(name):
            return named
        if name and self.wording.never.search(name):
            return 0
        # A folder is an abbreviation, and may stand for something else.
        return max(0.0, self.wording.folder_weight(url) - 1)


class ColumnSearch:
    """The search for the columns of one portal; whoever makes the requests asks it where to go on.

    `columns` are those found. A page of another name counts as one only when the whole search finds none
    that is named after the genre: `settle` then adopts the lists with most reports on their first page, or
    else the lists of the disclosure directory that promise most.
    """

    def __init__(self, memory: CrawlMemory, budget: int, platform: str | None = None) -> None:
        self.columns: list[ColumnReading] = []
        self.frontier = Frontier(memory.wording.columns, budget)
        self._memory = memory
        self._platform = platform
        self._out = 0
        self._unnamed: list[tuple[float, ColumnReading, ListReading]] = []

    def start(self, home: Page) -> ListReading:
        """Take up the links of the homepage; return the reports that it names itself."""
        self.frontier.offer(home)
        sitemap = PageRequest(urljoin(home.url, "/sitemap.xml"))
        self.frontier.add(Lead(sitemap, "sitemap.xml", _SITEMAP, ("sitemap.xml",)))
        return ColumnReading(home.url, "", self._memory).read(home)

    def look_below(self, page: Page, name: str) -> None:
        """Take up the links of a column that lists nothing itself: its page may lead to the lists."""
        self.frontier.offer(page, (name,))

    def look_for_parts(self, page: Page, name: str) -> None:
        """Take up the parts that a column names on its page, beside what it lists there."""
        self.frontier.offer_parts(page, (name,))

    def leads(self) -> list[Lead]:
        """Return the leads to follow now; once columns with reports are found, only those as promising."""
        found = any(column.reports for column in self.columns)
        chosen = self.frontier.best(_LEADS_AT_ONCE - self._out, _SURE if found else 0)
        self._out += len(chosen)
        return chosen

    @property
    def over(self) -> bool:
        """Whether no followed lead is still out."""
        return not self._out

    def lost(self) -> None:
        """Take note that a lead brought no page."""
        self._out -= 1

    def landed(self, lead: Lead, page: Page) -> Landing:
        """Judge the page that a lead brought and take up its links."""
        self._out -= 1
        known = any(identity(column.url) == identity(page.url) for column in self.columns)
        self.frontier.offer(page, lead.way)
        if known:
            return Landing(ListReading())
        column = ColumnReading(page.url, lead.name, self._memory, self._platform, lead.way)
        reading = column.read(page)
        named = self._memory.wording.columns.holds_reports(column.name, page.url)
        if named and (column.listed or reading.following):
            self.columns.append(column)
            return Landing(reading, column)
        if column.reports or (column.listed >= _LISTING and lead.weight >= _DIRECTORY):
            self._unnamed.append((lead.weight, column, reading))
        return Landing(ListReading(reading.wanted))

    def settle(self) -> list[tuple[ColumnReading, ListReading]]:
        """Return the unnamed pages to read on as columns, now that the search is over; each once."""
        unnamed, self._unnamed = self._unnamed, []
        if self.columns or not unnamed:
            return []
        best = max((column.reports, weight) for weight, column, _ in unnamed)
        chosen = [
            (column, reading) for weight, column, reading in unnamed if (column.reports, weight) == best
        ]
        self.columns.extend(column for column, _ in chosen)
        return chosen
