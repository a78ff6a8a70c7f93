"""Lists that a page's script asks a service for, a page at a time, and the service's answers in JSON.

Nothing is run. A call is understood when the number of a page is among its parameters, which tells it from
all else that a page asks for: `$.ajax({url: "/list.do", data: {code: "35", pageNum: n}})`,
`axios.get("/list", {params: {…}})`, `fetch("/list?page=" + n)`. Its other parameters are literals or names
that the script sets to one; what cannot be seen is left out.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.row_addresses import row_address
from crawlers.platforms.scripted import rows_entries

_LITERAL = r"(?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`)"
_TERM = rf"(?:{_LITERAL}|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*|\d+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_TOKEN = re.compile(_TERM)
_CALL = re.compile(
    rf"(?P<opens>\b(?:get|getJSON|post|fetch|ajax|axios|request)\(\s*|\burl['\"]?\s*:\s*)(?P<sum>{_SUM})\s*(?=[,)}}\n])"
)
_OPTIONS = re.compile(r"\b(?:data|params)['\"]?\s*:\s*(?=[{'\"])|JSON\.stringify\(\s*(?=\{)")
_PAIR = re.compile(rf"['\"]?\b(?P<name>\w+)['\"]?\s*:\s*(?P<value>{_SUM})\s*(?=[,}}\n])")
_POSTED = re.compile(r"\b(?:type|method)['\"]?\s*:\s*['\"]post['\"]", re.IGNORECASE)
_AS_JSON = re.compile(r"JSON\.stringify|application/json")
_HANDED_OVER = re.compile(r"['\"]jsonp['\"]")
_HANDED_TO = re.compile(r"\bjsonp['\"]?\s*:\s*['\"](\w+)['\"]")
_CALLED_BACK = re.compile(r"\bfunction\b|=>|\.then\b|\.done\b")
_PAGE_NAME = re.compile(
    r"^(?:\w*page(?:_?(?:num|no|index|number|now))?|p|pn|cur(?:rent)?|page(?:_?[iI]d?x))$", re.IGNORECASE
)
_SIZE_NAME = re.compile(r"(?:size|limit|rows|per_?page)$", re.IGNORECASE)
_ENDS_WITH_NAME = re.compile(r"[?&](\w+)=$")
_PLACE = re.compile(r"\$\{\s*([\w.$]+)\s*\}")
_TOTALS = ("total", "totalcount", "totalelements", "totalrecords", "recordcount", "totalnum", "count")
_PAGE_COUNTS = ("totalpages", "totalpage", "pagecount", "pagetotal", "pages")
# Libraries, what a build tool put together, and what only decorates or counts.
_LIBRARY = re.compile(
    r"jquery|vue|react|axios|bootstrap|swiper|layui|layer|laydate|echarts|element|iview|polyfill|require|seajs|html5"
    r"|respond|share|stat|analytics|count|wza|ipv6|slide|scroll|calendar|mobile|login|search|font|chunk|runtime|vendor"
    r"|\.min\.js|[.-][0-9a-f]{6,}\.js",
    re.IGNORECASE,
)
_DRAWS_LISTS = re.compile(r"list|page|channel|column|article|news|content|xxgk", re.IGNORECASE)
_MOST_SCRIPTS = 3
_LONGEST_CALL = 1500
_MOST_CALLS = 40
_DEEPEST_COUNT = 3

Parameters = dict[str, str]


def by_service(page: Page) -> list[PageRequest]:
    """Return the first page of the list that the page's scripts ask a service for."""
    for position, call in enumerate(_CALL.finditer(page.text)):
        if position >= _MOST_CALLS:
            break
        if request := _request(page, call):
            return [request]
    return []


def script_files(page: Page) -> list[PageRequest]:
    """Return the script files of a page that are its portal's own, those first that may draw a list."""
    host = urlsplit(page.url).hostname
    named = (page.resolve(node.attributes.get("src")) for node in page.tree.css("script[src]"))
    own = {url: None for url in named if url and urlsplit(url).hostname == host and not _LIBRARY.search(url)}
    likely = sorted(own, key=lambda url: not _DRAWS_LISTS.search(url))
    return [PageRequest(url, script=True, tentative=True) for url in likely[:_MOST_SCRIPTS]]


def next_answer(page: Page) -> list[PageRequest]:
    """Return what asks for the rows after those of an answer; none after the last, as far as it tells."""
    asked = _asked(page)
    name = next((name for name, value in asked.items() if _PAGE_NAME.match(name) and value.isdecimal()), None)
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


def _request(page: Page, call: re.Match[str]) -> PageRequest | None:
    """Return what a call asks for; None where it names no service of the page's host, or no page's number."""
    address = _value(page, call["sum"])
    url = page.resolve(address) if address else None
    if url is None or urlsplit(url).hostname != urlsplit(page.url).hostname:
        return None
    told = _call_of(page.text, call)
    given = _parameters(page, told)
    if not any(_PAGE_NAME.match(name) for name in (*given, *dict(parse_qsl(urlsplit(url).query)))):
        return None
    if _HANDED_OVER.search(told):
        parameter = _HANDED_TO.search(told)
        given[parameter[1] if parameter else "callback"] = "jsonp"
    row = row_address(page)
    if call["opens"].startswith("post") or _POSTED.search(told):
        plain = not _AS_JSON.search(told)
        return PageRequest(url, "POST", urlencode(given) if plain else json.dumps(given), row_address=row)
    query = "&".join(filter(None, [urlsplit(url).query, urlencode(given)]))
    return PageRequest(f"{url.partition('?')[0]}?{query}", row_address=row)


def _call_of(text: str, call: re.Match[str]) -> str:
    """Return the call as far as it says what is asked; of options, all of their object."""
    start = call.start()
    if call["opens"].startswith("url"):
        start = max(text.rfind("{", max(0, start - _LONGEST_CALL), start), start - _LONGEST_CALL, 0)
    window = text[start : start + _LONGEST_CALL]
    called_back = _CALLED_BACK.search(window, call.end() - start)
    return window[: called_back.start()] if called_back else window


def _parameters(page: Page, told: str) -> Parameters:
    """Return the parameters that a call hands over in an object or as the text of a form."""
    options = _OPTIONS.search(told)
    start = options.end() if options else told.find("{", 1)
    if start < 0:
        return {}
    if told[start] != "{":
        form = re.match(_SUM, told[start:])
        return dict(parse_qsl(_value(page, form[0]) or "", keep_blank_values=True)) if form else {}
    end = told.find("}", start)
    found = {}
    for pair in _PAIR.finditer(told, start, end + 1 if end > 0 else len(told)):
        value = _value(page, pair["value"])
        if _PAGE_NAME.match(pair["name"]):
            value = value if value and value.isdecimal() else "1"
        if value is not None:
            found[pair["name"]] = value
    return found


def _value(page: Page, summed: str) -> str | None:
    """Return the text that literals and names add up to; None where a name's value is not to be seen."""
    made = ""
    for term in _TOKEN.findall(summed):
        part = _part(page, term, made)
        if part is None:
            return None
        made += part
    return made


def _part(page: Page, term: str, before: str) -> str | None:
    if term.isdecimal():
        return term
    if term[0] in "'\"":
        return term[1:-1]
    if term[0] == "`":
        made = ""
        for text, name in re.findall(r"([^$]*)(?:\$\{\s*([\w.$]+)\s*\})?", term[1:-1]):
            part = _named(page, name, before + made + text) if name else ""
            if part is None:
                return None
            made += text + part
        return made
    return _named(page, term, before)


def _named(page: Page, name: str, before: str) -> str | None:
    """Return the value of a name; of a page's number, where nothing else is to be seen, the first."""
    last = name.rpartition(".")[2]
    found = re.search(
        rf"(?<![\w.$]){re.escape(last)}['\"]?\s*[:=]\s*(?:'([^'\n]*)'|\"([^\"\n]*)\"|(\d+))\s*[,;}}\n]",
        page.text,
    )
    if found:
        return next(group for group in found.groups() if group is not None)
    parameter = _ENDS_WITH_NAME.search(before)
    return "1" if parameter and _PAGE_NAME.match(parameter[1]) else None


def _asked(page: Page) -> Parameters:
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
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
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
