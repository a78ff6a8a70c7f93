"""Calls of services, read out of a script: what a list's script asks for when it wants a page of rows.

Nothing is run. A call is understood when the number of a page is among its parameters, or when it asks for a
file of data, which tells it from all else that a page asks for: `$.ajax({url: "/list.do", data: {code: "35",
pageNum: n}})`, `axios.get("/list", {params: {…}})`, `fetch("/list?page=" + n)`, `$.getJSON("./list.json")`.
Other parameters are literals or names that the script sets to one; what cannot be seen is left out.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.platforms.page import Page, PageRequest

PAGE_NAME = re.compile(
    r"^(?:\w*page(?:_?(?:num|no|index|idx|number|now))?|p|pn|cur(?:rent)?)$", re.IGNORECASE
)
"""Names of parameters that hold the number of a page."""

_TERM = r"(?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*|\d+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_TOKEN = re.compile(_TERM)
_CALL = re.compile(
    r"(?P<opens>\b(?:get|getJSON|post|fetch|ajax|axios|request)\(\s*|\burl['\"]?\s*:\s*)"
    rf"(?P<sum>{_SUM})\s*(?=[,)}}\n])"
)
_OPTIONS = re.compile(r"\b(?:data|params)['\"]?\s*:\s*(?=[{'\"])|JSON\.stringify\(\s*(?=\{)")
_PAIR = re.compile(rf"['\"]?\b(?P<name>\w+)['\"]?\s*:\s*(?P<value>{_SUM})\s*(?=[,}}\n])")
_POSTED = re.compile(r"\b(?:type|method)['\"]?\s*:\s*['\"]post['\"]", re.IGNORECASE)
_AS_JSON = re.compile(r"JSON\.stringify|application/json")
_HANDED_OVER = re.compile(r"['\"]jsonp['\"]")
_HANDED_TO = re.compile(r"\bjsonp['\"]?\s*:\s*['\"](\w+)['\"]")
_CALLED_BACK = re.compile(r"\bfunction\b|=>|\.then\b|\.done\b")
_ENDS_WITH_NAME = re.compile(r"[?&](\w+)=$")
_PLACES = re.compile(r"([^$]*)(?:\$\{\s*([\w.$]+)\s*\})?")
_LONGEST_CALL = 1500
_MOST_CALLS = 40

Known = Mapping[str, str]


def first_call(page: Page, script: str, known: Known | None = None) -> PageRequest | None:
    """Return what the first call of `script` that is understood asks for; `known` are values of its names."""
    for position, call in enumerate(_CALL.finditer(script)):
        if position >= _MOST_CALLS:
            break
        if request := _request(page, script, call, known or {}):
            return request
    return None


def _request(page: Page, script: str, call: re.Match[str], known: Known) -> PageRequest | None:
    """Return what a call asks for; None where it names no service of the page's host, or no page's number."""
    address = _value(page, call["sum"], known)
    url = page.resolve(address) if address else None
    if url is None or urlsplit(url).hostname != urlsplit(page.url).hostname:
        return None
    told = _told(script, call)
    given = _parameters(page, told, known)
    asked = {*given, *dict(parse_qsl(urlsplit(url).query))}
    if not (any(PAGE_NAME.match(name) for name in asked) or urlsplit(url).path.endswith(".json")):
        return None
    if _HANDED_OVER.search(told):
        parameter = _HANDED_TO.search(told)
        given[parameter[1] if parameter else "callback"] = "jsonp"
    row = page.row_address
    if call["opens"].startswith("post") or _POSTED.search(told):
        body = json.dumps(given) if _AS_JSON.search(told) else urlencode(given)
        return PageRequest(url, "POST", body, row_address=row)
    query = "&".join(filter(None, [urlsplit(url).query, urlencode(given)]))
    return PageRequest(f"{url.partition('?')[0]}{query and '?'}{query}", row_address=row)


def _told(script: str, call: re.Match[str]) -> str:
    """Return the call as far as it says what is asked; of options, all of their object."""
    start = call.start()
    if call["opens"].startswith("url"):
        opened = script.rfind("{", max(0, start - _LONGEST_CALL), start)
        start = opened if opened >= 0 else start
    window = script[start : call.end() + _LONGEST_CALL]
    called_back = _CALLED_BACK.search(window, call.end() - start)
    return window[: called_back.start()] if called_back else window


def _parameters(page: Page, told: str, known: Known) -> dict[str, str]:
    """Return the parameters that a call hands over in an object or as the text of a form."""
    options = _OPTIONS.search(told)
    start = options.end() if options else told.find("{", 1)
    if start < 0:
        return {}
    if told[start] != "{":
        form = re.match(_SUM, told[start:])
        written = _value(page, form[0], known) if form else None
        return dict(parse_qsl(written or "", keep_blank_values=True))
    end = told.find("}", start)
    found = {}
    for pair in _PAIR.finditer(told, start, end + 1 if end > 0 else len(told)):
        value = _value(page, pair["value"], known)
        if PAGE_NAME.match(pair["name"]):
            value = value if value and value.isdecimal() else "1"
        if value is not None:
            found[pair["name"]] = value
    return found


def _value(page: Page, summed: str, known: Known) -> str | None:
    """Return the text that literals and names add up to; None where a name's value is not to be seen."""
    made = ""
    for term in _TOKEN.findall(summed):
        part = _term(page, term, made, known)
        if part is None:
            return None
        made += part
    return made


def _term(page: Page, term: str, before: str, known: Known) -> str | None:
    if term.isdecimal():
        return term
    if term[0] in "'\"":
        return term[1:-1]
    if term[0] != "`":
        return _named(page, term, before, known)
    made = ""
    for text, name in _PLACES.findall(term[1:-1]):
        part = _named(page, name, before + made + text, known) if name else ""
        if part is None:
            return None
        made += text + part
    return made


def _named(page: Page, name: str, before: str, known: Known) -> str | None:
    """Return the value of a name; of a page's number, where nothing else is to be seen, the first."""
    if name in known:
        return known[name]
    value = page.values.get(name.rpartition(".")[2])
    if value is not None:
        return value
    parameter = _ENDS_WITH_NAME.search(before)
    return "1" if parameter and PAGE_NAME.match(parameter[1]) else None
