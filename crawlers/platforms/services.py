"""Lists that a page's script asks a service for, a page at a time, and the service's answers in JSON."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawlers.platforms.calls import PAGE_NAME, first_call
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.scripted import rows_entries

_SIZE_NAME = re.compile(r"(?:size|limit|rows|per_?page)$", re.IGNORECASE)
_TOTALS = ("total", "totalcount", "totalelements", "totalrecords", "recordcount", "totalnum", "count")
_PAGE_COUNTS = ("totalpages", "totalpage", "pagecount", "pagetotal", "pages")
# By the name of the file: libraries, what a build tool put together, and what only decorates or counts.
_LIBRARY = re.compile(
    r"jquery|vue|react|axios|bootstrap|swiper|layui|layer|laydate|echarts|element|iview|polyfill|require|seajs|html5"
    r"|respond|share|stat|analytics|count|wza|ipv6|slide|scroll|calendar|mobile|login|search|font|chunk|runtime|vendor"
    r"|\.min\.js|[.-][0-9a-f]{6,}\.js",
    re.IGNORECASE,
)
_DRAWS_LISTS = re.compile(r"list|page|channel|column|article|news|content|xxgk", re.IGNORECASE)
_MOST_SCRIPTS = 3
_DEEPEST_COUNT, _LONGEST_COUNT = 3, 10


def by_service(page: Page) -> list[PageRequest]:
    """Return the first page of the list that the page's scripts ask a service for."""
    request = first_call(page, page.text)
    return [request] if request else []


def script_files(page: Page) -> list[PageRequest]:
    """Return the script files of a page that are its portal's own, those first that may draw a list."""
    host = urlsplit(page.url).hostname
    named = (page.resolve(node.attributes.get("src")) for node in page.tree.css("script[src]"))
    own = dict.fromkeys(url for url in named if url and urlsplit(url).hostname == host)
    read = [url for url in own if not _LIBRARY.search(_file_of(url))]
    likely = sorted(read, key=lambda url: not _DRAWS_LISTS.search(_file_of(url)))
    return [PageRequest(url, script=True, tentative=True) for url in likely[:_MOST_SCRIPTS]]


def _file_of(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def next_answer(page: Page) -> list[PageRequest]:
    """Return what asks for the rows after those of an answer; none after the last, as far as it tells."""
    asked = _asked(page)
    name = next((name for name, value in asked.items() if PAGE_NAME.match(name) and value.isdecimal()), None)
    rows = len(rows_entries(page, page.data))
    if not rows or name is None:
        return []
    number, told = int(asked[name]), dict(_counts(page.data, _DEEPEST_COUNT))
    pages = next((told[key] for key in _PAGE_COUNTS if key in told), None)
    total = next((told[key] for key in _TOTALS if key in told), None)
    if pages is None and total is not None:
        sizes = (int(value) for key, value in asked.items() if _SIZE_NAME.search(key) and value.isdecimal())
        pages = -(-total // max(next(sizes, 0), rows))
    if pages is not None and number >= pages:
        return []
    return [_turned(page, name, number + 1)]


def _asked(page: Page) -> dict[str, str]:
    """Return the parameters of the request for an answer: of its query and of its form or JSON."""
    body = page.asked.body
    if not body.startswith("{"):
        return page.query
    sent = json.loads(body)
    return page.query | {name: str(value) for name, value in sent.items()}


def _counts(data: object, depth: int) -> Iterator[tuple[str, int]]:
    """Yield the whole numbers that an answer names, those last that are most surely the list's."""
    if not isinstance(data, dict) or not depth:
        return
    for value in data.values():
        yield from _counts(value, depth - 1)
    for name, value in data.items():
        if isinstance(value, int) or (
            isinstance(value, str) and value.isdecimal() and len(value) < _LONGEST_COUNT
        ):
            yield name.lower(), int(value)


def _turned(page: Page, name: str, number: int) -> PageRequest:
    """Return the request for an answer, with another number of a page."""
    row, body = page.asked.row_address, page.asked.body
    if body.startswith("{"):
        sent = {**json.loads(body), name: str(number)}
        return PageRequest(page.url, "POST", json.dumps(sent), row_address=row)
    pattern = re.compile(rf"((?:^|[?&]){re.escape(name)}=)\d+")
    if pattern.search(body):
        return PageRequest(page.url, "POST", pattern.sub(rf"\g<1>{number}", body), row_address=row)
    return PageRequest(pattern.sub(rf"\g<1>{number}", page.url), page.asked.method, body, row_address=row)
