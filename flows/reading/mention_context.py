"""What the sentence around a number says of it: year, nature, qualifier, part, each.

Years and aims govern the numbers that stand after them, to the end of the clause or of the sentence, or
up to a rise or fall to a new value.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import Figure
from flows.reading.shapes import Nature, Qualifier

# 2021—2025年, 2008年1月至2010年5月
_RANGE_BEFORE = re.compile(r"[0-9年月日初底末][-－—–~～至到]{1,2}$")
_RANGE_AFTER = re.compile(r"(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?[-－—–~～至到]{1,2}(?:19|20)[0-9]{2}")
_YEAR_KINDS = frozenset(["year", "now", "last", "next"])
_SHIFT = {"now": 0, "last": -1, "next": 1}
_REMEMBERED = 12  # no sentence that is one holds more words that matter
_NEAR = 5  # 较去年同期的: what may stand between a year of comparison and its number


class Period(NamedTuple):
    """What a section reports on where its sentences name no year, and whether it tells of plans.

    `reported` is the year of the whole document.
    """

    year: int | None
    planned: bool
    reported: int | None


class Sentence(NamedTuple):
    """A sentence of `text` by its offsets, with the starts of its clauses and what its section reports on."""

    text: str
    start: int
    end: int
    clauses: Sequence[int]
    period: Period


class Signal(NamedTuple):
    """A word that governs the numbers after it. `year` is what it names, `topic` that it opens its clause."""

    kind: str
    start: int
    end: int
    clause_start: int
    year: int | None = None
    topic: bool = False


class Context(NamedTuple):
    """What the sentence says of one number."""

    qualifier: Qualifier
    nature: Nature
    year: int | None
    part: bool
    each: bool


class _Place(NamedTuple):
    """Where a number stands: its clause, the end of the number before it there, the signals before it.

    `gap_start` is the start of the clause where it holds no number before this one.
    """

    figure: Figure
    clause_start: int
    gap_start: int
    signals: Sequence[Signal]


def read_contexts(
    sentence: Sentence, figures: Sequence[tuple[Figure, int]], rules: NumberRules
) -> Iterator[Context]:
    """Yield the context of each figure; every figure comes with the start of its clause."""
    text, period = sentence.text, sentence.period
    signals = list(_signals(sentence, rules))
    parts = _Parts(text, rules)
    passed, last_end, each = 0, sentence.start, False
    for figure, clause_start in figures:
        while passed < len(signals) and signals[passed].end <= figure.start:
            passed += 1
        before = signals[max(0, passed - _REMEMBERED) : passed]
        place = _Place(figure, clause_start, max(clause_start, last_end), before)
        qualifier = _qualifier(text, place, rules)
        named = _named_year(text, place, rules)
        each = _each(text, place, rules) or (each and figure.start == clause_start)
        yield Context(
            qualifier=qualifier,
            nature=_nature(text, period, place, named, qualifier),
            year=period.year if named is None else named,
            part=parts.is_part(place),
            each=each,
        )
        last_end = figure.end


def _signals(sentence: Sentence, rules: NumberRules) -> Iterator[Signal]:
    clause = 0
    clauses = sentence.clauses
    for match in rules.signals.finditer(sentence.text, sentence.start, sentence.end):
        kind = "year" if match.lastgroup else rules.signal_kinds.get(match[0])
        if kind is None:
            continue
        while clause + 1 < len(clauses) and clauses[clause + 1] <= match.start():
            clause += 1
        if kind not in _YEAR_KINDS:
            yield Signal(kind, match.start(), match.end(), clauses[clause])
            continue
        signal = _year_signal(sentence, (match.start(), match.end()), kind, clauses[clause], rules)
        if signal is not None:
            yield signal


def _year_signal(
    sentence: Sentence, span: tuple[int, int], kind: str, clause_start: int, rules: NumberRules
) -> Signal | None:
    """Return the year that a word names, or None where it only bounds a period (2021—2025年, 2019年以来)."""
    text, (start, end) = sentence.text, span
    if kind == "year":
        year: int | None = int(text[start : start + 4])
        if _RANGE_BEFORE.search(text, max(0, start - 3), start) or _RANGE_AFTER.match(text, end):
            return None
        if rules.since.starts(text, end):
            return None
    else:
        base = sentence.period.year
        year = None if base is None else base + _SHIFT[kind]
    if rules.compare.ends(text, start):
        return Signal("compared", start, end, clause_start, year)
    topic = text[clause_start:start].strip() in rules.topic_leads
    # 在2020年…的基础上 tells where something started and not what the sentence is about.
    if text[end : end + 1] not in ("，", ","):
        topic = topic and text[start - 1 : start] != "在"
        # 上年结转 is a noun of its own.
        topic = topic and (kind == "year" or clause_start == sentence.start)
    return Signal("year", start, end, clause_start, year, topic)


def _named_year(text: str, place: _Place, rules: NumberRules) -> int | None:
    """Return the year that the sentence names for the number.

    A year governs its clause, up to a rise or fall to a new value; where it opens its clause it governs
    the rest of the sentence.
    """
    start = place.figure.start
    for signal in reversed(place.signals):
        if signal.kind == "compared":
            if start == signal.end or (start - signal.end <= _NEAR and text[start - 1] == "的"):
                return signal.year
        elif signal.kind == "year":
            if signal.topic:
                return signal.year
            changed = place.gap_start > signal.end and rules.change.within(text[place.gap_start : start])
            if signal.clause_start == place.clause_start and not changed:
                return signal.year
    return None


def _nature(text: str, period: Period, place: _Place, named: int | None, qualifier: Qualifier) -> Nature:
    """Return `target` for what is planned or asked for."""
    if period.planned:
        past = named is not None and period.year is not None and named < period.year
        return "actual" if past else "target"
    if named is not None and period.reported is not None and named > period.reported:
        return "target"
    yearly = False
    for signal in reversed(place.signals):
        if signal.kind == "done":
            return "actual"
        here = signal.clause_start == place.clause_start
        if signal.kind == "aim":
            return "target"
        # 应当公开的信息 is no demand.
        if signal.kind == "require" and here and "的" not in text[signal.end : place.figure.start]:
            return "target"
        yearly = yearly or (signal.kind == "yearly" and here)
    return "target" if yearly and qualifier == "at_least" else "actual"


def _qualifier(text: str, place: _Place, rules: NumberRules) -> Qualifier:
    """Return how exact the number is."""
    figure = place.figure
    after = rules.qualifier_after.after(text, figure.end)
    if after is not None:
        return after[1]
    if figure.unit in rules.duration_words and text.startswith("内", figure.end):
        return "at_most"
    edge = figure.start - 1 if text[figure.start - 1 : figure.start] == " " else figure.start
    before = rules.qualifier_before.before(text, edge)
    if before is not None and before != "exact":
        return before
    if figure.vague:
        return "approx"
    return figure.bound or _qualifier_apart(
        text[max(place.gap_start, figure.start - 30) : figure.start], rules
    )


def _qualifier_apart(gap: str, rules: NumberRules) -> Qualifier:
    """Return what 至少 or 不超过 says across a verb (至少组织开展1次)."""
    match = rules.qualifier_apart.search(gap)
    return "exact" if match is None else rules.apart_meanings[match[0]]


def _each(text: str, place: _Place, rules: NumberRules) -> bool:
    """Tell that the number holds for every one of many (每个村1名, 各1个)."""
    start = place.figure.start
    if "各" in text[max(place.clause_start, start - 3) : start]:
        return True
    for signal in reversed(place.signals):
        if signal.kind in ("each", "yearly") and signal.clause_start == place.clause_start:
            return not rules.sums.within(text[signal.end : start])
    return False


class _Parts:
    """Follows in one sentence which numbers are parts of a total named before them.

    其中 opens a list of parts; it lasts while the unit stays the same and ends with a clause that opens
    with a verb of its own.
    """

    def __init__(self, text: str, rules: NumberRules) -> None:
        self._text = text
        self._rules = rules
        self._total: Figure | None = None
        self._opened: Signal | None = None
        self._unit: str | None = None

    def is_part(self, place: _Place) -> bool:
        """Tell whether the number is a part; asked for each in turn."""
        figure, clause_start = place.figure, place.clause_start
        opener = next((signal for signal in reversed(place.signals) if signal.kind == "part"), None)
        if opener is not None and opener is not self._opened:
            self._opened, self._unit = opener, figure.unit
            return True
        if self._unit is not None:
            if opener is not None and opener.clause_start == clause_start:
                return True
            if not self._rules.verbs.starts(self._text, clause_start):
                return figure.unit == self._unit
            self._unit = None
        if self._total is not None and self._listed(figure):
            self._unit = figure.unit
            return True
        self._total = figure
        return False

    def _listed(self, figure: Figure) -> bool:
        """Tell that the total before is followed by a list of its parts, after a colon or in brackets."""
        total = self._total
        if total is None or total.unit != figure.unit or figure.value > total.value:
            return False
        return self._text[total.end : total.end + 1] in tuple("：:（(")
