"""What is asked of markup before it is parsed: that it parses in bounded time, and whether it hides words."""

import re
from collections.abc import Container

# Rare words first: only before one of them is a style looked for.
_AWAY = tuple(map(re.compile, (r"display\s*:\s*none", r"visibility\s*:\s*hidden")))
_IN_STYLE = re.compile(r"style\s*=\s*[\"'][^\"'<>]{0,200}\Z")
_STYLE_REACH = 240
_TAG_REACH = 2000
_TAG_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9]*)")
_BLOCK_TAG = re.compile(
    r"<(/?)(div|p|li|ul|ol|dl|dd|dt|section|article|center|table|td|blockquote|form|h[1-6])\b", re.I
)

_MAX_DEPTH = 1500
_MAX_TAGS = 60_000
_MAX_CHARS = 4_000_000
_LARGE = 100_000
_OVERLONG_TAG = re.compile(r"<[A-Za-z][^<>]{8000,}>?")
_EMBEDDED = re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=\s%]*")


def styles_away(markup: str, but: Container[str]) -> bool:
    """Whether some element is hidden by a style of its own, `but` those of these names left out."""
    for match in (match for away in _AWAY for match in away.finditer(markup)):
        at = match.start()
        if _IN_STYLE.search(markup, max(0, at - _STYLE_REACH), at):
            opened = markup.rfind("<", max(0, at - _TAG_REACH), at)
            tag = _TAG_NAME.match(markup, opened) if opened >= 0 else None
            if tag is None or tag[1].lower() not in but:
                return True
    return False


def bounded(markup: str) -> str:
    """Markup that parses in bounded time: without pasted images, and cut where it goes on beyond reason.

    The parser takes quadratic time for nested blocks (50,000 open `<div>`: 3 s), for the attributes of one
    element (50,000: 4 s) and for names of elements (300,000: 30 s). No real page nests 200 deep or has 20,000
    elements.
    """
    if ";base64," in markup:
        markup = _EMBEDDED.sub("", markup)
    markup = markup[:_MAX_CHARS]
    if len(markup) > _LARGE:
        markup = _OVERLONG_TAG.sub("", markup)
    tags = markup.count("<")
    if tags > _MAX_TAGS:
        markup = "<".join(markup.split("<", _MAX_TAGS + 1)[:-1])
    return _without_depths(markup) if tags > 2 * _MAX_DEPTH else markup


def _without_depths(markup: str) -> str:
    """Markup up to where its blocks are nested too deep."""
    depth: dict[str, int] = {}
    total = 0
    for match in _BLOCK_TAG.finditer(markup):
        tag = match[2].lower()
        if not match[1]:
            if tag in ("p", "li", "dd", "dt", "td"):  # the parser closes these by itself
                continue
            depth[tag] = depth.get(tag, 0) + 1
            total += 1
            if total > _MAX_DEPTH:
                return markup[: match.start()]
        elif depth.get(tag):
            depth[tag] -= 1
            total -= 1
    return markup
