"""Saved text to article: a page copied as plain text, or the text layer of a PDF.

There is no markup to go by, so the lines tell what they are: a trail, a menu and the line of 来源 and 日期
can only stand above the body, the noise of the portal's footer only below it; nothing between is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.reading.article_lines import (
    cut_at,
    is_info_line,
    is_menu,
    is_noise,
    is_trail,
    kept_fields,
    label_alone,
    labelled,
    split_trail,
    tidy,
)
from flows.reading.article_rules import ArticleRules, LineRules
from flows.reading.plaintext_wrapping import unwrap
from flows.reading.shapes import Article, Reject

# Lines of the portal stand within so many of the text's first and last lines.
_TOP, _BOTTOM = 40, 60
# A line of this length with a full stop is the body's.
_PROSE = 40
_ENOUGH = 30


@dataclass(slots=True)
class _Head:
    """What stands above the body."""

    meta: dict[str, str] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)  # of the article, in order
    info_at: int | None = None  # number of lines before the line of 来源 and 日期


def read_plain(text: str, rules: ArticleRules) -> Article | Reject:
    """Read the lines of a saved text.

    The headline stays in the lines, over as many as it was printed on; `meta["title"]` is given only where a
    trail or the line under the headline shows which line it is. Without any prose the text is a Reject.
    """
    lines = unwrap(text)
    if not lines:
        return Reject("article", "empty", "no text")
    top = _body_starts(lines)
    head = _read_head(lines[:top], rules.lines)
    body = _without_end(head.lines + lines[top:], head.meta, rules.lines)
    if sum(map(len, body)) < _ENOUGH and not any("。" in line for line in body):
        return Reject("article", "empty", " ".join(body)[:80])
    return Article(tuple(body), head.meta, head.trail)


def _body_starts(lines: Sequence[str]) -> int:
    """The first line that is surely the body's: a sentence of some length, or the first beyond any head."""
    for index, line in enumerate(lines[:_TOP]):
        if len(line) >= _PROSE and ("。" in line or line.count("，") + line.count(",") > 2):
            return index
    return min(len(lines), _TOP)


def _read_head(lines: Sequence[str], rules: LineRules) -> _Head:
    """Sort the lines above the body: fields, trail, menu and noise from those of the article."""
    head = _Head()
    label: str | None = None  # a line that was a label alone: the next one is its value
    for line in lines:
        alone = label_alone(line, rules)
        if label is not None and alone is None and not is_info_line(line, rules):
            value = tidy(label, line) if label else None
            if value:
                head.meta.setdefault(label, value)
        elif is_trail(line, rules):
            _drop_banner(head, rules)
            head.trail = head.trail or split_trail(line, rules)
        elif is_info_line(line, rules):
            head.info_at = len(head.lines) if head.info_at is None else head.info_at
            for key, value in kept_fields(line, rules):
                head.meta.setdefault(key, value)
        elif not (alone is not None or is_noise(line, rules) or is_menu(line, rules)):
            head.lines.append(line)
        label = alone
    if head.info_at and head.info_at <= 4:
        head.meta.setdefault("title", "".join(_joined(head.lines[: head.info_at])))
    return head


def _drop_banner(head: _Head, rules: LineRules) -> None:
    """Take what stood above the trail for the portal's banner, if it is the name or address of a site."""
    names = [line for line in head.lines if len(line) <= 24 and rules.site_name.search(line)]
    if all(line in names or line.isascii() for line in head.lines):
        if names:
            head.meta["site"] = names[0]
        head.lines.clear()


def _joined(parts: Sequence[str]) -> list[str]:
    """The lines of one headline; issuers on lines of their own stay apart by a blank."""
    return [
        part if index == 0 or "关于" in parts[index - 1] else f" {part}" for index, part in enumerate(parts)
    ]


def _without_end(lines: list[str], meta: dict[str, str], rules: LineRules) -> list[str]:
    """The lines without what portals print under an article; a source printed there goes to `meta`."""
    tail = max(0, len(lines) - _BOTTOM)
    cut = cut_at(lines, [len(line) for line in lines], rules)
    kept = lines[: max(cut, tail)]
    while kept:
        line = kept[-1]
        fields = labelled(line, rules) if len(line) <= 60 and is_info_line(line, rules) else []
        if not (
            is_noise(line, rules) or is_menu(line, rules) or is_trail(line, rules) or _is_closing(fields)
        ):
            break
        for key, value in kept_fields(line, rules):
            meta.setdefault(key, value)
        kept.pop()
    return kept


def _is_closing(fields: Sequence[tuple[str, str]]) -> bool:
    return bool(fields) and all(key in ("source", "author", "") for key, _ in fields)
