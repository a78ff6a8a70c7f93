"""How a list goes on by what can be clicked: a next link, numbered links, the link to its last page.

Each function returns requests, none where its means is not on the page.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawlers.addresses import identity, without_session
from crawlers.platforms.clicks import clicked
from crawlers.platforms.page import Page, PageRequest

_NEXT = re.compile(r"^[\W_]*(?:下一?[页頁]|后一?页|next(?:\s*page)?)[\W_]*$|^[>›＞→]$", re.IGNORECASE)
_MORE = re.compile(
    r"^[\W_]*(?:点击)?(?:加载|载入|显示)更多(?:内容|信息|数据)?[\W_]*$|^[\W_]*load\s*more[\W_]*$",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"^(?:>>|»)$")
_LAST = re.compile(r"^[\W_]*(?:尾页|末页|最后一?页|last(?:\s*page)?)[\W_]*$|^(?:>>|»|>\|)$", re.IGNORECASE)
_NUMBER = re.compile(r"^[\[(第]*(?:转到第|跳转到第)?\s*(\d{1,4})\s*[页\])]*$")
_TOTAL_PAGES = re.compile(
    r"共\s*(\d{1,9})\s*页|(?<![\d/])\d+\s*/\s*(?:共\s*)?(\d{1,9})(?![\d/])|总页数\D{0,5}(\d{1,9})"
)
_TOLD_PAGES = re.compile(
    r"共\s*(\d{1,5})\s*页|总页数\D{0,5}(\d{1,5})|第\s*\d+\s*(?:页)?\s*/\s*(?:共\s*)?(\d{1,5})\s*页"
)
_TOLD_ENTRIES = re.compile(r"[共计]\s*(\d{1,5})\s*(?:条|篇|个?记录)")
_PARAMETER_NAME = r"(?:\w*page\w*|p|pn|__EVENTARGUMENT)"
_PAGE_PARAMETER = re.compile(
    rf"(?P<head>(?:[?&]|^){_PARAMETER_NAME}=(?:Page(?:%24|\$))?)(?P<number>\d{{1,4}})(?!\d)", re.IGNORECASE
)
_SIZE_PARAMETER = re.compile(
    r"(?:size|count|total|rows|per|num_per|id|row)\w*=$|(?:total|per)\w*page=$", re.IGNORECASE
)
_NUMBERED_FILE = re.compile(
    r"(?:(?:index|list|page)[_-]?|/p(?:age)?/?)(?P<number>\d{1,4})(?:/|\.\w+)?$", re.IGNORECASE
)
_WHOLE_PAGE = re.compile(r"<(?:html|body|head|title)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?P<head>.*?(?:[_/=-]|/p(?:age)?|/(?:list|index)))(?P<number>\d{1,4})(?P<tail>/?(?:\.\w{2,6})?(?:[?&#].*)?)$"
)


def by_next_link(page: Page) -> list[PageRequest]:
    """Follow 下一页 and its like, whatever a click on it does."""
    offered = (*_paging_links(page, _NEXT), *_paging_links(page, _MORE), *page.tree.css("[rel=next]"))
    requests = (further(page, link) for link in offered)
    return [request for request in requests if request][:1]


def by_numbered_link(page: Page) -> list[PageRequest]:
    """Follow the link whose text is the number after this page's."""
    following = str(page_number(page) + 1)
    for link in page.tree.css("a, option"):
        number = _NUMBER.match(shown_of(link))
        if number and number[1] == following and (request := further(page, link)):
            named = numbered(request.url)
            if request.method == "POST" or (
                named and named["number"] in {following, str(int(following) - 1)}
            ):
                return [request]
    return []


def by_last_link(page: Page) -> list[PageRequest]:
    """Count up towards the page that 尾页 leads to."""
    for link in _paging_links(page, _LAST):
        request = clicked(page, link)
        found = numbered(request.url) if request and request.method == "GET" else None
        if request and found:
            return [PageRequest(without_session(url)) for url in _counted_up(page, request.url, found)]
    return []


def by_piece(page: Page) -> list[PageRequest]:
    """Count up from a piece of markup that a list was lengthened by: such answers bring no pager along."""
    told = page.asked.body or page.url
    found = page_parameter(told)
    if found is None or "<a" not in page.text or _WHOLE_PAGE.search(page.text):
        return []
    number, last = int(found["number"]), total_pages(page)
    if last is not None and number >= last:
        return []
    turned = f"{told[: found.start('number')]}{number + 1}{told[found.end('number') :]}"
    if page.asked.body:
        return [PageRequest(page.url, "POST", turned, tentative=True)]
    return [PageRequest(turned, tentative=True)]


def by_arrow(page: Page) -> list[PageRequest]:
    """Follow a double arrow that leads exactly one page on, as where it stands for the next page."""
    for link in _paging_links(page, _FURTHER):
        request = further(page, link)
        found = numbered(request.url) if request else None
        if request and found and int(found["number"]) == page_number(page) + 1:
            return [request]
    return []


def further(page: Page, link: LexborNode) -> PageRequest | None:
    """Return what a click on `link` asks for, if it is another page of the same host."""
    request = clicked(page, link)
    if request is None or request.method == "POST":
        return request
    same_host = urlsplit(request.url).hostname == urlsplit(page.url).hostname
    return request if same_host and identity(request.url) != identity(page.url) else None


def shown_of(link: LexborNode) -> str:
    """Return what a paging link shows: its text, or what its picture or itself says instead."""
    picture = link.css_first("img[alt], img[title]")
    drawn = (picture.attributes.get("alt") or picture.attributes.get("title")) if picture else ""
    told = link.attributes.get("value" if link.tag == "input" else "title")
    return (link.text(strip=True) or drawn or told or "").strip()


def page_number(page: Page) -> int:
    """Return the number of a page in its list as the request for it tells; 1 where it does not."""
    found = page_parameter(page.url) or page_parameter(page.asked.body) or _NUMBERED_FILE.search(page.path)
    return max(1, int(found["number"])) if found else 1


def page_parameter(text: str) -> re.Match[str] | None:
    """Return the parameter of a query or form that holds the number of a page, not of pages or rows."""
    found = (match for match in _PAGE_PARAMETER.finditer(text) if not _SIZE_PARAMETER.search(match["head"]))
    return next(found, None)


def total_pages(page: Page) -> int | None:
    """Return how many pages the list says it has; None where it does not say."""
    body = page.tree.body
    found = _TOTAL_PAGES.search(body.text(separator=" ", deep=True)) if body else None
    return int(found[1] or found[2] or found[3]) if found else None


def told_entries(page: Page) -> int | None:
    """Return how many entries the list says in words that it has; None where it does not say."""
    body = page.tree.body
    found = _TOLD_ENTRIES.search(body.text(separator=" ", deep=True)) if body else None
    return int(found[1]) if found else None


def told_pages(page: Page) -> int | None:
    """Return how many pages the list says in words that it has; a fraction tells only beside 下一页."""
    body = page.tree.body
    found = _TOLD_PAGES.search(body.text(separator=" ", deep=True)) if body else None
    if found is not None:
        return int(next(filter(None, found.groups())))
    return total_pages(page) if any(_paging_links(page, _NEXT)) else None


def numbered(url: str) -> re.Match[str] | None:
    """Return the number of a page in an address: of a parameter, or at the end of the path."""
    return page_parameter(url) or _NUMBERED.match(url)


def _paging_links(page: Page, wanted: re.Pattern[str]) -> Iterator[LexborNode]:
    for link in page.tree.css("a, button, input[type=button], [data-url]"):
        if wanted.match(shown_of(link)):
            yield link


def _counted_up(page: Page, last_url: str, last: re.Match[str]) -> list[str]:
    def url_of(number: int) -> str:
        return f"{last_url[: last.start('number')]}{number}{last_url[last.end('number') :]}"

    final = int(last["number"])
    now = next(
        (number for number in range(final + 1) if identity(url_of(number)) == identity(page.url)), None
    )
    if now is not None:
        return [url_of(now + 1)] if now < final else []
    # The first page has no number of its own. A total one above the last number means counting from 0.
    total = total_pages(page)
    if total is not None and total <= 1:
        return []
    from_zero = total == final + 1
    from_one = total == final
    firsts = [1] if from_zero else [2] if from_one else [1, 2]
    return [url_of(number) for number in firsts if number <= final]
