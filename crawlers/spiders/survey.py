"""A look at a portal without taking anything: columns are read as far as needed to tell what they hold."""

from collections.abc import AsyncIterator, Iterable, Iterator

from scrapy import Request
from scrapy.http import Response

from crawlers.column import ColumnReading, ListReading
from crawlers.decoding import decode_markup
from crawlers.platforms.page import Entry, Page
from crawlers.spiders.portal import PortalSpider

_DEEPEST = 6
"""List pages asked for until a report appears: a frame, the data that fills it, some pages of news."""


class SurveySpider(PortalSpider):
    """Visits the homepage and the columns of one portal, given or searched for; asks for no article."""

    name = "survey"
    home: Page | None = None

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the homepage, and for the columns where they are given."""
        async for request in super().start():
            yield request
        if self.portal.columns:
            yield self._home_request().replace(callback=self.see_home)

    def see_home(self, response: Response) -> None:
        """Note the homepage of a portal whose columns are given: it need not lead anywhere."""
        if self._is_usable(response):
            self._note_home(response)

    def parse_home(self, response: Response) -> Iterator[Request]:
        """Note the homepage and start the search for columns."""
        self._note_home(response)
        yield from super().parse_home(response)

    def _note_home(self, response: Response) -> None:
        self.home = Page(response.url, decode_markup(response.body))

    def search_instead(self) -> None:
        """Leave columns that list nothing as they are: that is what a survey reports."""

    def _entry_requests(self, entries: Iterable[Entry], referrer: str) -> Iterator[Request]:  # noqa: ARG002 - as its base
        yield from ()

    def _look_around(self, page: Page, column: ColumnReading, reading: ListReading) -> Iterator[Request]:
        if not column.listed:
            yield from super()._look_around(page, column, reading)

    def _read_on(self, column: ColumnReading, reading: ListReading, url: str) -> Iterator[Request]:
        if not column.reports and column.pages < _DEEPEST:
            yield from super()._read_on(column, reading, url)
