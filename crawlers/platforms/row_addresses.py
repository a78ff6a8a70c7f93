"""How a page makes the address of a row out of its fields, where the rows themselves have none.

What templates and scripts write is read as text with places for fields: `:href="'/detail/' + item.id"`,
`"<a href='/show?id=" + row.id + "'>"`, `href="/detail/${item.id}.html"`, `href="/d/{{item.id}}"` all become
`/detail/{id}` and its like.
"""

import re
from collections.abc import Mapping
from typing import Any

_BOUND = re.compile(
    r"(?:v-bind)?:href\s*=\s*\"(?P<sum>[^\"\n]{1,300})\"|ng-href\s*=\s*\"(?P<placed>[^\"\n]{1,300})\""
)
_WRITTEN = re.compile(r"\bhref\s*=\s*(?:\\?['\"])?(?P<rest>[^\n]{1,300})")
_TERM = re.compile(r"'([^'\n]*)'|`([^`\n]*)`|([A-Za-z_$][\w$]*(?:\.\w+)+)")
_PLACE = re.compile(r"\$\{\s*\w+\.(\w+)\s*\}|\{\{\s*(?:\w+\.)?(\w+)\s*\}\}")
_PLACED = re.compile(r"[^'\"\s<>]*(?:\$\{\s*\w+\.\w+\s*\}|\{\{\s*(?:\w+\.)?\w+\s*\}\})[^'\"\s<>]*")
_ADDED = re.compile(
    r"(?P<head>[^'\"\s<>+]*)(?P<quote>['\"])\s*\+\s*\w+(?:\[\w+\])?\.(?P<field>\w+)\s*"
    r"(?:\+\s*(?P=quote)(?P<tail>[^'\"\s<>\\]*))?"
)
_FIELD = re.compile(r"\{(\w+)\}")


def row_address(text: str) -> str:
    """Return how a page's text makes the address of a row, fields in braces; empty where it does not say."""
    for bound in _BOUND.finditer(text):
        made = _of_sum(bound["sum"]) if bound["sum"] else _of_places(bound["placed"])
        if _FIELD.search(made):
            return made
    for written in _WRITTEN.finditer(text):
        rest = written["rest"]
        placed, added = _PLACED.match(rest), _ADDED.match(rest)
        if placed:
            return _of_places(placed[0])
        if added:
            return f"{added['head']}{{{added['field']}}}{added['tail'] or ''}"
    return ""


def filled(address: str, row: Mapping[str, Any]) -> str | None:
    """Return the address of a row; None where the row lacks a field of it."""
    fields = _FIELD.findall(address)
    values = {name: row.get(name) for name in fields}
    if not fields or not all(isinstance(value, str | int) and value != "" for value in values.values()):
        return None
    return _FIELD.sub(lambda place: str(values[place[1]]), address)


def _of_sum(summed: str) -> str:
    """Return literals and fields added up; nothing else can stand in an address that rows share."""
    parts = []
    for literal, template, field in _TERM.findall(summed):
        parts.append(f"{{{field.rpartition('.')[2]}}}" if field else literal or _of_places(template))
    return "".join(parts)


def _of_places(template: str) -> str:
    return _PLACE.sub(lambda place: f"{{{place[1] or place[2]}}}", template)
