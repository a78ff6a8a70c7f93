"""The name of what a number counts, and the words that quote it."""

import re

from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import Figure

_SHORTEST, _LONGEST = 8, 60
_NAME = 24
_LOOK_BACK = 40
_VERB = 4
_STOPS = "，,。；;：:、！!？?\n|（(）)的"
_NOUN_RUN = re.compile(rf"[^{_STOPS}0-9０-９]{{0,14}}")


def quote_of(text: str, figure: Figure, clause: tuple[int, int], sentence_start: int) -> str:
    """Return the clause around the number, of 8 to 60 characters where the sentence allows it.

    A shorter clause takes in clauses before it in its sentence, a longer one is cut around the number.
    """
    start, end = clause
    while end - start < _SHORTEST and start > sentence_start:
        lowest = max(sentence_start, end - _LONGEST)
        start = max(lowest, *(text.rfind(comma, lowest, start - 1) + 1 for comma in "，,：:"))
    if end - start > _LONGEST:
        start = max(start, min(figure.start - 40, end - _LONGEST))
        end = max(min(end, start + _LONGEST), figure.end)
    return text[start:end].strip()


def _without_links(words: str, end: int, rules: NumberRules) -> int:
    """Return where the words end without the adverbs and links that lead to a number or on from it."""
    while (length := rules.name_tail.before(words, end)) is not None:
        end -= length
    return end


def name_of(text: str, figure: Figure, gap: tuple[int, int], previous: str, rules: NumberRules) -> str:
    """Return in the document's words what the number counts.

    `gap` runs from the start of the clause, or the end of the number before in it, to the end of the
    clause; `previous` is the name of that number, empty at the start of a clause. The words before the
    number name it (调解矛盾纠纷7141件), or the noun after it where it stands before its noun
    (取消了19个许可事项); a new value (从37.7%上升到58.8%) and a second measure (5批次60人次) keep the name.
    """
    gap_start, clause_end = gap
    printed = text[max(gap_start, figure.start - _LOOK_BACK) : figure.start]
    if previous and (not printed or rules.change.within(printed)):
        return previous
    before = _stripped(printed, rules)
    after = _noun_after(text, figure.end, clause_end, rules)
    if not after or not before:
        return before or after or previous
    runs_on = bool(previous) and printed[0] not in _STOPS
    if runs_on or rules.name_opens.ends(printed, len(printed)) or len(before) <= _VERB:
        return (before + after if len(before) <= _VERB and not runs_on else after)[:_NAME]
    return before


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
