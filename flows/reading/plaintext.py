"""Saved text to article: a page copied as plain text, or the text layer of a PDF.

There is no markup to go by, so the lines tell what they are: a trail, a menu and the line of 来源 and 日期
can only stand above the body, the noise of the portal's footer only below it; nothing between is touched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.reading.article_lines import (
    cut_at,
    is_info_line,
    is_menu,
    is_noise,
    is_trail,
    iso_date,
    kept_fields,
    label_alone,
    labelled,
    split_trail,
    tidy,
)
from flows.reading.article_rules import ArticleRules, LineRules
from flows.reading.article_watermark import without_watermarks
from flows.reading.plaintext_wrapping import unwrap
from flows.reading.shapes import Article, Reject

# Lines of the portal stand within so many of the text's first and last lines.
_TOP, _BOTTOM = 40, 60
# A line of this length with a full stop is the body's.
_PROSE = 40
_ENOUGH = 30
# The names that a portal prints above a headline are not longer.
_BANNER = 24
# The value of a label that is not kept (浏览次数：) is a count or a name, of others at most a long title.
_LONGEST_VALUE, _INFO = 16, 400
# A first line longer than any title may hold one, up to the year that the text opens with.
_RUN_ON = re.compile(r"([^。，,；;：:]{8,60}?(?:报告|总结|要点|方案|计划))\s*(?=(?:19|20)\d\d年)")
_RUN_ON_FROM = 120
# ——2018年3月28日在…会议上, as under the title of a speech.
_UNDER_TITLE = re.compile(r"[—－-]{1,3}\s*(?:19|20)\d\d\s*年|[(（]\s*(?:19|20)\d\d\s*年.*[)）]$")
# A field of a word or a number does not hold a title: its value is missing.
_SHORT_FIELDS = frozenset(("", "validity", "doc_number", "index_number", "published_on", "signed_on"))
_TITLED = re.compile(
    r"(?:20\d\d|关于).*(?:报告|总结|要点|计划|方案|安排|通知|情况|年报)(?:[（(].{1,16}[)）])?$"
)
_PADDED = re.compile(r"[-年/.]0\d|\d:\d\d")


@dataclass(slots=True)
class _Head:
    """What stands above the body."""

    meta: dict[str, str] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)  # of the article, in order
    info_at: int = 0  # number of lines before the line of 来源 and 日期


def read_plain(text: str, rules: ArticleRules) -> Article | Reject:
    """Read the lines of a saved text.

    The headline stays in the lines, over as many as it was printed on; `meta["title"]` is given only where a
    trail or the line under the headline shows which line it is. Without any prose the text is a Reject.
    """
    lines = [line for line in map(_row, without_watermarks(unwrap(text))) if line]
    lines = _parted(lines)
    if not lines:
        return Reject("article", "empty", "no text")
    top = _body_starts(lines)
    head = _read_head(lines[:top], rules.lines)
    body = _without_end(head.lines + lines[top:], head.meta, rules.lines)
    if sum(map(len, body)) < _ENOUGH and not any("。" in line for line in body):
        return Reject("article", "empty", " ".join(body)[:80])
    return Article(tuple(body), head.meta, head.trail)


def _row(line: str) -> str:
    """The line without bars at its ends; one stays behind a label whose cell is empty (| 文号： | |)."""
    bare = line.strip("| ")
    return f"{bare} |" if line.startswith("|") and bare.endswith(("：", ":")) else bare


def _parted(lines: list[str]) -> list[str]:
    """The lines, a title that runs into the first paragraph (…情况的报告2023年，…) on a line of its own."""
    run_on = _RUN_ON.match(lines[0]) if lines and len(lines[0]) > _RUN_ON_FROM else None
    return [run_on[1], lines[0][run_on.end() :].lstrip(), *lines[1:]] if run_on else lines


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
    for line in _without_cells(lines, rules):
        alone = label_alone(line, rules)
        if not line:
            label = None
            continue
        longest = _LONGEST_VALUE if label == "" else _INFO
        if (
            label is not None
            and alone is None
            and len(line) <= longest
            and (iso_date(line) or not is_info_line(line, rules))
            and not (label in _SHORT_FIELDS and _TITLED.search(line))
        ):
            value = tidy(label, line) if label else None
            if value:
                head.meta.setdefault(label, value)
        else:
            _sort_line(line, head, rules, labelled=alone is not None)
        label = alone
    if head.info_at:
        _take_headline(head, head.info_at, rules)
    return head


def _sort_line(line: str, head: _Head, rules: LineRules, *, labelled: bool) -> None:
    """Sort one line; `labelled` says that it is a label alone."""
    if is_trail(line, rules):
        _drop_banner(head, rules)
        head.trail = head.trail or split_trail(line, rules)
        return
    published = _dated(line, rules)
    fields = [("published_on", published)] if published else []
    if published or is_info_line(line, rules):
        head.info_at = head.info_at or len(head.lines)
        for key, value in fields or kept_fields(line, rules):
            head.meta.setdefault(key, value)
    elif not (labelled or is_noise(line, rules) or is_menu(line, rules) or _is_row(line, rules)):
        head.lines.append(line)


def _is_row(line: str, rules: LineRules) -> bool:
    """Whether a line is a row of a disclosure table that lost its marks: 发布机构 县司法局 组配分类 年报."""
    bare = "".join(line.split())
    at = (
        sum(label != "" and label in bare for label in rules.fields)
        if " " in line and len(line) <= _INFO
        else 0
    )
    return at > 1 and any(label and bare.startswith(label) for label in rules.fields)


def _without_cells(lines: Sequence[str], rules: LineRules) -> Iterator[str]:
    """The lines; those of a disclosure table (索引号 | … | 文号 | …) cell by cell, an empty one behind."""
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")] if "|" in line else [line]
        if len(cells) > 1 and any(label_alone(cell, rules) is not None for cell in cells):
            yield from filter(None, cells)
            yield ""
        else:
            yield line


def _dated(line: str, rules: LineRules) -> str | None:
    """The date of a line such as `白石县人民政府 2024年01月08日`: machines pad, people sign without."""
    found = rules.name_and_date.fullmatch(line)
    return iso_date(found[1]) if found and _PADDED.search(line) else None


def _take_headline(head: _Head, end: int, rules: LineRules) -> None:
    """Take what stands above the line of 来源 and 日期 for the headline, above that for the portal's."""
    while end > 1 and _UNDER_TITLE.match(head.lines[end - 1]):
        end -= 1
    start = end - 1
    while start > 0 and rules.runs_on.search(f"{head.lines[start - 1]}\n{head.lines[start]}"):
        start -= 1
    if "title" not in head.meta:
        head.meta["title"] = "".join(_joined(head.lines[start:end]))
    above = head.lines[:start]
    if all(len(line) <= _BANNER for line in above):
        sites = [line for line in above if rules.keeper.search(line)]
        if sites:
            head.meta.setdefault("site", sites[0])
        del head.lines[:start]


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
