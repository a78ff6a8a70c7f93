"""Reading one column: which entries to ask for, and when its list is at its end.

Lists end when their pages do, when a page repeats (paginators that show their last page for ever), or, on
ordinary nights, when a page names nothing that is not known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawlers.address_set import AddressSets
from crawlers.known import KnownPages
from crawlers.platforms.page import Entry, Page, PageRequest
from crawlers.platforms.paging import page_number, told_entries, told_pages
from crawlers.platforms.platform import Platform, detect, platforms
from crawlers.platforms.services import script_files
from crawlers.scope import Scope
from crawlers.wording import Wording

_BACKDATED = timedelta(days=60)
"""How much older than its appearance an entry's date may be: reports are signed weeks before publication."""

_PAGES_WITHOUT_ENTRIES = 2
_FEWEST_TO_COMPARE = 5
_MOST_TIMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one list page gives: entries that may be reports, what continues the list, why it ends here.

    `cut_short` tells that the list has more pages that are not read, which an operator should know.
    """

    wanted: tuple[Entry, ...] = ()
    following: tuple[PageRequest, ...] = ()
    remark: str | None = None
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class CrawlMemory:
    """What a crawl brings along to every column.

    What is known, the words, the bounds, whether all pages are read, and how many at most; where it notes
    which addresses it has met.
    """

    known: KnownPages
    wording: Wording
    scope: Scope
    full: bool
    longest: int
    addresses: AddressSets = field(default_factory=AddressSets)

    def settled_before(self) -> date | None:
        """Return the date before which an earlier crawl must have seen all entries; None on a first one."""
        visit = self.known.last_visit()
        return (visit - _BACKDATED).date() if visit else None


class ColumnReading:
    """The state of reading one column, page by page.

    `listed` counts its entries, `reports` those that name a report outright, `expected` by the year of
    their date those that may be one; `oldest` and `newest` are the dates seen. `ended` tells that the list
    was read to its own end, `led_on` that other columns were found below it.
    """

    def __init__(
        self,
        url: str,
        name: str,
        memory: CrawlMemory,
        platform: str | None = None,
        way: tuple[str, ...] = (),
    ) -> None:
        self.url = url
        self.name = name
        self.way = way
        self.listed = self.pages = self.reports = 0
        self.expected: Counter[int] = Counter()
        self.oldest: date | None = None
        self.newest: date | None = None
        self.ended = self.led_on = False
        self._memory = memory
        self._platform = platforms().get(platform) if platform else None
        self._seen = memory.addresses.another()
        self._asked: set[PageRequest] = set()
        self._shown: list[tuple[str, date | None]] = []
        self._times_shown = self._empty_pages = 0
        self._shell: Page | None = None

    @property
    def platform(self) -> str | None:
        """The family that the column was read as; None before the first page."""
        return self._platform.name if self._platform else None

    @property
    def empty(self) -> bool:
        """Whether the column was read, lists nothing, and leads to nothing that does."""
        return bool(self.pages) and not (self.listed or self.led_on)

    def read(self, page: Page) -> ListReading:
        """Read one page of the list, or a script file that its first page names."""
        self._asked.add(page.asked)
        if page.asked.script:
            page = self._shell = (self._shell or page).with_script(page.text)
        else:
            self.pages += 1
            self._empty_pages += 1
        platform = self._platform = self._platform or detect(page)
        if self.pages == 1:
            self.name = " ".join([self.name, *page.names()[:1]]).strip()
        entries = list(platform.entries(page)) or self._in_any_skin(page)
        fresh = [entry for entry in entries if self._seen.add(entry.url)]
        wanted = self._wanted(fresh)
        self._count(fresh, wanted)
        if remark := self._end(entries, fresh, wanted):
            return ListReading(wanted, (), remark, cut_short=remark.startswith("longer"))
        following = self._following(platform, page) or (() if entries else self._scripts_of(page))
        if unread := self._unread(page, entries) if self.pages == 1 and not following else None:
            return ListReading(wanted, (), unread, cut_short=True)
        self.ended = not following
        return ListReading(wanted, following)

    @staticmethod
    def _unread(page: Page, entries: Sequence[Entry]) -> str | None:
        """Return what the only page that can be asked for says of others; None where it says nothing."""
        pages, told = told_pages(page), told_entries(page)
        if not entries:
            return None
        if pages and pages > page_number(page):
            return f"says it has {pages} pages, not how to ask for them"
        if told and told > len(entries):
            return f"says it has {told} entries, not how to ask for those beyond {len(entries)}"
        return None

    def _in_any_skin(self, page: Page) -> Sequence[Entry]:
        return (
            () if page.text.lstrip().startswith(("{", "<datastore")) else platforms()["generic"].entries(page)
        )

    def _wanted(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        wording = self._memory.wording
        titled = wording.columns.holds_reports(self.name, self.url)
        return tuple(
            entry for entry in entries if wording.entry.may_be_report(entry.title, in_report_column=titled)
        )

    def _count(self, fresh: Sequence[Entry], wanted: Sequence[Entry]) -> None:
        self.listed += len(fresh)
        self.reports += sum(self._memory.wording.entry.names_report(entry.title) for entry in wanted)
        self.expected.update(entry.published_on.year for entry in wanted if entry.published_on)
        dates = [entry.published_on for entry in fresh if entry.published_on]
        self.oldest = min([*dates, *filter(None, [self.oldest])], default=None)
        self.newest = max([*dates, *filter(None, [self.newest])], default=None)

    def _end(self, entries: Sequence[Entry], fresh: Sequence[Entry], wanted: Sequence[Entry]) -> str | None:
        """Return why the list ends with this page; None if it may go on."""
        self._empty_pages = 0 if entries else self._empty_pages
        self.ended = True
        if self._empty_pages >= _PAGES_WITHOUT_ENTRIES:
            return "pages without entries"
        if self._repeats(entries, fresh):
            return "repeats a page"
        self.ended = False
        if self.pages >= self._memory.longest:
            return f"longer than {self._memory.longest} pages"
        if not self._memory.full and fresh and self._is_known(fresh, wanted):
            return "only known entries"
        return None

    def _repeats(self, entries: Sequence[Entry], fresh: Sequence[Entry]) -> bool:
        """Whether the page shows nothing new, were it in addresses that change from page to page."""
        shown = [(entry.title, entry.published_on) for entry in entries]
        again = len(shown) >= _FEWEST_TO_COMPARE and shown == self._shown
        self._times_shown = self._times_shown + 1 if again else 1
        self._shown = shown
        return (bool(entries) and not fresh) or self._times_shown >= _MOST_TIMES_SHOWN

    def _is_known(self, fresh: Sequence[Entry], wanted: Sequence[Entry]) -> bool:
        """Whether an earlier crawl must have been at this page: nothing on it that would be new."""
        settled = self._memory.settled_before()
        if settled is None:
            return False
        if wanted:
            return all(self._is_settled(entry, settled) for entry in wanted)
        # A page of news says nothing of reports; only its age tells that an earlier crawl was here.
        dates = [entry.published_on for entry in fresh if entry.published_on]
        return bool(dates) and all(shown < settled for shown in dates)

    def _is_settled(self, entry: Entry, settled: date) -> bool:
        """Whether an entry was dealt with before: held, tried in vain, not ours to ask, or long listed.

        What is never held (gone, forbidden by robots.txt) must not make each night read one page more.
        """
        return (
            self._memory.known.tried(entry.url) is not None
            or self._memory.scope.refusal(entry.url) is not None
            or (entry.published_on is not None and entry.published_on < settled)
        )

    def _scripts_of(self, page: Page) -> tuple[PageRequest, ...]:
        """Return the script files that may draw the list of a page that shows none but should."""
        if self.pages > 1 or not self._memory.wording.columns.holds_reports(self.name, self.url):
            return ()
        self._shell = page
        return self._not_asked(script_files(page))

    def _following(self, platform: Platform, page: Page) -> tuple[PageRequest, ...]:
        return self._not_asked(platform.next_pages(page))

    def _not_asked(self, requests: Sequence[PageRequest]) -> tuple[PageRequest, ...]:
        fresh = tuple(request for request in requests if request not in self._asked)
        self._asked.update(fresh)
        return fresh
