"""How a list goes on, by the means that many families share: a next link, numbered links, a script's numbers.

Each function returns requests, none where its means is not on the page.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborNode

from crawlers.addresses import absolute_url, identity, without_session
from crawlers.platforms.page import Page, PageRequest

_NEXT = re.compile(r"^[\W_]*(?:下一?页|下一頁|后一?页|next(?:\s*page)?)[\W_]*$|^[>›＞]$", re.IGNORECASE)
_LAST = re.compile(r"^[\W_]*(?:尾页|末页|最后一?页|last(?:\s*page)?)[\W_]*$|^(?:>>|»|>\|)$", re.IGNORECASE)
_POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]*)['\"]\s*,\s*['\"]([^'\"]*)['\"]")
_LINK_IN_SCRIPT = re.compile(r"(?:location(?:\.href)?\s*=|open\()\s*['\"]([^'\"]+)['\"]")
_TOTAL_PAGES = re.compile(r"共\s*(\d+)\s*页|(?<![\d/])\d+\s*/\s*(\d+)(?![\d/])|总页数\D{0,5}(\d+)")

# createPageHTML(20, 0, "index", "html") of TRS counts from 0; with the id of a box in front it counts from 1.
_CREATE_PAGE = re.compile(
    r"create\w*Page\w*\(\s*(?P<box>['\"][\w#.-]*['\"]\s*,)?\s*(?P<count>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*['\"](?P<name>[\w./-]+)['\"]\s*,\s*['\"](?P<ext>\w+)['\"]",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:countPage|m_nPageCount|pageCount|totalPage)\s*=\s*(?:parseInt\()?['\"]?(\d+)", re.IGNORECASE
)
_CURRENT = re.compile(r"\b(?:currentPage|m_nCurrPage)\s*=\s*(?:parseInt\()?['\"]?(\d+)", re.IGNORECASE)
_EXTENSION = re.compile(r"['\"]\.?['\"]?\s*\+?\s*['\"]?(s?html?|jsp|aspx?)\s*\\?['\"]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<head>.*?[_/=-])(?P<number>\d{1,4})(?P<tail>(?:\.\w{2,5})?(?:[?&#].*)?)$")
_PAGE_PARAMETER = re.compile(
    r"(?P<head>[?&](?:\w*page\w*|p|pn|curpage|currentpage|pageno|pageindex)=)(?P<number>\d{1,4})",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?:^|(?<=[\s>;]))//.*$", re.MULTILINE)


def by_next_link(page: Page) -> list[PageRequest]:
    """Follow 下一页 and its like: a plain link, a link in a script, or an ASP.NET postback."""
    for link in _paging_links(page, _NEXT):
        if request := _request_of(page, link):
            return [request]
    relation = page.tree.css_first("link[rel=next]")
    url = absolute_url(page.url, relation.attributes.get("href")) if relation else None
    return [PageRequest(url)] if url and _is_further(page, url) else []


def by_numbered_link(page: Page) -> list[PageRequest]:
    """Follow the link whose text is the number after this page's."""
    following = str(page_number(page) + 1)
    for link in page.tree.css("a, option"):
        if link.text(strip=True).strip("[]第页 ") == following and (request := _request_of(page, link)):
            numbered = _numbered(request.url)
            if request.method == "POST" or (
                numbered and numbered["number"] in {following, str(int(following) - 1)}
            ):
                return [request]
    return []


def by_last_link(page: Page) -> list[PageRequest]:
    """Count up towards the page that 尾页 leads to."""
    for link in _paging_links(page, _LAST):
        url = absolute_url(page.url, link.attributes.get("href"))
        found = _numbered(url) if url else None
        if url and found:
            return [PageRequest(without_session(further)) for further in _counted_up(page, url, found)]
    return []


def by_script(page: Page) -> list[PageRequest]:
    """Count up as the script of a static list would, from `index.html` to `index_1.html` and on."""
    script = _COMMENTS.sub("", page.text)
    made = _CREATE_PAGE.search(script)
    if made:
        base = 1 if made["box"] else 0
        count, current, name, ext = int(made["count"]), int(made["current"]) - base, made["name"], made["ext"]
    else:
        counted, now, extension = _COUNT.search(script), _CURRENT.search(script), _EXTENSION.search(script)
        if not (counted and now):
            return []
        base = 0
        count, current, name = int(counted[1]), int(now[1]), "index"
        ext = extension[1] if extension else "html"
    stem = name.rpartition("/")[2]
    in_url = re.search(rf"(?:^|/){re.escape(stem)}_(\d+)\.\w+$", page.path)
    position = int(in_url[1]) - base if in_url else current
    if position + 1 >= count:
        return []
    url = absolute_url(page.url, f"{name}_{position + 1 + base}.{ext}")
    return [PageRequest(url)] if url else []


def page_number(page: Page) -> int:
    """Return the number of a page in its list as its URL tells it; 1 where it does not."""
    found = _PAGE_PARAMETER.search(page.url) or re.search(
        r"(?:index|list|page)[_-](?P<number>\d{1,4})\.\w+$", page.path
    )
    return max(1, int(found["number"])) if found else 1


def total_pages(page: Page) -> int | None:
    """Return how many pages the list says it has; None where it does not say."""
    body = page.tree.body
    found = _TOTAL_PAGES.search(body.text(separator=" ", deep=True)) if body else None
    return int(found[1] or found[2] or found[3]) if found else None


def _paging_links(page: Page, wanted: re.Pattern[str]) -> Iterator[LexborNode]:
    for link in page.tree.css("a"):
        shown = link.text(strip=True) or link.attributes.get("title") or ""
        if wanted.match(shown.strip()):
            yield link


def _request_of(page: Page, link: LexborNode) -> PageRequest | None:
    href = link.attributes.get("href") or link.attributes.get("value") or ""
    script = f"{href} {link.attributes.get('onclick') or ''}"
    if postback := _POSTBACK.search(script):
        return _postback(page, postback[1], postback[2])
    if in_script := _LINK_IN_SCRIPT.search(script):
        href = in_script[1]
    url = absolute_url(page.url, href)
    return PageRequest(without_session(url)) if url and _is_further(page, url) else None


def _is_further(page: Page, url: str) -> bool:
    same_host = urlsplit(url).hostname == urlsplit(page.url).hostname
    return same_host and identity(url) != identity(page.url)


def _postback(page: Page, target: str, argument: str) -> PageRequest:
    """Return the form that ASP.NET would send for a page link."""
    hidden = page.tree.css("input[type=hidden][name]")
    fields = {node.attributes.get("name") or "": node.attributes.get("value") or "" for node in hidden}
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    return PageRequest(page.url, "POST", urlencode(fields))


def _numbered(url: str) -> re.Match[str] | None:
    return _PAGE_PARAMETER.search(url) or _NUMBERED.match(url)


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
