"""Reading entries out of list markup, whatever the skin: links, their whole titles, the dates beside them."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawlers.addresses import absolute_url, without_session
from crawlers.platforms.clicks import clicked
from crawlers.platforms.dates import SHOWN, date_in_url, date_of, find_date
from crawlers.platforms.page import Entry, Page

_SPACES = re.compile(r"[\s\u3000\u200b]+")
# Where a title is broken by markup or over lines, Chinese wants no space; between digits or words one stays.
_NEEDLESS = re.compile(r"(?<=[\u3400-\u9fff〇，、：（）《》]) | (?=[\u3400-\u9fff〇，、：（）《》])")
_EDGES = " ·•●■◆►▪>»-—|｜[]【】"
_CUT = ("…", "...", "．．．")

# Last path segments that stand for a document: a number or hash of some length, or an id in the query.
_ARTICLE_NAME = re.compile(
    r"(?:t20\d{6}_\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|art_[\da-z_]+|\d{4,}|post_\d+|content_?\d*|[\da-f]{16,}|i\d{4,}|[a-z]+[-_]?(?:show|view|detail)[-_]?\d+)"
    r"\.\w{3,6}$",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"/\d{2,5}\.s?html?$")
_ARTICLE_PATH = re.compile(
    r"/(?:info|content|art|article|detail|show|view|news|public|p)/(?:\w+/)*\w*\d{2,}\w*(?:\.\w+)?$",
    re.IGNORECASE,
)
_DATED_FOLDER = re.compile(
    r"/(?:20\d{6}|20\d\d/\d{4}|20\d\d/\d\d/\d\d|20\d\d-\d\d(?:-|/)\d\d|[\da-f]{24,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"
    r"|c\d+a\d+)/(?:c\d+a\d+/)?[\w-]+\.\w{3,6}$"
)
_ARTICLE_QUERY = re.compile(r"(?:^|&)(?:\w*id|\w*no|guid)=\w*\d", re.IGNORECASE)
# One script that does everything, told by a word what: index.php?m=content&a=show&id=345.
_ARTICLE_ACTION = re.compile(r"(?:^|&)\w{1,10}=(?:show|view|detail|read|article)(?:&|$)", re.IGNORECASE)
_LIST_NAME = re.compile(
    r"(?:^|/)(?:index|list|default|more|channel|column|class|lanmu|catalog|common_list)\w*(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_LIST_QUERY_PAGE = re.compile(
    r"(?:list|more|class|column|channel|category|index)\w*\.(?:aspx?|jsp|php|html?)$", re.IGNORECASE
)
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd)$", re.IGNORECASE)

_SHORTEST_TITLE = 4
_LONGEST_COLUMN_NAME = 12
_HIGHEST_CLIMB = 5
_LARGEST_ROW = 1000
"""Elements in it."""


def looks_like_article(url: str) -> bool:
    """Whether a URL is shaped like those of documents, as against lists, menus and home pages."""
    path, _, query = url.partition("?")
    path = path.partition("://")[2].partition("/")[2]
    if query and _ARTICLE_QUERY.search(query):
        return bool(_ARTICLE_ACTION.search(query)) or not _LIST_QUERY_PAGE.search(path)
    if not path or path.endswith("/"):
        return False
    if _ARTICLE_NAME.search(path) or _ATTACHMENT.search(path) or _DATED_FOLDER.search("/" + path):
        return True
    return not _LIST_NAME.search(path) and bool(_ARTICLE_PATH.search("/" + path))


def numbered_by_query(url: str) -> bool:
    """Whether only its query makes a URL look like a document's: columns have numbers there too."""
    path, query, _ = url.partition("?")
    return bool(query) and not looks_like_article(path)


def numbered_plainly(url: str) -> bool:
    """Whether a URL ends in a short number alone, as documents do, and columns of some builders."""
    path = "/" + url.partition("?")[0].partition("://")[2].partition("/")[2]
    return bool(_PLAIN_NUMBER.search(path)) and not (_ARTICLE_PATH.search(path) or _DATED_FOLDER.search(path))


def looks_like_column(title: str) -> bool:
    """Whether a title is one that columns have rather than documents: short, and of no year."""
    return len(title) <= _LONGEST_COLUMN_NAME and not any(sign.isdigit() for sign in title)


def list_entries(page: Page) -> list[Entry]:
    """Return links that show a date or lead to a document, in the order of the page, each URL once."""
    found: dict[str, Entry] = {}
    body = page.tree.body
    for link in body.css("a[href], a[onclick]") if body else ():
        entry = _entry(page, link)
        if entry and (entry.url not in found or len(entry.title) > len(found[entry.url].title)):
            found[entry.url] = entry
    return list(found.values())


def linked_entries(page: Page) -> list[Entry]:
    """Return every link of a page, whatever it leads to, titled by what it shows; each URL once."""
    found: dict[str, Entry] = {}
    for link in page.tree.css("a[href]"):
        url = page.resolve(link.attributes.get("href"))
        if url and url not in found:
            found[url] = Entry(url, link_title(link))
    return list(found.values())


def entry_of(base: str, href: str | None, title: str, shown: object) -> Entry | None:
    """Return an entry made of the parts that a list's data gives; None where the link leads nowhere."""
    url = absolute_url(base, href)
    if url is None:
        return None
    return Entry(without_session(url), clean_title(title), date_of(shown) or date_in_url(url))


def _entry(page: Page, link: LexborNode) -> Entry | None:
    title = link_title(link)
    url = _led_to(page, link) if len(title) >= _SHORTEST_TITLE else None
    if url is None:
        return None
    documented = looks_like_article(url)
    row = _row_text(link)
    shown = find_date(row) if row else None
    if shown is None and not documented:
        return None
    if shown is not None and not documented and url.endswith("/"):
        return None
    if shown is None and numbered_by_query(url) and looks_like_column(title):
        return None
    return Entry(without_session(url), title, shown or date_in_url(url))


def _led_to(page: Page, link: LexborNode) -> str | None:
    """Return where a link leads, by its address or by what a click on it opens."""
    href = link.attributes.get("href")
    if url := page.resolve(href):
        return url
    if "(" not in f"{href}{link.attributes.get('onclick')}":
        return None
    request = clicked(page, link)
    return request.url if request and request.method == "GET" else None


def link_title(link: LexborNode) -> str:
    """Return the title of a link: what it shows, or its whole form in `title=` where the list cut it.

    A card that is one link shows more than its title; there its headline is.
    """
    headline = link.css_first("h1, h2, h3, h4, h5, h6")
    shown = clean_title(link.text(separator=" ", deep=True))
    if headline is not None and len(clean_title(headline.text(deep=True))) >= _SHORTEST_TITLE:
        shown = clean_title(headline.text(separator=" ", deep=True))
    told = clean_title(link.attributes.get("title") or "")
    if shown.endswith(_CUT) or not shown:
        return told or shown
    return told if len(told) > len(shown) and told.startswith(shown[: len(shown) // 2]) else shown


def clean_title(text: str) -> str:
    """Return a title on one line, without the date and the bullets that skins put around it."""
    without_date = SHOWN.sub(_edge_date, text)
    return _NEEDLESS.sub("", _SPACES.sub(" ", without_date)).strip(_EDGES)


def _edge_date(found: re.Match[str]) -> str:
    around = (
        found.string[: found.start()].strip(_EDGES + "([（"),
        found.string[found.end() :].strip(_EDGES + ")]）"),
    )
    return found[0] if all(around) else " "


def _row_text(link: LexborNode) -> str:
    """Return the text of the row that a link has to itself: the outermost element without another entry."""
    row = None
    for parent in _ancestors(link):
        if _holds_another_entry(parent, link):
            break
        row = parent
    text = (row if row is not None else link).text(separator=" ", deep=True)
    return text if find_date(text) else text + " " + _text_behind(link)


def _ancestors(link: LexborNode) -> Iterator[LexborNode]:
    node = link.parent
    for _ in range(_HIGHEST_CLIMB):
        if node is None or node.tag in {"body", "html"}:
            return
        yield node
        node = node.parent


def _holds_another_entry(parent: LexborNode, link: LexborNode) -> bool:
    """Whether an element is more than the row of a link: by the first other entry in it, or by its size.

    Looked at node by node: a list of thousands holds thousands for each of its links.
    """
    for place, node in enumerate(parent.traverse()):
        if place > _LARGEST_ROW:
            return True
        if node.tag == "a" and "href" in node.attributes and _is_other_entry(node, link):
            return True
    return False


def _is_other_entry(other: LexborNode, link: LexborNode) -> bool:
    addresses = [(node.attributes.get("href"), node.attributes.get("onclick")) for node in (other, link)]
    if addresses[0] == addresses[1]:
        return False
    return len(other.text(strip=True)) >= _SHORTEST_TITLE + 2 or len(other.attributes.get("title") or "") > 6


def _text_behind(link: LexborNode) -> str:
    """Return the text between a link and the next one, for rows that are no elements of their own."""
    parts: list[str] = []
    node = link.next
    while node is not None and node.tag != "a" and len(parts) < _HIGHEST_CLIMB:
        if not node.is_comment_node:
            parts.append(node.text(deep=True) if node.is_element_node else node.text_content or "")
        node = node.next
    return " ".join(parts)
