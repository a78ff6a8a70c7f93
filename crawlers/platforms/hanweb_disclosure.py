"""Hanweb's disclosure module: a shell that posts to `/module/xxgk/search.jsp`, which answers a table.

The shell's script holds the parameters (`infotypeId`, `jdid`, `area`, `divid`); pages go by `currpage`.
"""

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import total_pages

SERVICE = "/module/xxgk/search.jsp"
_CALLED = re.compile(rf"""["'](?P<url>[^"'\s]*{re.escape(SERVICE)}[^"'\s]*)["']""")
_NAMES = (
    "infotypeId|jdid|area|divid|unit|keyWord|vc_title|vc_number|sortfield|vc_filenumber|vc_all|texttype|fbtime"
    "|standardXxgk|isAllList"
)
_PARAMETER = re.compile(rf"[\"']?\b(?P<name>{_NAMES})[\"']?\s*[:=]\s*([\"'])(?P<value>[^\"'<>]*)\2")


def asks_disclosure(page: Page) -> bool:
    """Whether a page is the module's answer, or a shell that asks it."""
    return SERVICE in page.url or SERVICE in page.text


def next_disclosure(page: Page) -> Sequence[PageRequest]:
    """Return the first page of a shell's list, or the page after an answer."""
    if SERVICE in page.url:
        number, last = int(page.query.get("currpage") or 1), total_pages(page)
        if last is None or number >= last:
            return ()
        form = {**dict(parse_qsl(page.asked.body, keep_blank_values=True)), "currpage": str(number + 1)}
        return (PageRequest(page.url, "POST", urlencode(form)),)
    called = _CALLED.search(page.text)
    url = page.resolve(unescape(called["url"])) if called else None
    given = {found["name"]: unescape(found["value"]) for found in _PARAMETER.finditer(page.text)}
    if url is None or not (given or urlsplit(url).query):
        return ()
    return (PageRequest(url, "POST", urlencode({**given, "currpage": "1"})),)
