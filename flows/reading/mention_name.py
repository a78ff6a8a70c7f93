"""The name of what a number counts, and the words that quote it."""

import re
from bisect import bisect_left

from flows.reading.mention_places import Place, Sentence
from flows.reading.number_rules import NumberRules

_SHORTEST, _LONGEST = 8, 60
_NAME = 24
_LOOK_BACK = 40
_VERB = 4
_STOPS = "，,。；;：:、！!？?\n|（(）)的"
_NOUN_RUN = re.compile(rf"[^{_STOPS}0-9０-９]{{0,14}}")


def quote_of(sentence: Sentence, place: Place) -> str:
    """Return the clause around the number, of 8 to 60 characters where the sentence allows it.

    A shorter clause takes in clauses before it in its sentence, a longer one is cut around the number.
    """
    figure, start, end = place.figure, place.clause_start, place.clause_end
    if end - start < _SHORTEST and start > sentence.start:
        lowest = max(sentence.start, end - _LONGEST)
        before = bisect_left(sentence.clauses, start)
        while end - start < _SHORTEST and start > lowest:
            before -= 1
            start = max(lowest, sentence.clauses[before])
    if end - start > _LONGEST:
        start = max(start, min(figure.start - 40, end - _LONGEST))
        end = max(min(end, start + _LONGEST), figure.end)
    return sentence.text[start:end].strip()


def _without_links(words: str, end: int, rules: NumberRules) -> int:
    """Return where the words end without the adverbs and links that lead to a number or on from it."""
    while (length := rules.name_tail.before(words, end)) is not None:
        end -= length
    return end


def name_of(text: str, place: Place, previous: str, rules: NumberRules) -> str:
    """Return in the document's words what the number counts.

    `previous` is the name of the number before in its sentence, empty for the first. The words before
    the number name it (调解矛盾纠纷7141件), or the noun after it where it stands before its noun
    (取消了19个许可事项); a new value (从37.7%上升到58.8%) and a second measure (5批次60人次) keep the name.
    """
    start, gap_start = place.figure.start, place.gap_start
    if gap_start == place.clause_start:
        previous = ""
    printed = text[max(gap_start, start - _LOOK_BACK) : start]
    if previous and (not printed or rules.change.within(printed)):
        return previous
    before = _stripped(printed, rules)
    short = len(before) <= _VERB
    runs_on = bool(previous) and printed[0] not in _STOPS
    if not (short or runs_on or rules.name_opens.before(printed, len(printed)) is not None):
        return before
    after = _noun_after(text, place.figure.end, place.clause_end, rules)
    if not after or not before:
        return before or after or previous
    return (before + after if short and not runs_on else after)[:_NAME]


def _stripped(printed: str, rules: NumberRules) -> str:
    """Return the words before a number without adverbs, dates and links, cut to the length of a name."""
    end = _without_links(printed, len(printed), rules)
    lead = rules.name_lead.match(printed, 0, end)
    before = printed[lead.end() if lead else 0 : end]
    if len(before) > _NAME:
        before = before[-_NAME:]
        before = before[before.find("、") + 1 :] or before
    return before


def _noun_after(text: str, start: int, clause_end: int, rules: NumberRules) -> str:
    """Return the words directly after a number, up to the next stop."""
    qualifier = rules.qualifier_after.after(text, start)
    if qualifier is not None:
        start += len(qualifier[0])
    if text.startswith("”", start):
        start += 1
    run = _NOUN_RUN.match(text, start, clause_end)
    after = run[0].strip() if run else ""
    if not after:
        return ""
    # 从37.7%上升到 is followed by no noun.
    return "" if rules.change.within(after[:_VERB]) else after[: _without_links(after, len(after), rules)]
