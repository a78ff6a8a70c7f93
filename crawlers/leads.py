"""What a page offers to follow towards reports: menus, frames, scripts, category data, sitemaps."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawlers.addresses import absolute_url, identity, without_session
from crawlers.platforms.clicks import clicked, led_to
from crawlers.platforms.listing import (
    clean_title,
    link_title,
    looks_like_article,
    looks_like_column,
    numbered_by_query,
    numbered_plainly,
)
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.platform import platforms
from crawlers.platforms.scripted import pairs_of

_LONGEST_MENU_NAME = 24
_LONGEST_FORWARDING = 4000
_FEW_LINKS = 3
_SURELY_OF_FAMILY = 0.5
_MENU_ITEMS = "a[href], area[href], [onclick], [data-url], [data-href], select[onchange] > option[value]"
_MORE = re.compile(r"^\W*(?:查看)?(?:更多|全部|more)(?:信息|内容)?\W*$", re.IGNORECASE)
_NO_HEADINGS = frozenset({"a", "script", "style", "ul", "ol", "li", "table", "tr", "dl", "form", "img", "br"})
_WELCOME = re.compile(
    r"^\W*(?:(?:点击|跳过)?(?:进入|直接进入)?(?:网站|首页|主页|本站|动画)*|enter|skip|简体中文|中文版?)\W*$",
    re.IGNORECASE,
)
_HIGHEST_BLOCK = 3
_YEARLY = re.compile(r"20\d\d.*(?:报告|总结|要点|计划|情况)")
# Trees that a script draws: {"name": "法治政府建设", "url": "/fzzf/"}, names and addresses in either order.
_BRACES = re.compile(r"[{}]")
_LONGEST_NODE = 2000
_NODE_NAMES = ("name", "title", "text", "label")
_NODE_ADDRESSES = ("url", "href", "link", "jump_url")
# Of nodes without one, a function makes it that is called with the node: "list.jsp?cid=" + treeNode.id.
_NODE_ADDRESS = re.compile(
    r"['\"](?P<head>[^'\"\s<>]*[?&/=]\w*=?)['\"]\s*\+\s*(?:tree)?node\.(?P<field>\w+)"
    r"(?:\s*\+\s*['\"](?P<tail>[^'\"\s<>]*)['\"])?",
    re.IGNORECASE,
)
_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)", re.IGNORECASE)

NamedRequest = tuple[str, PageRequest]


def leads_of(page: Page) -> Iterator[NamedRequest]:
    """Yield the names and requests of all that a page offers to follow, articles and frames excepted."""
    if _is_sitemap(page):
        yield from _sitemap_addresses(page)
        return
    yield from _menu(page)
    yield from _script_nodes(page)
    for platform in platforms().values():
        if platform.score(page) >= _SURELY_OF_FAMILY:
            yield from ((column.name, column.request) for column in platform.sub_columns(page))


def forwarding(page: Page) -> PageRequest | None:
    """Return where a page without content of its own sends its visitor by script or meta tag; else None."""
    if has_content(page):
        return None
    refresh = page.tree.css_first("meta[http-equiv=refresh i]")
    told = refresh.attributes.get("content") or "" if refresh else ""
    url = page.resolve(told.partition("=")[2].strip(" '\""))
    request = PageRequest(url) if url else led_to(page, page.text[:_LONGEST_FORWARDING])
    return request if request and identity(request.url) != identity(page.url) else None


def entrances(page: Page) -> list[PageRequest]:
    """Return where a page of nothing but a picture or a word of welcome lets its visitor in."""
    if has_content(page):
        return []
    doors = (link for link in page.tree.css("a[href], area[href]") if _WELCOME.match(_name_of(link)))
    ways = (page.resolve(door.attributes.get("href")) for door in doors)
    return [PageRequest(without_session(url)) for url in ways if url and identity(url) != identity(page.url)]


def has_content(page: Page) -> bool:
    """Whether a page has links of its own, beyond those of one that only sends on or frames others."""
    return len(page.tree.css("a[href]")) > _FEW_LINKS


def _menu(page: Page) -> Iterator[NamedRequest]:
    for link in page.tree.css(_MENU_ITEMS):
        shown = _name_of(link)
        if _MORE.match(shown):
            shown = _heading_of(link) or shown
        request = clicked(page, link) if len(shown) <= _LONGEST_MENU_NAME else None
        if request is None or request.method != "GET" or _is_document(shown, request.url):
            continue
        yield shown, PageRequest(_with_category(request.url, link.attributes.get("href")))


def tabs_of(page: Page) -> Iterator[NamedRequest]:
    """Yield what the tabs of a page show, whose script puts a page into it."""
    for tab in page.tree.css("li[data-url], li[data-src], li[data-href], span[data-url], a[data-src]"):
        request = clicked(page, tab)
        if request:
            yield _name_of(tab), request


def _with_category(url: str, address: str | None) -> str:
    """Return a URL with the category of gkmlpt that an address names in its fragment."""
    fragment = (address or "").partition("#")[2]
    return f"{url}#{fragment}" if fragment.isdigit() else url


def _is_document(shown: str, url: str) -> bool:
    """Whether a menu item is a document: by its address, unless its name says otherwise, or by its name."""
    if looks_like_article(url):
        numbered = numbered_by_query(url) or numbered_plainly(url)
        return not (numbered and looks_like_column(shown))
    return bool(_YEARLY.search(shown))


def _name_of(link: LexborNode) -> str:
    """Return what a menu item shows; of a picture what it says instead of itself."""
    picture = link.css_first("img[alt], img[title]")
    drawn = picture.attributes.get("alt") or picture.attributes.get("title") if picture else ""
    told = clean_title(link.attributes.get("title") or drawn or "")
    return clean_title(link.text(deep=True)) or told or link_title(link)


def _heading_of(link: LexborNode) -> str:
    """Return the heading of the block whose 更多 a link is; empty where no words stand beside it."""
    node: LexborNode | None = link
    for _ in range(_HIGHEST_BLOCK):
        if node is None or node.tag == "body":
            break
        for beside in _beside(node):
            words = clean_title(beside.text(deep=True))
            if 1 < len(words) <= _LONGEST_MENU_NAME:
                return words
        node = node.parent
    return ""


def _beside(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements before a node, nearest first, then the one behind it, which may float ahead."""
    before = node.prev
    while before is not None:
        if before.is_element_node and before.tag not in _NO_HEADINGS:
            yield before
        before = before.prev
    behind = node.next
    while behind is not None and not behind.is_element_node:
        behind = behind.next
    if behind is not None and behind.tag not in _NO_HEADINGS:
        yield behind


def frames_of(page: Page) -> Iterator[PageRequest]:
    """Yield the pages inside a page: what they show is what it would show."""
    for frame in page.tree.css("iframe[src], frame[src]"):
        if url := page.resolve(frame.attributes.get("src")):
            yield PageRequest(without_session(url))


def _script_nodes(page: Page) -> Iterator[NamedRequest]:
    made = _NODE_ADDRESS.search(page.text)
    # Between two braces, whatever is nested: what a node says of itself.
    for node in _BRACES.split(page.text):
        if not 10 < len(node) <= _LONGEST_NODE:
            continue
        pairs = pairs_of(node)
        name = next((pairs[key] for key in _NODE_NAMES if pairs.get(key)), "")
        address = next((pairs[key] for key in _NODE_ADDRESSES if pairs.get(key)), "")
        if made and not address and pairs.get(made["field"]):
            address = f"{made['head']}{pairs[made['field']]}{made['tail'] or ''}"
        if not (name and address):
            continue
        url, shown = page.resolve(address), clean_title(name)
        if url and shown and len(shown) <= _LONGEST_MENU_NAME and not _is_document(shown, url):
            yield shown, PageRequest(_with_category(without_session(url), address))


def _is_sitemap(page: Page) -> bool:
    return "<urlset" in page.text[:2000] or "<sitemapindex" in page.text[:2000]


def _sitemap_addresses(page: Page) -> Iterator[NamedRequest]:
    """Yield what a sitemap lists, documents by the folders above them; addresses are all it says."""
    seen: set[str] = set()
    for found in _LOCATION.finditer(page.text):
        url = absolute_url(page.url, found[1].replace("&amp;", "&"))
        column = _column_above(url) if url else None
        if column and column not in seen:
            seen.add(column)
            yield "", PageRequest(column)


def _column_above(url: str) -> str | None:
    """Return the list that a listed address is or belongs to: `/fzzf/` of `/fzzf/202503/t20250328_1.html`."""
    if not looks_like_article(url):
        return url
    above = re.sub(r"(?:/20\d\d(?:[-/]?\d\d?){0,2})?/[^/]*$", "/", url)
    return above if absolute_url(above, "/") != above else None
