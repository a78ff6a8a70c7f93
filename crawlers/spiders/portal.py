"""The portal spider: one registry entry in, its reports archived.

Lists are read page by page (`crawlers.column`), columns searched for where none are given or all given ones
are gone (`crawlers.discovery`), and what may be a report is asked for with its attachments. What becomes of
answers the middlewares record.
"""

import errno
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.archive import charset_of
from crawlers.attachments import mentions_attachments
from crawlers.capture_log import Aim
from crawlers.column import ColumnReading, CrawlMemory, ListReading
from crawlers.decoding import decode_markup
from crawlers.discovery import ColumnSearch, Lead
from crawlers.known import KnownPage
from crawlers.middlewares.recording import CrawlRecord
from crawlers.platforms.listing import linked_entries
from crawlers.platforms.page import Entry, Page, PageRequest
from crawlers.registry import Portal

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_USABLE = frozenset({"new", "changed", "unchanged"})
_MOST_ATTACHMENTS = 20
_DUE_AT_A_TIME = 50
# The search comes first, and the first page of each column. Further pages and what they name wait in line:
# were all pages read first, a long list would pile up the requests for all of its entries in memory.
_FIRST_PRIORITY, _SEARCH_PRIORITY, _LATER_PRIORITY = 20, 10, 0

Requests = Iterator[Request]


@dataclass
class Progress:
    """What a crawl has to say of itself at its end, beyond the counts of its log.

    `left_undone` tells that a page brought no answer: what comes behind a list is not read then, and an
    article behind known ones would not be found again. `unanswered` counts such requests in a row.
    """

    problems: list[str] = field(default_factory=list)
    columns: list[ColumnReading] = field(default_factory=list)
    challenges: int = 0
    left_undone: bool = False
    unanswered: int = 0


class PortalSpider(scrapy.Spider):
    """Crawls one portal."""

    name = "portal"

    def __init__(self, portal: Portal, record: CrawlRecord, memory: CrawlMemory, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.portal = portal
        self.progress = Progress()
        self.record = record
        self._memory = memory
        self._asked = memory.addresses.another()
        self._search: ColumnSearch | None = None
        self._home_asked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider of a crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.search_instead, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the columns, or the homepage where none are given, and for known pages that are due."""
        for url in self.portal.columns:
            column = ColumnReading(url, "", self._memory, self.portal.platform)
            self.progress.columns.append(column)
            yield self._list_request(PageRequest(url), column, None)
        if not self.portal.columns:
            yield self._home_request()
        cycle = timedelta(days=self.settings.getfloat("SLOW_CYCLE_DAYS"))
        for place, known in enumerate(self._memory.known.due(self.record.log.now(), cycle), 1):
            yield self._ask_again(known)
            if place % _DUE_AT_A_TIME == 0:
                # Scrapy would take them all at once, and keep them in memory until their turn.
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    def parse_home(self, response: Response) -> Requests:
        """Start the search for columns."""
        if self._is_usable(response):
            page = _page_of(response)
            reading = self._search_of().start(page)
            yield from self._entry_requests(reading.wanted, page.url)
        else:
            self.progress.left_undone |= response.meta["outcome"] in {"error", "blocked"}
        yield from self._go_on_searching()

    def parse_lead(self, response: Response, lead: Lead) -> Requests:
        """Read a page that may be a column, or lead to one."""
        search = self._search_of()
        if self._is_usable(response):
            page = _page_of(response)
            landing = search.landed(lead, page)
            if landing.column:
                self._tell_above(landing.column)
                self.progress.columns.append(landing.column)
                yield from self._read_on(landing.column, landing.reading, page.url)
            else:
                yield from self._entry_requests(landing.reading.wanted, page.url)
        else:
            search.lost()
        yield from self._go_on_searching()

    def _go_on_searching(self) -> Requests:
        search = self._search_of()
        for lead in search.leads():
            yield self._request(
                lead.request, Aim("list"), self.parse_lead, _SEARCH_PRIORITY, cb_kwargs={"lead": lead}
            )
        if search.over:
            yield from self._end_search(search)

    def _end_search(self, search: ColumnSearch) -> Requests:
        for column, reading in search.settle():
            self.progress.columns.append(column)
            yield from self._read_on(column, reading, column.url)

    def search_instead(self) -> None:
        """Search from the homepage when all given columns turned out to list nothing."""
        if self._home_asked or any(column.listed for column in self.progress.columns):
            return
        self._problem("no given column lists anything: others were searched for from the homepage")
        self.crawler.engine.crawl(self._home_request())
        raise DontCloseSpider

    def closed(self, reason: str) -> None:
        """Say so when the crawl ends, for whatever `reason`, without a column that lists anything."""
        if reason == "finished" and not any(column.listed for column in self.progress.columns):
            self._problem(
                f"no column of reports found from {self.portal.homepage}: name its columns in the registry"
            )

    def parse_list(self, response: Response, column: ColumnReading) -> Requests:
        """Read one page of a column."""
        if self._is_usable(response):
            yield from self._read_list(_page_of(response), column)
        elif not response.meta["asked"].tentative:
            self.progress.left_undone |= response.meta["outcome"] in {"error", "blocked"}
            self._problem(f"list {response.url}: {response.meta['outcome']} (HTTP {response.status})")

    def _read_list(self, page: Page, column: ColumnReading) -> Requests:
        reading = column.read(page)
        yield from self._read_on(column, reading, page.url)
        if column.pages == 1 and not page.asked.script:
            yield from self._look_around(page, column, reading)

    def _look_around(self, page: Page, column: ColumnReading, reading: ListReading) -> Requests:
        """Go on from the first page of a given column: to its parts, or where one that is no list leads."""
        if column.listed or reading.following:
            self._search_of().look_for_parts(page, column.name)
        else:
            self._search_of().look_below(page, column.name)
        yield from self._go_on_searching()

    def _tell_above(self, found: ColumnReading) -> None:
        """Let the given column below which another one was found know of it."""
        for column in self.progress.columns:
            column.led_on |= found.way[:1] == (column.name,)

    def _read_on(self, column: ColumnReading, reading: ListReading, url: str) -> Requests:
        """Ask for what the page at `url` of a column names, and for the next pages."""
        if reading.cut_short:
            self._problem(f"column {column.url}: {reading.remark}, the rest is not read")
        for following in reading.following:
            yield self._list_request(following, column, url)
        yield from self._entry_requests(reading.wanted, url)

    def _entry_requests(self, entries: Iterable[Entry], referrer: str) -> Requests:
        for entry in entries:
            if self._memory.known.tried(entry.url) or not self._asked.add(entry.url):
                continue
            role = "attachment" if self._is_attachment(entry.url) else "article"
            aim = Aim(role, entry.title, entry.published_on, referrer)
            yield self._request(PageRequest(entry.url), aim, self.parse_article, _LATER_PRIORITY)

    def _ask_again(self, known: KnownPage) -> Request:
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        conditions = {name: value for name, value in headers.items() if value}
        aim = Aim(known.page_role, known.list_title, known.list_date)
        return self._request(
            PageRequest(known.url), aim, self.parse_article, _LATER_PRIORITY, headers=conditions
        )

    def parse_article(self, response: Response) -> Requests:
        """Ask for the attachments of a page that may be a report."""
        aim: Aim = response.meta["aim"]
        if aim.role != "article" or not self._is_usable(response) or response.status != HTTPStatus.OK:
            return
        if mentions_attachments(response.body):
            page = _page_of(response)
            attached = [entry for entry in linked_entries(page) if self._is_attachment(entry.url)]
            for entry in attached[:_MOST_ATTACHMENTS]:
                named = Entry(entry.url, entry.title or aim.list_title or "", aim.list_date)
                yield from self._entry_requests([named], page.url)

    def failed(self, failure: Failure) -> Requests:
        """Log a request that brought no answer; go on with the search where it was part of one."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        aim: Aim = request.meta["aim"]
        error = failure.value
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            # Neither archive nor log can take more: to go on would be to ask in vain.
            self._problem(f"archive: {error.strerror}")
            raise CloseSpider("no room")
        refused = isinstance(error, IgnoreRequest)
        detail = str(error) if refused else f"{type(error).__name__}: {error}"
        if not request.meta.get("recorded"):
            outcome = "skipped" if refused else "error"
            self.record.log.failed(request.url, aim, outcome, detail[:300])
        if aim.role in {"list", "home"} and "lead" not in request.cb_kwargs:
            self._problem(f"{aim.role} {request.url}: {detail[:200]}")
        if "lead" in request.cb_kwargs:
            self._search_of().lost()
            yield from self._go_on_searching()
        elif not refused:
            self._go_without_answer(type(error).__name__)

    def _go_without_answer(self, why: str) -> None:
        """Note that a request brought none; close the crawl when the portal has stopped answering."""
        self.progress.left_undone = True
        self.progress.unanswered += 1
        if self.progress.unanswered >= self.settings.getint("STALLED_AFTER"):
            self._problem(f"stalled: {self.progress.unanswered} requests in a row brought no answer ({why})")
            raise CloseSpider("stalled")

    def _is_usable(self, response: Response) -> bool:
        """Whether an answer is a page; close the crawl when the portal keeps asking for a browser."""
        outcome = response.meta.get("outcome")
        self.progress.unanswered = 0
        if outcome == "blocked":
            self.progress.challenges += 1
            # Of a portal's columns each matters; a lead may stray to where nobody gets in.
            needed = response.meta["aim"].role in {"home", "list"} and "lead" not in response.cb_kwargs
            if needed or self.progress.challenges >= self.settings.getint("BLOCKED_AFTER"):
                self._problem(f"blocked: {response.url} answers HTTP {response.status} with a challenge")
                raise CloseSpider("blocked")
        return outcome in _USABLE

    def _home_request(self) -> Request:
        self._home_asked = True
        home = PageRequest(self.portal.homepage)
        return self._request(home, Aim("home"), self.parse_home, _SEARCH_PRIORITY)

    def _list_request(self, wanted: PageRequest, column: ColumnReading, referrer: str | None) -> Request:
        aim = Aim("list", referrer=referrer)
        # A frame that a script fills tells only by its first data whether the search may end.
        priority = _LATER_PRIORITY if column.listed else _FIRST_PRIORITY
        return self._request(wanted, aim, self.parse_list, priority, cb_kwargs={"column": column})

    def _request(self, wanted: PageRequest, aim: Aim, callback: Any, priority: int, **more: Any) -> Request:
        headers = dict(more.pop("headers", {}))
        if wanted.method == "POST":
            is_json = wanted.body.startswith("{")
            headers["Content-Type"] = f"application/{'json' if is_json else 'x-www-form-urlencoded'}"
        if aim.referrer:
            headers["Referer"] = aim.referrer
        return Request(
            wanted.url,
            callback=callback,
            errback=self.failed,
            method=wanted.method,
            body=wanted.body,
            headers=headers,
            priority=priority,
            meta={"aim": aim, "asked": wanted},
            **more,
        )

    def _is_attachment(self, url: str) -> bool:
        return urlsplit(url).path.rpartition(".")[2].lower() in self._memory.wording.attachments

    def _search_of(self) -> ColumnSearch:
        """Return the search for columns, begun when first asked for."""
        if self._search is None:
            budget = self.settings.getint("DISCOVERY_BUDGET")
            self._search = ColumnSearch(self._memory, budget, self.portal.platform)
            for column in self.portal.columns:
                self._search.frontier.pass_over(column)
        return self._search

    def _problem(self, text: str) -> None:
        if text not in self.progress.problems:
            self.progress.problems.append(text)


def _page_of(response: Response) -> Page:
    """Return what platforms read of an answer; unless redirected its URL is as asked, fragment and all."""
    asked: PageRequest = response.meta["asked"]
    redirected = "redirect_urls" in response.meta
    url = response.url if redirected else asked.url
    content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return Page(url, decode_markup(response.body, charset_of(content_type)), asked)
