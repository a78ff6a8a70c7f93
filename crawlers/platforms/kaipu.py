"""Kaipu (UCAP): lists filled from JSON, articles `/c100028/202401/<32 hex>/content.shtml`.

`common_list.shtml` names a channel; `/common/search/<channel>?page=1&_pageSize=20&_isAgg=true&_isJson=true&
_template=index` answers `data.total`, `data.rows`, `data.results[]`; on some sites the service is
`/searchList/<channel>`. Others print static lists and page them by script, counting from 1.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawlers.platforms.generic import Generic
from crawlers.platforms.listing import entry_of
from crawlers.platforms.page import Entry, Page, PageRequest

_DOCUMENT = re.compile(r"/c\d{4,}/(?:20\d{4}/)?(?:\w{6,}/content(?:_\d+)?|c\d\d_\d+|[0-9a-f]{32})\.shtml")
_MARKS = re.compile(r"UCAPCONTENT|UCAP-CONTENT|/common/search/|pages_content|UCAPTITLE|ucap_", re.IGNORECASE)
_SHELL = re.compile(r"/(?:common|xxgk|zfxxgk)_\w*\.shtml$|/c\d{5,6}/(?:\w+_)?(?:list|index)\w*\.shtml$")
_TOLD_CHANNEL = re.compile(
    r"<meta\s[^>]{0,60}name=[\"']channel_?id[\"'][^>]{0,60}content=[\"'][0-9a-f]{32}", re.IGNORECASE
)
_SEARCH = re.compile(
    r"(?P<service>/common/search/|/searchList/)(?P<channel>[0-9a-zA-Z]{8,40})(?P<query>\?[^\"'\s<>]*)?"
)
_CHANNEL = re.compile(
    r"channel_?id[\"']?\s*(?:[:=]\s*|\"?\s*content=\s*)[\"']?(?P<channel>[0-9a-f]{32}|\d{5,})", re.IGNORECASE
)
_SERVICES = ("/common/search/", "/searchList/")
_ASKED = {"_isAgg": "true", "_isJson": "true", "_pageSize": "20", "_template": "index"}


class Kaipu(Generic):
    """Kaipu (开普) UCAP."""

    name = "kaipu"

    def score(self, page: Page) -> float:
        """Score document links, UCAP's names, and its JSON."""
        if _results(page) is not None and _SEARCH.search(page.url):
            return 1.0
        documents = min(len(_DOCUMENT.findall(page.text)), 6) * 0.1
        marked = _MARKS.search(page.text) or _TOLD_CHANNEL.search(page.text)
        named = 0.5 * bool(marked) + 0.3 * bool(_SHELL.search(page.path))
        return min(1.0, documents + named + 0.5 * bool(_DOCUMENT.search(page.url)))

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return the results of a JSON page, or the links of a static list."""
        data = _results(page)
        if data is None:
            return super().entries(page)
        found = (self._entry(page.url, result) for result in data.get("results") or ())
        return [entry for entry in found if entry]

    @staticmethod
    def _entry(base: str, result: Mapping[str, Any]) -> Entry | None:
        shown = result.get("publishedTimeStr") or result.get("publishedTime")
        title = re.sub(r"<[^>]+>", "", str(result.get("title") or ""))
        return entry_of(base, result.get("url"), title, shown)

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next JSON page; from the shell of a list, the first one."""
        data = _results(page)
        if data is not None:
            return self._next_results(page, data)
        channel = _SEARCH.search(page.text) or _CHANNEL.search(page.text)
        if channel is None or ("createPageHTML" in page.text and self.entries(page)):
            return super().next_pages(page)
        given = dict(parse_qsl((channel.groupdict().get("query") or "").lstrip("?").replace("&amp;", "&")))
        query = urlencode({**_ASKED, **given, "_isJson": "true", "page": "1"})
        # A channel that only a meta tag names may be asked for at either service: the page's script knows.
        service = channel.groupdict().get("service")
        return [
            PageRequest(urljoin(page.url, f"{path}{channel['channel']}?{query}"), tentative=not service)
            for path in ([service] if service else _SERVICES)
        ]

    @staticmethod
    def _next_results(page: Page, data: Mapping[str, Any]) -> Sequence[PageRequest]:
        results = data.get("results") or ()
        number = int(page.query.get("page") or 1)
        size = int(data.get("rows") or page.query.get("_pageSize") or len(results) or 1)
        if not results or number * size >= int(data.get("total") or 0):
            return ()
        parts = urlsplit(page.url)
        query = urlencode({**dict(parse_qsl(parts.query)), "page": str(number + 1)})
        return (PageRequest(parts._replace(query=query, fragment="").geturl()),)

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


def _results(page: Page) -> Mapping[str, Any] | None:
    """Return the `data` of a JSON list page; None for any other page."""
    data = page.data.get("data") if isinstance(page.data, dict) else None
    return data if isinstance(data, dict) and "results" in data else None


PLATFORM = Kaipu()
