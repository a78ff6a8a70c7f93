"""A portal for each thing that goes wrong on the real web, every one with a good report beside the fault.

For tests; `baogao demo` leaves them out.
"""

import gzip
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from crawlers.demo.site import HTML, SOFT_404, Listing, Page, Site, count_in
from crawlers.demo.stock import Entry, Portal

COLUMN = "/fzzf/"
REPORT = f"{COLUMN}2025_1001.html"
FAULT = f"{COLUMN}2024_1002.html"
TITLE = "某县人民政府关于{year}年度法治政府建设情况的报告"
SLOWEST = 3.0
"""Seconds that the slow portal takes."""

_BOMB_BYTES = 64 * 1024 * 1024
_PARAGRAPH = "一年来,全县依法行政能力稳步提升,行政执法更加规范,行政争议化解更加有力。"
_CHALLENGE = "<html><head><script>$_ts={};location.reload()</script></head><body></body></html>"

Answer = Callable[[str, Mapping[str, str]], Page | None]


def article(year: int) -> str:
    """The markup of a report page."""
    title = TITLE.format(year=year)
    body = "".join(f"<p>{_PARAGRAPH}</p>" for _ in range(12))
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def listing(years: Mapping[str, int], more: str = "") -> str:
    """The markup of a list: a report page a link, by the year it reports on."""
    rows = "".join(
        f'<li><a href="{path}">{TITLE.format(year=year)}</a><span>{year + 1}-03-20</span></li>'
        for path, year in years.items()
    )
    return f"<html><head><title>法治政府建设</title></head><body><ul>{rows}</ul>{more}</body></html>"


def _page(text: str, **facts: Any) -> Page:
    return Page(text.encode(), **{"content_type": HTML, **facts})


def _usual(path: str, fault: Page) -> Page | None:
    """A portal with one column of two reports, the second of which answers with a fault."""
    pages = {
        "/": _page(f'<a href="{COLUMN}">法治政府建设</a>'),
        COLUMN: _page(listing({REPORT: 2024, FAULT: 2023})),
        REPORT: _page(article(2024)),
        FAULT: fault,
    }
    return pages.get(path)


def _one_page(fault: Callable[[], Page]) -> Answer:
    return lambda path, query: _usual(path, fault())  # noqa: ARG005 - queries mean nothing there


def _challenged(status: int) -> Answer:
    return lambda path, query: _page(_CHALLENGE, status=status)  # noqa: ARG005 - it asks all for a browser


def _endless(path: str, query: Mapping[str, str]) -> Page | None:
    """A paginator that shows its second page for ever, its links named anew each time."""
    if path != COLUMN:
        return _usual(path.partition("-")[0], _page(article(2023)))
    number = count_in(query, "page", 1)
    more = f'<a href="{COLUMN}?page={number + 1}">下一页</a>'
    first = {REPORT: 2024} if number == 1 else {}
    news = {f"{FAULT}-{number}-{place}": 2010 + place for place in range(6)} if number > 1 else {}
    return _page(listing({**first, **news}, more))


FAULTS: dict[str, Answer] = {
    "challenge-412": _challenged(412),
    "challenge-521": _challenged(521),
    "soft-404": _one_page(lambda: _page(SOFT_404)),
    "endless": _endless,
    "slow": _one_page(lambda: _page(article(2023), delay=SLOWEST)),
    "private": _one_page(lambda: _page("", status=302, headers={"Location": "http://192.168.1.1/a.html"})),
    "bomb": _one_page(
        lambda: Page(gzip.compress(bytes(_BOMB_BYTES)), HTML, headers={"Content-Encoding": "gzip"})
    ),
    # What header and meta tag declare is not what the bytes are.
    "charset": _one_page(
        lambda: Page(article(2023).encode("gb18030"), "text/html; charset=ISO-8859-1"),
    ),
}


def faulty_portals() -> tuple[Portal, ...]:
    """One portal a fault."""
    return tuple(
        Portal(
            id=f"fault-{fault}",
            family=FaultySite.family,
            name="某县人民政府",
            region="430723",
            site_code="",
            domain="",
            words={},
            first_number=0,
            shift=0,
            validator="none",
            gzip=False,
            barred="/closed/",
            columns=(),
            report={},
        )
        for fault in FAULTS
    )


class FaultySite(Site):
    """A portal with the fault that its id names."""

    family: ClassVar[str] = "faulty"

    def __init__(self, portal: Portal, entries: Sequence[Entry], address: str) -> None:  # noqa: ARG002 - as all sites
        super().__init__(portal, (), address)
        self._answer = FAULTS[portal.id.removeprefix("fault-")]

    def article_path(self, entry: Entry) -> str:
        """Nowhere: its pages are its own."""
        raise LookupError(f"{self.portal.id} has no entry {entry.number}")

    def listing_path(self, listing: Listing) -> str:
        """Nowhere: its list is its own."""
        raise LookupError(f"{self.portal.id} has no column {listing.column.id}")

    def answer(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at a path, or the fault."""
        return self._answer(path, query)

    def registry_entry(self) -> dict[str, Any]:
        """What the registry says of this portal."""
        return {**super().registry_entry(), "columns": [self.address + COLUMN]}
