"""Markup cut to what parses in bounded time: a page made to be slow must not stop all crawls of a process."""

import re

_MOST_CHARS = 4_000_000
_MOST_TAGS = 100_000
_HEAVIEST = 15_000
"""What open elements may weigh at once: the parser takes the square of their number (40,000: 2 s and more).

Real pages have some 200 open, and thousands of those that the next of their kind is to close.
"""
_WEIGHT = 10
_WEIGHT_IF_CLOSED_BY_NEXT = 1
_WEIGHT_OF_WHOLE = 700  # what a second <body> says goes to the first

_WEIGHTS = (
    dict.fromkeys(("html", "body"), _WEIGHT_OF_WHOLE)
    | dict.fromkeys(("p", "li", "dd", "dt", "option", "a", "tr", "td", "th"), _WEIGHT_IF_CLOSED_BY_NEXT)
    | dict.fromkeys(
        ("tbody", "thead", "tfoot", "h1", "h2", "h3", "h4", "h5", "h6"), _WEIGHT_IF_CLOSED_BY_NEXT
    )
    | dict.fromkeys(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"), 0)
    | dict.fromkeys(("source", "track", "wbr"), 0)
)

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)|<!--")
_END_OF = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}
_END_OF_COMMENT = re.compile(r"-->")

_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{2000,}>?")
_SEPARATOR = re.compile(r"[\s/\"']")
_MOST_SEPARATORS = 1000
"""In one element: time goes with the square of its attributes."""


def bounded(markup: str) -> str:
    """Return markup up to where it goes on beyond reason, without elements of thousands of attributes."""
    markup = _LONG_TAG.sub(_unless_of_many_attributes, markup[:_MOST_CHARS])
    return markup[: _end_of_reason(markup)]


def _unless_of_many_attributes(tag: re.Match[str]) -> str:
    """Keep a tag that is only long: pictures and the state of a form are pasted into an attribute."""
    separators = sum(1 for _ in _SEPARATOR.finditer(tag[0]))
    return tag[0] if separators <= _MOST_SEPARATORS else ""


def _end_of_reason(markup: str) -> int:
    """Return where there are too many elements, or too many open at once."""
    open_of: dict[str, int] = {}
    heavy = tags = place = 0
    while tag := _TAG.search(markup, place):
        name = (tag[2] or "").lower()
        tags += 1
        place = tag.end()
        if not name or (not tag[1] and name in _END_OF):
            # What looks like a tag in a script or a comment is none.
            end = (_END_OF[name] if name else _END_OF_COMMENT).search(markup, place)
            if end is None:
                break
            place = end.start() if name else end.end()
        elif not tag[1]:
            open_of[name] = open_of.get(name, 0) + 1
            heavy += _WEIGHTS.get(name, _WEIGHT)
        elif open_of.get(name):
            open_of[name] -= 1
            heavy -= _WEIGHTS.get(name, _WEIGHT)
        if heavy > _HEAVIEST or tags > _MOST_TAGS:
            return tag.start()
    return len(markup)
