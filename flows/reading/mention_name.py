"""The name of what a number counts, and the words that quote it."""

from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import Figure

_SHORTEST, _LONGEST = 8, 60
_NAME = 24
_VERB = 4
_STOPS = frozenset("，,。；;：:、！!？?\n|（(）)的")


def quote_of(text: str, figure: Figure, clause: tuple[int, int], sentence_start: int) -> str:
    """Return the clause around the number, of 8 to 60 characters where the sentence allows it.

    A shorter clause is extended to the left within its sentence, a longer one cut around the number.
    """
    start, end = clause
    while start < end and text[start] == " ":
        start += 1
    if end - start < _SHORTEST:
        start = max(sentence_start, min(start, end - _SHORTEST))
    if end - start > _LONGEST:
        start = max(start, min(figure.start - 40, end - _LONGEST))
        end = max(min(end, start + _LONGEST), figure.end)
    return text[start:end].strip()


def name_of(text: str, figure: Figure, gap_start: int, clause_end: int, rules: NumberRules) -> str:
    """Return in the document's words what the number counts.

    These are the words between `gap_start`, the start of the clause or the end of the number before, and
    the number (调解矛盾纠纷7141件), or the noun after it where the number stands before its noun
    (取消了19个许可事项). Empty where neither has words.
    """
    before = text[max(gap_start, figure.start - 40) : figure.start]
    before = rules.name_tail.sub("", rules.name_lead.sub("", before))
    after = _noun_after(text, figure.end, clause_end)
    if not after or len(before) > _VERB:
        return before[-_NAME:] if before and not after else (before[-_NAME:] or after)
    return (before + after)[:_NAME]


def _noun_after(text: str, start: int, clause_end: int) -> str:
    """Return the words directly after a number, up to the next stop."""
    end = start
    limit = min(clause_end, start + _NAME)
    while end < limit and text[end] not in _STOPS and not text[end].isdigit():
        end += 1
    return text[start:end].strip()
