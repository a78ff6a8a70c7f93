"""The words of a sentence that govern the numbers after them: years, aims, demands, parts, each."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from flows.reading.mention_places import Sentence
from flows.reading.number_rules import NumberRules

# 2021—2025年, 2008年1月至2010年5月
_RANGE_BEFORE = re.compile(r"[0-9年月日初底末][-－—–~～至到]{1,2}$")
_RANGE_AFTER = re.compile(r"(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?[-－—–~～至到]{1,2}(?:19|20)[0-9]{2}")
_YEAR_KINDS = frozenset(["year", "now", "last", "next"])
_SHIFT = {"now": 0, "last": -1, "next": 1}


class Period(NamedTuple):
    """What a section reports on where its sentences name no year, and whether it tells of plans.

    `reported` is the year of the whole document.
    """

    year: int | None
    planned: bool
    reported: int | None


class Signal(NamedTuple):
    """A word that governs the numbers after it. `year` is what it names, `topic` that it opens its clause."""

    kind: str
    start: int
    end: int
    clause_start: int
    year: int | None = None
    topic: bool = False


def signals_of(sentence: Sentence, period: Period, rules: NumberRules) -> Iterator[Signal]:
    """Yield the governing words of a sentence in order; `period` is what its section reports on."""
    clauses = sentence.clauses
    for match in rules.signals.finditer(sentence.text, sentence.start, sentence.end):
        printed = match[0]
        kind = "year" if printed[0] in "12" else rules.signal_kinds.get(printed)
        if kind is None:
            continue  # a title or a quotation
        start, end = match.span()
        word = Signal(kind, start, end, clauses[bisect_right(clauses, start) - 1])
        signal = _year_signal(sentence, word, period, rules) if kind in _YEAR_KINDS else word
        if signal is not None:
            yield signal


def _year_signal(sentence: Sentence, word: Signal, period: Period, rules: NumberRules) -> Signal | None:
    """Return the year that a word names, or None where it only bounds a period (2021—2025年, 2019年以来)."""
    text, (kind, start, end, clause_start, *_) = sentence.text, word
    if kind == "year":
        year: int | None = int(text[start : start + 4])
        if _RANGE_BEFORE.search(text, max(0, start - 3), start) or _RANGE_AFTER.match(text, end):
            return None
        if rules.since.starts(text, end):
            return None
    else:
        year = None if period.year is None else period.year + _SHIFT[kind]
    if rules.compare.ends(text, start):
        return Signal("compared", start, end, clause_start, year)
    topic = text[clause_start:start].strip() in rules.topic_leads
    # 在2020年…的基础上 tells where something started and not what the sentence is about.
    if text[end : end + 1] not in ("，", ","):
        topic = topic and text[start - 1 : start] != "在"
        # 上年结转 is a noun of its own.
        topic = topic and (kind == "year" or clause_start == sentence.start)
    return Signal("year", start, end, clause_start, year, topic)
