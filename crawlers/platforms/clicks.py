"""What a click asks for: links, also in scripts, ASP.NET postbacks, page functions, forms, services.

No script is run: an address is read out of the string that a handler, or the function it calls, puts together
of literals, of its own arguments and of the page's constants; anything beyond that asks for nothing.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from selectolax.lexbor import LexborNode

from crawlers.addresses import without_session
from crawlers.platforms.calls import first_call
from crawlers.platforms.page import Page, PageRequest

_CHOSEN = re.compile(r"\b(?:this|self)\.(?:value|options\[\s*(?:this|self)\.selectedIndex\s*\]\.value)")
_LITERAL = r"'[^'\n]*'|\"[^\"\n]*\""
_TERM = rf"(?:{_LITERAL}|[A-Za-z_$][\w$]*|\d+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]*)['\"]\s*,\s*['\"]([^'\"]*)['\"]")
_GOES_TO = re.compile(
    rf"(?:\blocation(?:\.href)?\s*=|\bopen\(|\blocation\.(?:replace|assign)\()\s*(?P<sum>{_SUM})\s*(?:[;,)\n}}<]|$)"
)
_CALL = re.compile(r"(?P<name>[A-Za-z_$][\w$]*)\(\s*(?P<arguments>[^()]*)\)")
_FIELD = re.compile(
    r"(?:\.|getElementById\(\s*['\"]|\$\(\s*['\"]#|\[\s*['\"])(?P<name>\w+)(?:['\"]\s*[\])])?\s*"
    rf"\.(?:value\s*=\s*|val\(\s*)(?P<sum>{_SUM})"
)
_TOKEN = re.compile(_TERM)
_ADDRESS = re.compile(
    r"^(?:https?:)?/|^\.{1,2}/|^[\w./-]+\.(?:s?html?|jsp|aspx?|php|do|action)\b", re.IGNORECASE
)


def clicked(page: Page, link: LexborNode) -> PageRequest | None:
    """Return what a click on `link` asks for; None for nothing that leads to a page."""
    if link.tag == "option":
        return _chosen(page, link)
    href = link.attributes.get("href") or ""
    if url := page.resolve(href):
        return PageRequest(without_session(url))
    request = _told(page, f"{href} ; {link.attributes.get('onclick') or ''}")
    if request is not None:
        return request
    given = (link.attributes.get(name) for name in ("data-url", "data-href", "data-src"))
    url = page.resolve(next(filter(None, given), None))
    return PageRequest(without_session(url)) if url else None


def _chosen(page: Page, option: LexborNode) -> PageRequest | None:
    """Return what the choice of an option asks for: its value, or what its list's handler makes of that."""
    value = option.attributes.get("value") or ""
    handler = (option.parent.attributes.get("onchange") or "") if option.parent else ""
    if _CHOSEN.search(handler) and "'" not in value:
        return _told(page, _CHOSEN.sub(f"'{value}'", handler))
    url = page.resolve(value)
    return PageRequest(without_session(url)) if url else None


def led_to(page: Page, script: str) -> PageRequest | None:
    """Return where a script takes its visitor by itself; None where it does not, or does not say."""
    return _by_statements(page, script, {})


def _told(page: Page, script: str) -> PageRequest | None:
    """Return what a handler asks for; None where it does not say."""
    if postback := _POSTBACK.search(script):
        return _postback(page, postback[1], postback[2])
    request = _by_statements(page, script, {})
    if request is not None:
        return request
    for call in _CALL.finditer(script):
        arguments = [_literal(argument) for argument in call["arguments"].split(",")]
        request = _by_function(page, call["name"], arguments) or _by_argument(page, arguments)
        if request is not None:
            return request
    return None


def _by_statements(page: Page, script: str, known: Mapping[str, str]) -> PageRequest | None:
    """Return what the statements of a script ask for; `known` are the values of its names."""
    for goes in _GOES_TO.finditer(script):
        address = _value(page, goes["sum"], known)
        url = page.resolve(address) if address else None
        if url:
            return PageRequest(without_session(url))
    field = _FIELD.search(script) if "submit" in script else None
    value = _value(page, field["sum"], known) if field else None
    return _submitted(page, field["name"], value) if field and value is not None else None


def _by_function(page: Page, name: str, arguments: Sequence[str | None]) -> PageRequest | None:
    function = page.functions.get(name)
    if function is None:
        return None
    parameters, script = function
    paired = zip(parameters, arguments, strict=False)
    known = {parameter: argument for parameter, argument in paired if argument is not None}
    return _by_statements(page, script, known) or (first_call(page, script, known) if known else None)


def _by_argument(page: Page, arguments: Sequence[str | None]) -> PageRequest | None:
    """Return the address that a call of an unknown function hands over."""
    address = next((argument for argument in arguments if argument and _ADDRESS.match(argument)), None)
    url = page.resolve(address) if address else None
    return PageRequest(without_session(url)) if url else None


def _literal(text: str) -> str | None:
    bare = text.strip()
    if bare.isdecimal():
        return bare
    quoted = re.fullmatch(_LITERAL, bare)
    return bare[1:-1] if quoted else None


def _value(page: Page, summed: str, known: Mapping[str, str]) -> str | None:
    """Return the text that literals and names add up to; None where a name's value is not to be seen."""
    parts = []
    for term in _TOKEN.findall(summed):
        part = _literal(term)
        if part is None:
            part = known.get(term) or page.values.get(term)
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def _postback(page: Page, target: str, argument: str) -> PageRequest:
    """Return the form that ASP.NET would send for a page link."""
    hidden = page.tree.css("input[type=hidden][name]")
    fields = {node.attributes.get("name") or "": node.attributes.get("value") or "" for node in hidden}
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    return PageRequest(page.url, "POST", urlencode(fields))


def _submitted(page: Page, field: str, value: str) -> PageRequest | None:
    """Return what the form that holds `field` would send with it set to `value`."""
    for form in page.tree.css("form"):
        inputs = [node for node in form.css("input, select, textarea") if node.attributes.get("name")]
        held = next(
            (node for node in inputs if field in {node.attributes.get("name"), node.attributes.get("id")}),
            None,
        )
        url = page.resolve(form.attributes.get("action")) or page.url.partition("#")[0]
        if held is None:
            continue
        sent = {
            node.attributes["name"] or "": node.attributes.get("value") or ""
            for node in inputs
            if (node.attributes.get("type") or "text").lower() in {"hidden", "text"}
        }
        sent[held.attributes["name"] or ""] = value
        if (form.attributes.get("method") or "get").lower() == "post":
            return PageRequest(url, "POST", urlencode(sent))
        return PageRequest(f"{url.partition('?')[0]}?{urlencode(sent)}")
    return None
