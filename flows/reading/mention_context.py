"""What the sentence around a number says of it: year, nature, qualifier, part, each.

Years and aims govern the numbers that stand after them, to the end of the clause or of the sentence, or
up to a rise or fall to a new value.
"""

import re
from collections.abc import Sequence

from flows.reading.mention_places import Place
from flows.reading.mention_signals import Period, Signal
from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import Figure
from flows.reading.shapes import Nature, Qualifier

_APART = 30
_LISTED = re.compile(
    r"(?:[、和与][0-9.]{1,6}[%％]){1,8}"
)  # 15%、10%以下: what follows the last holds for all
_LISTS = frozenset("：:（(")  # what opens a list of parts right behind their total
_NEAR = 5  # 较去年同期的: what may stand between a year of comparison and its number


def named_year(text: str, place: Place, signals: Sequence[Signal], rules: NumberRules) -> int | None:
    """Return the year that the sentence names for the number.

    A year governs its clause, up to a rise or fall to a new value; where it opens its clause it governs
    the rest of the sentence.
    """
    start = place.figure.start
    for signal in signals:
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


def nature_of(
    text: str,
    place: Place,
    signals: Sequence[Signal],
    period: Period,
    named: int | None,
    qualifier: Qualifier,
) -> Nature:
    """Return `target` for what is planned or asked for."""
    if period.planned:
        past = named is not None and period.year is not None and named < period.year
        return "actual" if past else "target"
    if named is not None and period.reported is not None and named > period.reported:
        return "target"
    yearly = False
    for signal in signals:
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


def qualifier_of(text: str, place: Place, rules: NumberRules) -> Qualifier:
    """Return how exact the number is."""
    figure = place.figure
    listed = _LISTED.match(text, figure.end) if figure.unit == "%" else None
    after = rules.qualifier_after.after(text, listed.end() if listed else figure.end)
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
    if figure.bound is not None:
        return figure.bound
    # 至少 and 不超过 also speak across a verb (至少组织开展1次).
    apart = rules.qualifier_apart.search(text, max(place.gap_start, figure.start - _APART), figure.start)
    return "exact" if apart is None else rules.apart_meanings[apart[0]]


def holds_for_each(text: str, place: Place, signals: Sequence[Signal], rules: NumberRules) -> bool:
    """Tell that the number holds for every one of many (每个村1名, 各1个)."""
    start = place.figure.start
    if text.find("各", max(place.clause_start, start - 3), start) >= 0:
        return True
    for signal in signals:
        if signal.kind in ("each", "yearly") and signal.clause_start == place.clause_start:
            return not rules.sums.within(text[signal.end : start])
    return False


def _opener(signals: Sequence[Signal]) -> Signal | None:
    for signal in signals:
        if signal.kind == "part":
            return signal
    return None


class Parts:
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

    def is_part(self, place: Place, signals: Sequence[Signal]) -> bool:
        """Tell whether the number is a part; asked for each in turn."""
        figure, clause_start = place.figure, place.clause_start
        opener = _opener(signals)
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
        return self._text[total.end : total.end + 1] in _LISTS
