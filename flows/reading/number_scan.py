"""Finding the numbers of a text that count or measure, by what stands directly around them."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flows.reading.number_rules import NumberRules, UnitClass
from flows.reading.numerals import CHINESE, DIGITS, numeral_value
from flows.reading.shapes import Qualifier

_JOINTS = frozenset("-－–—~～至到、和及")
_CLOCK = frozenset("时点:：")
_EDGES = _CLOCK | frozenset(" ")
_MYRIADS = frozenset("万亿")
_MOST_RANKS = 15
_SWALLOWED = (None, "quoted")
_PERCENT = ("%", "％")
# What may stand behind a number that ends its phrase; the end of the text is one of them.
_BOUNDARY = frozenset(["", *"，,。；;、：:！!？?\n）)|"])
_RANGE = re.compile(rf"(?:[-－–~～至]|—{{1,2}})(?=[{DIGITS}])")
_RANGE_END = re.compile(rf"[{DIGITS}](?:[-－–~～至]|—{{1,2}})$")
_ARABIC = frozenset("0123456789０１２３４５６７８９")
_NUMERALS = _ARABIC | frozenset(CHINESE)
_SMALL = 10
_QUOTED_COUNT = 11  # “两类”人员 and “三张清单” are names, “十六项”举措 is a count


class Figure(NamedTuple):  # cheaper to make than a dataclass, and many are made
    """A number with its unit, at its place in the text.

    `vague` says that 余, 多 or + stood in it. Of a range (3—5件) both ends are figures: the first, printed
    without a unit, has the bound `at_least`, the second `at_most`.
    """

    start: int
    end: int
    value: float
    unit: str
    vague: bool = False
    chinese: bool = False
    bound: Qualifier | None = None


def scan_figures(text: str, labels: Mapping[int, int], rules: NumberRules) -> Iterator[Figure]:
    """Yield the numbers of `text` that count or measure, in order.

    `labels` maps the start of each printed enumerator to its end: what begins there is no count, and the
    reading goes on behind it (1.3个乡镇 below a heading 1. is 3个).
    """
    for match in rules.candidate.finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue  # a title, or a quotation that begins with no number
        start = match.start()
        if start in labels:
            figure = _behind_label(text, labels[start], match.end(), rules)
        elif kind == "quoted":
            figure = _quoted_figure(text, start + 1, match.end() - 1, rules)
        else:
            figure = _figure(text, match, 0, rules)
        if figure is not None:
            yield figure


def _behind_label(text: str, start: int, end: int, rules: NumberRules) -> Figure | None:
    """Return the number whose digits ran into the enumerator before it."""
    # Cut off, so that the enumerator's full stop does not read as a decimal point.
    match = rules.candidate.match(text[start : start + 60]) if start < end else None
    if match is None or match.lastgroup in _SWALLOWED:
        return None
    return _figure(text, match, start, rules)


def _quoted_figure(text: str, start: int, end: int, rules: NumberRules) -> Figure | None:
    """Return a count that is quoted whole (推出“十六项”便民服务举措); other quotations are names."""
    match = rules.candidate.match(text[start:end])
    if match is None or match.lastgroup in _SWALLOWED:
        return None
    figure = _figure(text, match, start, rules)
    if figure is None or figure.end != end or (figure.chinese and figure.value < _QUOTED_COUNT):
        return None
    return figure


def _figure(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    """Return the count that a match of the candidate pattern holds; `offset` places the match in `text`."""
    kind = match.lastgroup
    if kind == "unit":
        return _arabic(text, match, offset, rules)
    if kind == "measure":
        return _chinese(text, match, offset, rules)
    if kind == "fraction":
        return _fraction(text, match.start() + offset, match.end() + offset)
    return _bare(text, match, offset, rules)


def _fraction(text: str, start: int, end: int) -> Figure | None:
    value = numeral_value(text[start:end])
    return None if value is None else Figure(start, end, value, "%", chinese=True)


def _arabic(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    unit = match["unit"]
    unit_class = rules.units[unit]
    start, stop = match.start() + offset, match.end("unit") + offset
    # Most numbers stand behind a character that ends no word of those asked for below.
    before = text[start - 1 : start]
    plain = before not in _JOINTS and before not in _EDGES and before not in rules.barred_before.ends
    if unit_class == "never":
        return None
    if not (plain and unit not in rules.duration_words) and _named(text, start, stop, unit, rules):
        return None
    printed = text[start : match.end("arabic") + offset]
    if printed == "1" and text.startswith("1", stop):  # 1户1策
        return None
    value = numeral_value(printed)
    if value is None or (unit_class == "noun" and _no_noun_count(printed, value, rules)):
        return None
    if unit == rules.rank_word and not _ranks(text, stop, value, rules):
        return None
    vague = match["vague"] is not None or _is_vague(printed)
    bound: Qualifier | None = None if plain or not _ends_range(text, start) else "at_most"
    return Figure(start, stop, value, "%" if unit in _PERCENT else unit, vague, bound=bound)


def _ends_range(text: str, start: int) -> bool:
    return _RANGE_END.search(text, max(0, start - 3), start) is not None


def _bare(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    """Return a number without a unit where it is surely an amount.

    It opens a range whose other end has the unit, it ends in 万 or 亿 (阅读量超10万, 500多万学生), or it ends
    its phrase behind a word for an amount (得分98.5).
    """
    start, end = match.start() + offset, match.end() + offset
    printed = text[start : match.end("arabic") + offset]
    dash = _RANGE.match(text, end)
    if dash is None and printed[-1] not in _MYRIADS and not _ends_amount(text, start, end, rules):
        return None
    value = numeral_value(printed)
    if value is None or _barred(text, start, rules):
        return None
    if dash is not None:
        unit = _range_unit(text, value, dash.end(), rules)
        return None if unit is None else Figure(start, end, value, unit, bound="at_least")
    return Figure(start, end, value, "", vague=match["vague"] is not None or _is_vague(printed))


def _ends_amount(text: str, start: int, end: int, rules: NumberRules) -> bool:
    """Tell whether a number ends its phrase behind a word for an amount."""
    if text[end : end + 1] not in _BOUNDARY or text[start - 1 : start] not in rules.bare_edges:
        return False
    return rules.bare_after.search(text, max(0, start - 8), start) is not None


def _is_vague(printed: str) -> bool:
    return not printed.isdecimal() and ("余" in printed or "多" in printed)


def _range_unit(text: str, lower: float, other: int, rules: NumberRules) -> str | None:
    """Return the unit that the first number of a range (3—5件) takes from its second, at `other`."""
    second = rules.candidate.match(text[other : other + 40])
    if second is None or second.lastgroup != "unit" or rules.units[second["unit"]] in ("never", "noun"):
        return None
    upper = numeral_value(second[0][: second.end("arabic")])
    if upper is None or lower >= upper:
        return None
    return "%" if second["unit"] in _PERCENT else second["unit"]


def _no_noun_count(printed: str, value: float, rules: NumberRules) -> bool:
    """Tell that digits before a noun are no count of it: a hotline (12345市民热线), a year, 1.5市."""
    bare_year = len(printed) == 4 and 1949 <= value <= 2050
    return printed in rules.hotlines or bare_year or not value.is_integer()


def _barred(text: str, start: int, rules: NumberRules) -> bool:
    """Tell that the word before makes the number an ordinal or a name; one blank may stand between."""
    edge = start - 1 if text[start - 1 : start] == " " else start
    return rules.barred_before.before(text, edge) or _continues_ordinals(text, edge)


def _continues_ordinals(text: str, start: int) -> bool:
    """Tell that the number goes on after an ordinal (第1-3期, 第二、三批)."""
    if text[start - 1 : start] not in _JOINTS or start < 2:
        return False
    place = start - 1
    while place > max(0, start - 6) and text[place - 1] in _NUMERALS:
        place -= 1
    return place < start - 1 and text[place - 1 : place] == "第"


def _named(text: str, start: int, stop: int, unit: str, rules: NumberRules) -> bool:
    """Tell that the number is an ordinal, a clock time or part of a name; `stop` is the end of its unit."""
    if _barred(text, start, rules):
        return True
    if unit in ("分", "秒") and text[start - 1 : start] in _CLOCK:
        return True
    if unit in rules.duration_words:
        if rules.number_names.starts(text, start):
            return not rules.number_names_unless.starts(text, stop)
        after = _clause_head(text[stop : stop + 12])
        return rules.duration_not_before.ends(text, start) or rules.duration_not_after.within(after)
    one_numeral = text[start] not in _ARABIC and stop - start == 1 + len(unit)
    return one_numeral and unit in rules.place_units and rules.place_tails.starts(text, stop)


def _clause_head(stretch: str) -> str:
    """Return the stretch up to the first boundary."""
    for place, character in enumerate(stretch):
        if character in _BOUNDARY:
            return stretch[:place]
    return stretch


def _chinese(text: str, match: re.Match[str], offset: int, rules: NumberRules) -> Figure | None:
    start, stop = match.start() + offset, match.end("measure") + offset
    unit = match["measure"]
    unit_class = rules.units[unit]
    if unit_class == "never" or text[start - 1 : start] in rules.vague_before:
        return None
    printed = text[start : match.end("chinese") + offset]
    value = numeral_value(printed)
    if value is None:
        return None
    vague = match["some"] is not None or _is_vague(printed)
    figure = Figure(start, stop, value, unit, vague, chinese=True)
    if value <= 1 and not vague:
        counted = _one(text, figure, rules)
    else:
        counted = figure if _counts(text, figure, printed, unit_class, rules) else None
    return None if counted is None or _named(text, start, stop, unit, rules) else counted


def _counts(text: str, figure: Figure, printed: str, unit_class: UnitClass, rules: NumberRules) -> bool:
    """Tell whether a Chinese numeral from 二 up, with its measure word, is a count and not a set phrase."""
    start, stop = figure.start, figure.end
    if figure.unit == rules.rank_word:
        return len(printed) == 1 and _ranks(text, stop, figure.value, rules)
    if figure.vague:
        return True
    if len(printed) == 1 and figure.value > _SMALL:  # 百姓, 千家, 万人; but 近百人
        return rules.qualifier_before.before(text, start) not in (None, "exact")
    if figure.value > _SMALL:
        return unit_class != "noun"
    return printed != "二" and _small_counts(text, start, stop, unit_class, rules)


def _ranks(text: str, stop: int, value: float, rules: NumberRules) -> bool:
    """Tell whether 大 stands for a measure word: 九大执法领域, but not 十九大 or 三大战略."""
    return value <= _MOST_RANKS and rules.rank_nouns.within(text[stop : stop + 8])


def _small_counts(text: str, start: int, stop: int, unit_class: str, rules: NumberRules) -> bool:
    """Tell whether a Chinese numeral up to ten with its measure word counts something concrete."""
    if unit_class == "counting":
        return not text.startswith(("全会", "全体会议", "代表大会", "党代会"), stop)
    if unit_class == "careful":
        postposed = text[stop : stop + 1] in _BOUNDARY and text[start - 1 : start] not in _BOUNDARY
        head = _clause_head(text[stop : stop + 9])
        # 四项事项办理率 is a rate of the four.
        return postposed or (rules.concrete.within(head[:5]) and "率" not in head)
    return False


def _one(text: str, figure: Figure, rules: NumberRules) -> Figure | None:
    """Return 一 or 零 where it counts: none at all, once after a verb, or set behind what it counts."""
    once, start, stop = rules.once, figure.start, figure.end
    if figure.value == 0:
        return figure if figure.unit in once.zero_units else None
    if once.none.ends(text, start) and figure.unit in once.none_units:
        return figure._replace(value=0.0)
    if figure.unit in once.units and once.verbs.ends(text, start):
        return None if once.not_after.starts(text, stop) else figure
    if text[stop : stop + 1] in _ARABIC:
        return figure
    postposed = text[stop : stop + 1] in _BOUNDARY and once.postposed_after.ends(text, start)
    return figure if postposed and figure.unit in once.postposed_units else None
