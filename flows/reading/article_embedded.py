"""Articles that a page carries without showing them in its elements: JSON in a script, or a text field."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.reading.article_lines import tidy
from flows.reading.article_rules import ArticleRules

_DECODER = json.JSONDecoder()
_WIDE = re.compile("[\u4e00-\u9fff]")
# Fewer ideographs than this are a label or an abstract.
_ENOUGH = 60
# The fields of the object that holds the content stand this near to it.
_NEAR = 3000


@dataclass(frozen=True, slots=True)
class Carried:
    """An article's markup as a page carries it, and the fields given beside it."""

    markup: str
    fields: dict[str, str] = field(default_factory=dict)


def find_carried(markup: str, textareas: Sequence[str], rules: ArticleRules) -> Carried | None:
    """The longest text that the page carries in a text field or as JSON, if it is as long as an article."""
    found = [(text, -1, -1) for text in textareas]
    for match in rules.carried_text.finditer(markup):
        text, end = _string_at(markup, match.end())
        found.append((text, match.start(), end))
    if not found:
        return None
    longest, start, end = max(found, key=lambda carried: len(carried[0]))
    if len(_WIDE.findall(longest)) < _ENOUGH:
        return None
    return Carried(longest, _fields_near(markup, start, end, rules) if start >= 0 else {})


def _string_at(markup: str, start: int) -> tuple[str, int]:
    """The JSON string that begins at `start` and where it ends; empty where there is none."""
    try:
        value, end = _DECODER.raw_decode(markup, start)
    except ValueError:
        return "", start
    return (value, end) if isinstance(value, str) else ("", start)


def _fields_near(markup: str, start: int, end: int, rules: ArticleRules) -> dict[str, str]:
    around = markup[max(0, start - _NEAR) : start] + markup[end : end + _NEAR]
    fields: dict[str, str] = {}
    for name, key in rules.carried_fields.items():
        at = around.find(f'"{name}"')
        opening = around.find('"', at + len(name) + 2) if at >= 0 else -1
        if opening < 0 or around[at + len(name) + 2 : opening].strip() != ":":
            continue
        value = tidy(key, _string_at(around, opening)[0])
        if value:
            fields.setdefault(key, value)
    return fields
