"""Finding the numbers of a text that count or measure, by what stands directly around them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.reading.number_rules import NumberRules, UnitClass
from flows.reading.numerals import DIGITS, numeral_value
from flows.reading.shapes import Qualifier

_PERCENT = ("%", "％")
# What may stand behind a number that ends its phrase; the end of the text is one of them.
_BOUNDARY = frozenset(["", *"，,。；;、：:！!？?\n）)|"])
_RANGE = re.compile(rf"(?:[-－–~～至]|—{{1,2}})(?=[{DIGITS}])")
_RANGE_END = re.compile(rf"[{DIGITS}](?:[-－–~～至]|—{{1,2}})$")
_ARABIC = frozenset("0123456789０１２３４５６７８９")
_SMALL = 10
_NONE_BEFORE = ("未发生", "没有发生", "没有", "未出现", "未收到", "未产生")
_QUOTED_COUNT = 11  # “两类”人员 and “三张清单” are names, “十六项”举措 is a count


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, at its place in the text.

    `vague` says that 余, 多 or + stood in it. Of a range (3—5件) both ends are figures: the first, printed
    without a unit, has the bound `at_least`, the second `at_most`.
    """

    start: int
    end: int
    value: float
    unit: str
    vague: bool
    chinese: bool
    bound: Qualifier | None = None


def scan_figures(text: str, labels: Mapping[int, int], rules: NumberRules) -> Iterator[Figure]:
    """Yield the numbers of `text` that count or measure, in order.

    `labels` maps the start of each printed enumerator to its end: what begins there is no count, and the
    reading goes on behind it (1.3个乡镇 below a heading 1. is 3个).
    """
    for match in rules.candidate.finditer(text):
        group = match.lastgroup
        if group is None or group == "title":
            continue
        if match.start() in labels:
            yield from _behind_label(text, labels[match.start()], match.end(), rules)
        elif group == "quoted":
            yield from _quoted_figure(text, match, rules)
        else:
            figure = _figure(text, match, 0, rules)
            if figure is not None:
                yield figure


def _behind_label(text: str, start: int, end: int, rules: NumberRules) -> Iterator[Figure]:
    """Yield the number whose digits ran into the enumerator before it."""
    if start >= end:
        return
    # Cut off, so that the enumerator's full stop does not read as a decimal point.
    match = rules.candidate.match(text[start : start + 60])
    if match is not None and match.lastgroup not in (None, "title", "quoted"):
        figure = _figure(text, match, start, rules)
        if figure is not None:
            yield figure


def _quoted_figure(text: str, match: re.Match[str], rules: NumberRules) -> Iterator[Figure]:
    """Yield a count that is quoted whole (推出“十六项”便民服务举措); other quotations are names."""
    start, end = match.span("quoted")
    inner = rules.candidate.match(text[start:end])
    if inner is None or inner.lastgroup in (None, "title", "quoted"):
        return
    figure = _figure(text, inner, start, rules)
    if figure is not None and figure.end == end and (not figure.chinese or figure.value >= _QUOTED_COUNT):
        yield figure


def _figure(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    """Return the count that a match of the candidate pattern holds; `offset` places the match in `text`."""
    if match["fraction"]:
        return _fraction(match, offset)
    if match["arabic"]:
        return _arabic(text, match, offset, rules)
    return _chinese(text, match, offset, rules)


def _fraction(match: re.Match[str], offset: int) -> Figure | None:
    value = numeral_value(match["fraction"])
    if value is None:
        return None
    return Figure(match.start() + offset, match.end() + offset, value, "%", vague=False, chinese=True)


def _arabic(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    start, end = match.start() + offset, match.end() + offset
    found = _unit_after(text, end, rules)
    if found is None:
        return _bare(text, match, offset, rules)
    unit, unit_class, stop = found
    printed = match["arabic"]
    if unit_class == "never" or _named(text, start, end, unit, rules):
        return None
    value = numeral_value(printed)
    if value is None or (unit_class == "noun" and _no_noun_count(printed, value, rules)):
        return None
    if unit == rules.rank_word and not rules.rank_nouns.within(text[stop : stop + 8]):
        return None
    vague = bool(match["arabic_vague"]) or "余" in printed or "多" in printed
    bound: Qualifier | None = "at_most" if _RANGE_END.search(text, max(0, start - 3), start) else None
    return Figure(start, stop, value, "%" if unit in _PERCENT else unit, vague, chinese=False, bound=bound)


def _unit_after(text: str, end: int, rules: NumberRules) -> tuple[str, UnitClass, int] | None:
    """Return the unit behind a number, its class and its end; one blank may stand before it."""
    found = rules.units.after(text, end)
    if found is None and text[end : end + 1] == " ":
        end += 1
        found = rules.units.after(text, end)
    return None if found is None else (*found, end + len(found[0]))


def _bare(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    """Return a number without a unit where it is surely an amount.

    It opens a range whose other end has the unit, or it ends in 万 or 亿 and in its phrase (阅读量超10万).
    """
    start, end = match.start() + offset, match.end() + offset
    printed = match["arabic"]
    if rules.not_before.ends(text, start):
        return None
    dash = _RANGE.match(text, end)
    if dash is not None:
        return _range_start(text, match, offset, dash.end(), rules)
    if printed[-1] not in "万亿" or (
        text[end : end + 1] not in _BOUNDARY and not rules.qualifier_after.after(text, end)
    ):
        return None
    value = numeral_value(printed)
    return (
        None if value is None else Figure(start, end, value, "", bool(match["arabic_vague"]), chinese=False)
    )


def _range_start(
    text: str, match: re.Match[str], offset: int, other: int, rules: NumberRules
) -> Figure | None:
    """Return the first number of a range (3—5件), which takes its unit from the second."""
    second = rules.candidate.match(text[other : other + 40])
    if second is None or not second["arabic"]:
        return None
    figure = _figure(text, second, other, rules)
    value = numeral_value(match["arabic"])
    if figure is None or value is None or value >= figure.value:
        return None
    start, end = match.start() + offset, match.end() + offset
    return Figure(start, end, value, figure.unit, vague=False, chinese=False, bound="at_least")


def _no_noun_count(printed: str, value: float, rules: NumberRules) -> bool:
    """Tell that digits before a noun are no count of it: a hotline (12345市民热线), a year, 1.5市."""
    bare_year = len(printed) == 4 and 1949 <= value <= 2050
    return printed in rules.hotlines or bare_year or not value.is_integer()


def _named(text: str, start: int, end: int, unit: str, rules: NumberRules) -> bool:
    """Tell that the number is an ordinal, a clock time or part of a name."""
    if rules.not_before.ends(text, start - 1 if text[start - 1 : start] == " " else start):
        return True
    before = text[start - 1 : start]
    if before in "-－–—~～至" and before and _ordinal_range(text, start, rules):
        return True
    if unit in ("分", "秒") and before in ("时", "点", ":", "："):
        return True
    stop = end + len(unit)
    if unit in rules.duration_words:
        after = _clause_head(text[stop : stop + 12])
        return rules.duration_not_before.ends(text, start) or rules.duration_not_after.within(after)
    one_numeral = end - start == 1 and text[start] not in _ARABIC
    return one_numeral and unit in rules.place_units and rules.place_tails.starts(text, stop)


def _clause_head(stretch: str) -> str:
    """Return the stretch up to the first boundary."""
    for place, character in enumerate(stretch):
        if character in _BOUNDARY:
            return stretch[:place]
    return stretch


def _ordinal_range(text: str, start: int, rules: NumberRules) -> bool:
    """Tell that the number ends a range of ordinals (第1-3期)."""
    place = start - 1
    while place > max(0, start - 6) and text[place - 1] in _ARABIC:
        place -= 1
    return place < start - 1 and rules.not_before.ends(text, place)


def _chinese(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    start, end = match.start("chinese") + offset, match.end() + offset
    found = rules.units.after(text, end)
    if found is None:
        return None
    unit, unit_class = found
    if unit_class in ("never", "noun", "digits") or rules.not_before.ends(text, start):
        return None
    value = numeral_value(match["chinese"])
    if value is None or _named(text, start, end, unit, rules):
        return None
    printed, vague = match["chinese"], bool(match["chinese_vague"])
    stop = end + len(unit)
    if value <= 1 and not vague:
        return _one(text, match, Figure(start, stop, value, unit, vague=False, chinese=True), rules)
    if unit == rules.rank_word:
        counts = rules.rank_nouns.within(text[stop : stop + 8])
    elif len(printed) == 1 and value > _SMALL:
        counts = vague or rules.qualifier_before.before(text, start) is not None
    elif value <= _SMALL and not vague:
        counts = _small_counts(text, start, stop, unit_class, rules) and printed != "二"
    else:
        counts = unit_class != "slogan" or value > _SMALL
    return Figure(start, stop, value, unit, vague, chinese=True) if counts else None


def _small_counts(text: str, start: int, stop: int, unit_class: str, rules: NumberRules) -> bool:
    """Tell whether a Chinese numeral up to ten with its measure word counts something concrete."""
    if unit_class == "counting":
        return not text.startswith(("全会", "全体会议", "代表大会", "党代会"), stop)
    if unit_class == "careful":
        postposed = text[stop : stop + 1] in _BOUNDARY and text[start - 1 : start] not in _BOUNDARY
        return postposed or rules.concrete.within(_clause_head(text[stop : stop + 5]))
    return False


def _one(text: str, match: re.Match[str], figure: Figure, rules: NumberRules) -> Figure | None:
    """Return 一 or 零 where it counts: none at all, once after a verb, or set behind what it counts."""
    once, start, stop = rules.once, figure.start, figure.end
    if figure.value == 0:
        return figure if figure.unit in ("起", "例", "宗") else None
    if match["none"]:
        return Figure(start - 1, stop, 0.0, figure.unit, vague=False, chinese=True)
    if text.endswith(_NONE_BEFORE, 0, start):
        return Figure(start, stop, 0.0, figure.unit, vague=False, chinese=True)
    if figure.unit in once.units and once.verbs.ends(text, start):
        return None if once.not_after.starts(text, stop) else figure
    if text[stop : stop + 1] in _ARABIC:
        return figure
    postposed = text[stop : stop + 1] in _BOUNDARY and once.postposed_after.ends(text, start)
    return figure if postposed and figure.unit in once.postposed_units else None
