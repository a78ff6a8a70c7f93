"""What the sentence around a number says of it: year, nature, qualifier, part, each.

Years and aims govern the numbers that stand after them, to the end of the clause or of the sentence, or
up to a rise or fall to a new value.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import Figure
from flows.reading.shapes import Nature, Qualifier

_RANGE_JOINTS = frozenset("-－—–~～至到")
_YEAR_ENDS = frozenset("0123456789年")
_YEAR_KINDS = frozenset(["year", "now", "last", "next"])
_SHIFT = {"now": 0, "last": -1, "next": 1}
_NEAR = 5  # 较去年同期的: what may stand between a year of comparison and its number


@dataclass(frozen=True, slots=True)
class Period:
    """What a section reports on where its sentences name no year, and whether it tells of plans.

    `reported` is the year of the whole document.
    """

    year: int | None
    planned: bool
    reported: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of `text` by its offsets, with the starts of its clauses and what its section reports on."""

    text: str
    start: int
    end: int
    clauses: Sequence[int]
    period: Period


@dataclass(frozen=True, slots=True)
class Signal:
    """A word that governs the numbers after it. `year` is what it names, `topic` that it opens its clause."""

    kind: str
    start: int
    end: int
    clause_start: int
    year: int | None = None
    topic: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentence says of one number."""

    qualifier: Qualifier
    nature: Nature
    year: int | None
    part: bool
    each: bool


def read_contexts(
    sentence: Sentence, figures: Sequence[tuple[Figure, int]], rules: NumberRules
) -> Iterator[Context]:
    """Yield the context of each figure; every figure comes with the start of its clause."""
    signals = list(_signals(sentence, rules))
    parts = _Parts(sentence.text, rules)
    last: Figure | None = None
    each = False
    for figure, clause_start in figures:
        before = [signal for signal in signals if signal.end <= figure.start]
        gap_start = clause_start if last is None else max(clause_start, last.end)
        qualifier = _qualifier(sentence.text, gap_start, figure, rules)
        named = _named_year(sentence, before, figure, clause_start, rules)
        each = _each(sentence.text, before, figure, clause_start, rules) or (
            each and figure.start == clause_start
        )
        yield Context(
            qualifier=qualifier,
            nature=_nature(sentence.period, before, clause_start, named, qualifier),
            year=sentence.period.year if named is None else named,
            part=parts.is_part(before, figure, clause_start),
            each=each,
        )
        last = figure


def _signals(sentence: Sentence, rules: NumberRules) -> Iterator[Signal]:
    clause = 0
    clauses = sentence.clauses
    for match in rules.signals.finditer(sentence.text, sentence.start, sentence.end):
        kind = match.lastgroup
        if kind is None:
            continue
        while clause + 1 < len(clauses) and clauses[clause + 1] <= match.start():
            clause += 1
        if kind not in _YEAR_KINDS:
            yield Signal(kind, match.start(), match.end(), clauses[clause])
            continue
        signal = _year_signal(sentence, match, clauses[clause], rules)
        if signal is not None:
            yield signal


def _year_signal(
    sentence: Sentence, match: re.Match[str], clause_start: int, rules: NumberRules
) -> Signal | None:
    """Return the year that a word names, or None where it only bounds a period (2021—2025年, 2019年以来)."""
    text, (start, end) = sentence.text, match.span()
    kind = match.lastgroup or ""
    if kind == "year":
        year: int | None = int(match["year"])
        if text[start - 1 : start] in _RANGE_JOINTS and text[start - 2 : start - 1] in _YEAR_ENDS:
            return None
        if text[end : end + 1] in _RANGE_JOINTS and text[end + 1 : end + 2].isdigit():
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
    topic = topic and not (text[start - 1 : start] == "在" and text[end : end + 1] not in ",，")
    return Signal("year", start, end, clause_start, year, topic)


def _named_year(
    sentence: Sentence, before: Sequence[Signal], figure: Figure, clause_start: int, rules: NumberRules
) -> int | None:
    """Return the year that the sentence names for the figure."""
    text = sentence.text
    for signal in reversed(before):
        if (
            signal.kind == "compared"
            and figure.start - signal.end <= _NEAR
            and signal.clause_start == clause_start
        ):
            return signal.year if text[figure.start - 1] == "的" or figure.start == signal.end else None
        if signal.kind != "year":
            continue
        if signal.topic and not _changed(text, signal, figure, clause_start, rules):
            return signal.year
        if signal.clause_start == clause_start and not rules.change.within(text[signal.end : figure.start]):
            return signal.year
    return None


def _changed(text: str, signal: Signal, figure: Figure, clause_start: int, rules: NumberRules) -> bool:
    """Tell that 从2023年的… leads to a new value between the year and the figure."""
    opens = text[signal.clause_start : signal.start].strip()
    return opens in ("从", "由") and rules.change.within(text[max(signal.end, clause_start) : figure.start])


def _nature(
    period: Period, before: Sequence[Signal], clause_start: int, named: int | None, qualifier: Qualifier
) -> Nature:
    """Return `target` for what is planned or asked for."""
    if period.planned:
        past = named is not None and period.year is not None and named < period.year
        return "actual" if past else "target"
    if named is not None and period.reported is not None and named > period.reported:
        return "target"
    yearly = False
    for signal in reversed(before):
        if signal.kind == "done":
            return "actual"
        if signal.kind == "aim" or (signal.kind == "require" and signal.clause_start == clause_start):
            return "target"
        yearly = yearly or (signal.kind == "yearly" and signal.clause_start == clause_start)
    return "target" if yearly and qualifier == "at_least" else "actual"


def _qualifier(text: str, gap_start: int, figure: Figure, rules: NumberRules) -> Qualifier:
    """Return how exact the number is; `gap_start` is the end of the number before it in its clause."""
    after = rules.qualifier_after.after(text, figure.end)
    if after is not None:
        return after[1]
    if figure.unit in rules.duration_words and text.startswith("内", figure.end):
        return "at_most"
    edge = figure.start - 1 if text[figure.start - 1 : figure.start] == " " else figure.start
    before = rules.qualifier_before.before(text, edge)
    if before is not None and before[1] != "exact":
        return before[1]
    if figure.vague:
        return "approx"
    return figure.bound or _qualifier_apart(text[max(gap_start, figure.start - 30) : figure.start], rules)


def _qualifier_apart(gap: str, rules: NumberRules) -> Qualifier:
    """Return what 至少 or 不超过 says across a verb (至少组织开展1次)."""
    return next((name for name, words in rules.qualifier_apart.items() if words.within(gap)), "exact")


def _each(text: str, before: Sequence[Signal], figure: Figure, clause_start: int, rules: NumberRules) -> bool:
    """Tell that the number holds for every one of many (每个村1名, 各1个)."""
    if "各" in text[max(clause_start, figure.start - 3) : figure.start]:
        return True
    for signal in reversed(before):
        if signal.kind in ("each", "yearly") and signal.clause_start == clause_start:
            return not rules.sums.within(text[signal.end : figure.start])
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

    def is_part(self, before: Sequence[Signal], figure: Figure, clause_start: int) -> bool:
        """Tell whether the figure is a part; asked for each figure in turn."""
        opener = next((signal for signal in reversed(before) if signal.kind == "part"), None)
        if opener is not None and opener is not self._opened:
            self._opened, self._unit = opener, figure.unit
            return True
        if self._unit is not None:
            same = figure.unit == self._unit and not self._rules.verbs.starts(self._text, clause_start)
            if same or (opener is not None and opener.clause_start == clause_start):
                return True
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
