"""Reading one column: which entries to ask for, and when its list is at its end.

Lists end when their pages do, when a page repeats (paginators that show their last page for ever), or, on
ordinary nights, when a page names nothing that is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.addresses import identity
from crawlers.known import KnownPages
from crawlers.platforms.page import Entry, Page, PageRequest
from crawlers.platforms.platform import Platform, detect, platforms
from crawlers.wording import Wording

_BACKDATED = timedelta(days=60)
"""How much older than its appearance an entry's date may be: reports are signed weeks before publication."""

_PAGES_WITHOUT_ENTRIES = 2


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one list page gives: entries that may be reports, requests that continue the list, a remark."""

    wanted: tuple[Entry, ...] = ()
    following: tuple[PageRequest, ...] = ()
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlMemory:
    """What a crawl brings along to every column: what is known, the words, and whether all pages are read."""

    known: KnownPages
    wording: Wording
    full: bool
    longest: int

    def settled_before(self) -> date | None:
        """Return the date before which an earlier crawl must have seen all entries; None on a first one."""
        visit = self.known.last_visit()
        return (visit - _BACKDATED).date() if visit else None


class ColumnReading:
    """The state of reading one column, page by page."""

    def __init__(self, url: str, name: str, memory: CrawlMemory, platform: str | None = None) -> None:
        self.url = url
        self.name = name
        self.listed = 0
        self.pages = 0
        self._memory = memory
        self._platform = platforms().get(platform) if platform else None
        self._seen: set[int] = set()
        self._asked: set[PageRequest] = set()
        self._empty_pages = 0

    @property
    def platform(self) -> str | None:
        """The family that the column was read as; None before the first page."""
        return self._platform.name if self._platform else None

    def read(self, page: Page) -> ListReading:
        """Read one page of the list."""
        self.pages += 1
        self._asked.add(page.asked)
        platform = self._platform = self._platform or detect(page)
        if self.pages == 1:
            self.name = " ".join([self.name, *page.names()[:1]]).strip()
        entries = list(platform.entries(page)) or self._in_any_skin(page)
        fresh = [entry for entry in entries if hash(identity(entry.url)) not in self._seen]
        self._seen.update(hash(identity(entry.url)) for entry in fresh)
        self.listed += len(fresh)
        wanted = self._wanted(fresh)
        if remark := self._end(entries, fresh, wanted):
            return ListReading(wanted, (), remark)
        return ListReading(wanted, self._following(platform, page))

    def _in_any_skin(self, page: Page) -> Sequence[Entry]:
        return (
            () if page.text.lstrip().startswith(("{", "<datastore")) else platforms()["generic"].entries(page)
        )

    def _wanted(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        wording = self._memory.wording
        titled = wording.columns.holds_reports(self.name)
        return tuple(
            entry for entry in entries if wording.entry.may_be_report(entry.title, in_report_column=titled)
        )

    def _end(self, entries: Sequence[Entry], fresh: Sequence[Entry], wanted: Sequence[Entry]) -> str | None:
        """Return why the list ends with this page; None if it may go on."""
        self._empty_pages = 0 if entries else self._empty_pages + 1
        if self._empty_pages >= _PAGES_WITHOUT_ENTRIES:
            return "pages without entries"
        if entries and not fresh:
            return "repeats a page"
        if self.pages >= self._memory.longest:
            return f"longer than {self._memory.longest} pages"
        if not self._memory.full and fresh and self._is_known(fresh, wanted):
            return "only known entries"
        return None

    def _is_known(self, fresh: Sequence[Entry], wanted: Sequence[Entry]) -> bool:
        if wanted:
            return all(self._memory.known.find(entry.url) for entry in wanted)
        # A page of news says nothing of reports; only its age tells that an earlier crawl was here.
        settled = self._memory.settled_before()
        dates = [entry.published_on for entry in fresh if entry.published_on]
        return bool(settled and dates) and all(shown < settled for shown in dates if settled)

    def _following(self, platform: Platform, page: Page) -> tuple[PageRequest, ...]:
        following = tuple(request for request in platform.next_pages(page) if request not in self._asked)
        self._asked.update(following)
        return following
