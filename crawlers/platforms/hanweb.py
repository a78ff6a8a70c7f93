"""Hanweb JCMS and JPAAS: lists `/col/col1229/index.html`, articles `/art/2024/1/24/art_1229_5678.html`.

JCMS embeds the first records in `<script type="text/xml"><datastore>…<recordset><record><![CDATA[…]]>` and
gets more from `/module/web/jpage/dataproxy.jsp`, by GET or POST: `nextgroup` gives the very URL (followed as
given, since some sites encrypt its ids), or the parameters stand in the paging script. JPAAS and the module
of disclosure fill their lists by services of their own (`hanweb_units`, `hanweb_disclosure`).
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawlers.platforms.generic import Generic
from crawlers.platforms.hanweb_disclosure import asks_disclosure, next_disclosure
from crawlers.platforms.hanweb_units import names_unit, next_unit, unit_markup
from crawlers.platforms.listing import list_entries
from crawlers.platforms.page import Entry, Page, PageRequest

_DOCUMENT = re.compile(r"/art/20\d\d/(?:\d{1,2}/\d{1,2}/)?art_[\w]+\.html")
_COLUMN = re.compile(r"/col/col\d+/")
_MARKS = re.compile(
    r"<datastore>|/module/(?:web/)?jpage/|/module/xxgk/|jpaas-publish-server|ZJEG_RSS|\.jpage\("
)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_PROXY = re.compile(r"""["'](?P<url>[^"'\s]*/dataproxy\.jsp[^"'\s]*)["']""", re.IGNORECASE)
_TOTAL = re.compile(r"(?:<totalrecord>|totalRecord[\"']?\s*[:=]\s*[\"']?)\s*(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"(?:<perpage>|\bperPage[\"']?\s*[:=]\s*[\"']?)\s*(\d+)", re.IGNORECASE)
_METHOD = re.compile(r"(?:type|method)[\"']?\s*:\s*[\"'](get|post)[\"']", re.IGNORECASE)
_PARAMETER = re.compile(
    r"[\"']?\b(?P<name>col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype|guid|infotypeId)\b"
    r"[\"']?\s*:\s*(?P<quote>[\"']?)(?P<value>[^\"',}\s]*)(?P=quote)"
)
_GROUP_OF_PAGES = 3


class Hanweb(Generic):
    """Hanweb (大汉) JCMS and JPAAS."""

    name = "hanweb"

    def score(self, page: Page) -> float:
        """Score `/art/` and `/col/` addresses and the paging data of the family."""
        documents = min(len(_DOCUMENT.findall(page.text)), 6) * 0.1
        own = 0.5 * bool(_MARKS.search(page.text))
        return min(1.0, documents + own + 0.4 * bool(_COLUMN.search(page.path) or _DOCUMENT.search(page.url)))

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return the records of the datastore, the list in a JPAAS answer, or the links of a static list."""
        records = list(_elements(page.text, "record"))
        if records:
            return _entries_in(page, _listed(records))
        markup = unit_markup(page)
        return _entries_in(page, markup) if markup is not None else super().entries(page)

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next group of records, as given or counted; a static list is read as any list."""
        if "<record" in page.text or "dataproxy" in page.text or "dataproxy" in page.url:
            return _next_group(page) or _counted_group(page) or _static(self, page)
        if unit_markup(page) is not None or names_unit(page):
            return next_unit(page)
        if asks_disclosure(page):
            return next_disclosure(page)
        return super().next_pages(page)

    def static_next(self, page: Page) -> Sequence[PageRequest]:
        """Return the next page of a list without data of the family."""
        return super().next_pages(page)

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


def _static(platform: Hanweb, page: Page) -> Sequence[PageRequest]:
    return () if "dataproxy" in page.url or _TOTAL.search(page.text) else platform.static_next(page)


def _elements(text: str, name: str) -> Iterator[str]:
    """Yield what stands in each element `name`, without the CDATA around it."""
    starts, ends = re.compile(f"<{name}>", re.IGNORECASE), re.compile(f"</{name}>", re.IGNORECASE)
    position = 0
    while (start := starts.search(text, position)) and (end := ends.search(text, start.end())):
        yield text[start.end() : end.start()].strip().removeprefix("<![CDATA[").removesuffix("]]>")
        position = end.end()


def _listed(records: Sequence[str]) -> str:
    rows = (
        record if record.lstrip().lower().startswith("<li") else f"<li>{record}</li>" for record in records
    )
    return "<table><ul>" + "".join(_as_row(row) for row in rows) + "</ul></table>"


def _as_row(row: str) -> str:
    # Table cells outside a table lose their tags in an HTML parser, and with them what belongs together.
    return re.sub(r"</?(?:table|tbody|tr|td)\b[^>]*>", " ", row, flags=re.IGNORECASE)


def _entries_in(page: Page, markup: str) -> list[Entry]:
    part = Page(page.url, f"<html><body>{markup}</body></html>", page.asked)
    return list_entries(part)


def _next_group(page: Page) -> Sequence[PageRequest]:
    group = next(_elements(page.text, "nextgroup"), "")
    link = _HREF.search(group)
    url = page.resolve(unescape(link[1])) if link else None
    if url is None or url == page.url:
        return ()
    if page.asked.method == "POST":
        parts = urlsplit(url)
        return (PageRequest(parts._replace(query="").geturl(), "POST", parts.query),)
    return (PageRequest(url),)


def _counted_group(page: Page) -> Sequence[PageRequest]:
    """Return the request that the paging script would send for the records after those on the page."""
    seen = sum(1 for _ in _elements(page.text, "record"))
    total, per_page = _TOTAL.search(page.text), _PER_PAGE.search(page.text)
    asked = page.query
    # Whole pages are counted: a line pinned above a page is a record more than the page has.
    whole = seen - seen % int(per_page[1]) if per_page and seen > int(per_page[1]) else seen
    start = int(asked.get("startrecord") or 1) + whole
    if total and start > int(total[1]):
        return ()
    if "startrecord" in asked:
        size = int(asked.get("endrecord") or start) - int(asked["startrecord"]) + 1
        if not 0 < seen >= size:
            return ()
        return (_group(page, page.url.partition("?")[0], dict(asked), (start, start + size - 1)),)
    proxy = _PROXY.search(page.text)
    if not (proxy and total and per_page):
        return ()
    url = urljoin(page.url, unescape(proxy["url"]))
    parameters = {found["name"]: unescape(found["value"]) for found in _PARAMETER.finditer(page.text)}
    parameters |= dict(parse_qsl(urlsplit(url).query)) | {"perpage": per_page[1]}
    size = int(per_page[1]) * _GROUP_OF_PAGES
    bounds = (start, min(start + size - 1, int(total[1])))
    return (_group(page, url.partition("?")[0], parameters, bounds),)


def _group(page: Page, url: str, parameters: dict[str, str], bounds: tuple[int, int]) -> PageRequest:
    counted = {"startrecord": str(bounds[0]), "endrecord": str(bounds[1])}
    form = {name: value for name, value in parameters.items() if name not in {*counted, "perpage"}}
    query = urlencode({**counted, "perpage": parameters["perpage"]})
    if page.asked.method == "POST" or ("startrecord" not in page.query and _is_posted(page)):
        # As the family's script does it: what is counted in the address, what is constant in the form.
        return PageRequest(f"{url}?{query}", "POST", urlencode(form))
    return PageRequest(f"{url}?{urlencode(form)}&{query}")


def _is_posted(page: Page) -> bool:
    """Whether the paging script posts: where it does not say, one that is given `ajaxParam` does."""
    told = _METHOD.search(page.text)
    return told[1].lower() == "post" if told else "ajaxParam" in page.text


PLATFORM = Hanweb()
