"""Hanweb JPAAS: lists filled from `…/front/page/build/unit`, which answers markup inside JSON.

The page names the service and its parameters in attributes of a script (`url`, `queryData`: JSON, or an
object of JavaScript in single quotes); what changes from page to page goes into `paramJson`.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.platforms.page import Page, PageRequest

_SERVICE = "/page/build/unit"
_PAIR = re.compile(r"['\"](\w+)['\"]\s*:\s*['\"]([^'\"]*)['\"]")
_ATTRIBUTE = re.compile(
    r"\b(?P<name>rows|count|totalpage|pagecount|pageno)[\"']?\s*[=:]\s*[\"'](?P<value>\d+)", re.IGNORECASE
)


def unit_markup(page: Page) -> str | None:
    """Return the markup inside an answer of the service; None for any other page."""
    data = page.data.get("data") if isinstance(page.data, dict) else None
    html = data.get("html") if isinstance(data, dict) else data
    return html if isinstance(html, str) else None


def next_unit(page: Page) -> Sequence[PageRequest]:
    """Return the next page of a list; from a page of the portal, the first one of each of its lists."""
    markup = unit_markup(page)
    if markup is None:
        return _first_units(page)
    asked = _json_object(page.query.get("paramJson") or "{}")
    number = int(asked.get("pageNo") or 1)
    last = _last_page(markup)
    if last is None or number >= last or not LexborHTMLParser(markup).css_first("a[href]"):
        return ()
    query = dict(parse_qsl(urlsplit(page.url).query)) | {
        "paramJson": _compact({**asked, "pageNo": number + 1})
    }
    return (PageRequest(f"{page.url.partition('?')[0]}?{urlencode(query)}"),)


def names_unit(page: Page) -> bool:
    """Whether a page's lists come from the service."""
    return _SERVICE in page.text


def _first_units(page: Page) -> Sequence[PageRequest]:
    found = []
    for node in page.tree.css(f"[url*='{_SERVICE}']"):
        service = page.resolve(node.attributes.get("url"))
        given = dict(_PAIR.findall(node.attributes.get("querydata") or ""))
        if service and given:
            found.append(
                PageRequest(f"{service}?{urlencode({**given, 'paramJson': _compact({'pageNo': 1})})}")
            )
    return found


def _compact(value: dict[str, Any]) -> str:
    # As a browser would write it: gateways refuse the spaces that Python puts in.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _last_page(markup: str) -> int | None:
    """Return how many pages the pager tells: outright, or as records and how many of them a page shows."""
    told = {found["name"].lower(): int(found["value"]) for found in _ATTRIBUTE.finditer(markup)}
    pages = told.get("totalpage") or told.get("pagecount")
    if pages is None and "count" in told:
        rows = told.get("rows")
        pages = -(-told["count"] // rows) if rows else told["count"]
    return pages
