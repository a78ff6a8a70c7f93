"""Lists that a script draws: entries out of the data, the variables and the markup in a page's scripts.

Nothing is run. What is read is what scripts must hold to draw a list: objects with a title and an address,
`var url = "…"; var title = "…"` before a `document.write`, or rows of markup in strings.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.platforms.listing import entry_of, list_entries
from crawlers.platforms.page import Entry, Page
from crawlers.platforms.row_addresses import filled

_SCRIPT_STARTS = re.compile(r"<script\b[^>]{0,2000}>", re.IGNORECASE)
_SCRIPT_ENDS = re.compile(r"</script", re.IGNORECASE)
_WRITTEN = re.compile(
    r"document\.write(?:ln)?\(\s*(?:'(?P<single>(?:[^'\\]|\\.)*+)'|\"(?P<double>(?:[^\"\\]|\\.)*+)\")",
    re.DOTALL,
)
_ROW_START = re.compile(r"\[\s*(?=\{\s*[\"'])")

_MOST_ARRAYS = 50
# What JavaScript allows beyond JSON: names without quotes, strings in single ones.
_FLAT = re.compile(r"\{[^{}]{20,2000}\}")
_PAIR = re.compile(
    r"[\"']?\b(?P<name>\w+)[\"']?\s*:\s*"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<number>\d+))"
)

_ADDRESSES = ("url", "link", "href", "linkurl", "docpuburl", "infourl", "arturl", "post_url", "pageurl")
_TITLES = ("title", "realtitle", "doctitle", "infotitle", "name", "arttitle", "subject")
_DATES = (
    "date", "publishdate", "publishtime", "publishedtimestr", "publishedtime", "pubdate", "pubtime",
    "publish_date", "publish_time", "pub_date", "docreltime", "docrelpubtime", "infodate", "releasedate",
    "releasetime", "fbsj", "createtime", "create_time", "addtime", "inputtime", "showdate", "showtime",
    "time", "display_publish_time",
)  # fmt: skip
_ASSIGNED_ADDRESS = re.compile(
    r"\b(?:url|link|href)\s*=\s*([\"'])(?P<value>[^\"'\n]{3,300})\1", re.IGNORECASE
)
_ASSIGNED_TITLE = re.compile(r"\b\w*title\s*=\s*([\"'])(?P<value>(?:(?!\1)[^\n]){4,300})\1", re.IGNORECASE)


def script_entries(page: Page) -> list[Entry]:
    """Return the entries that the scripts of a page would draw, in their order, each URL once."""
    found: dict[str, Entry] = {}
    for script in _scripts(page.text):
        for entry in (*_of_data(page, script), *_of_variables(page, script), *_of_markup(page, script)):
            found.setdefault(entry.url, entry)
    return list(found.values())


def _scripts(text: str) -> Iterator[str]:
    position = 0
    while starts := _SCRIPT_STARTS.search(text, position):
        ends = _SCRIPT_ENDS.search(text, starts.end())
        if ends is None:
            return
        yield text[starts.end() : ends.start()]
        position = ends.end()


def rows_entries(page: Page, data: object) -> list[Entry]:
    """Return the entries among the objects of JSON data, however deep they lie."""
    made = (_entry(page, row) for row in _objects(data))
    return [entry for entry in made if entry]


def _of_data(page: Page, script: str) -> Iterator[Entry]:
    strict = [entry for rows in _arrays(script) for entry in rows_entries(page, rows)]
    if strict:
        yield from strict
        return
    for literal in _FLAT.finditer(script):
        if entry := _entry(page, pairs_of(literal[0])):
            yield entry


def pairs_of(literal: str) -> dict[str, str]:
    """Return the names and plain values that an object of a script holds, escapes resolved."""
    return {
        found["name"]: _unescaped(found["double"] or found["single"] or found["number"] or "")
        for found in _PAIR.finditer(literal)
    }


def _arrays(script: str) -> Iterator[Any]:
    """Yield the arrays of objects in a script that are JSON."""
    position = 0
    for _ in range(_MOST_ARRAYS):
        start = _ROW_START.search(script, position)
        if start is None:
            return
        try:
            rows, position = json.JSONDecoder().raw_decode(script, start.start())
        except (json.JSONDecodeError, RecursionError):
            position = start.end()
            continue
        yield rows


def _unescaped(text: str) -> str:
    try:
        decoded: str = json.loads(f'"{text}"')
    except json.JSONDecodeError:
        return text.replace("\\/", "/").replace("\\'", "'")
    return decoded


def _objects(data: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, Mapping):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _objects(part)


def _entry(page: Page, row: Mapping[str, Any]) -> Entry | None:
    named = {name.lower(): value for name, value in row.items() if isinstance(value, str | int)}
    address = next((named[name] for name in _ADDRESSES if named.get(name)), None)
    if address is None and page.asked.row_address:
        address = filled(page.asked.row_address, row)
    title = next((named[name] for name in _TITLES if named.get(name)), None)
    shown = next((named[name] for name in _DATES if named.get(name)), None)
    # Menus are data too; only rows with a date are a list's.
    if not (isinstance(address, str) and isinstance(title, str) and shown):
        return None
    return entry_of(page.url, page.resolve(address), re.sub(r"<[^>]+>", "", title), shown)


def _of_variables(page: Page, script: str) -> Iterator[Entry]:
    """Yield the entry of a script that sets an address and a title for one row."""
    address = _ASSIGNED_ADDRESS.search(script)
    title = _ASSIGNED_TITLE.search(script)
    if address and title and "document.write" in script:
        entry = entry_of(page.url, page.resolve(address["value"]), title["value"], script)
        if entry:
            yield entry


def _of_markup(page: Page, script: str) -> Iterator[Entry]:
    written = "".join(found["single"] or found["double"] or "" for found in _WRITTEN.finditer(script))
    if "href" in written.lower():
        markup = written.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
        yield from list_entries(Page(page.url, f"<html><body>{markup}</body></html>"))
