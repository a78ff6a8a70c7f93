"""What changed between two texts of a report: paragraph by paragraph, then clause by clause within.

Pure. Whatever the texts, both can be read off the result: kept and removed runs are the old one, kept and
added runs the new one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_CLAUSE = re.compile(r"[^。；;！!？?，,、：:\s]*[。；;！!？?，,、：:\s]+|[^。；;！!？?，,、：:\s]+")
_FIGURES = re.compile(r"[\d.．%％]*(?:[,，]\d[\d.．]*)*")
_MOST_PAIRS = 200_000
"""Pairs of equal parts that are weighed at most: above that one run counts as replaced by another."""
_REACH = 20
"""Paragraphs that are looked over for the old state of a new one."""
_ALIKE = 0.5
"""Paragraphs with less in common than this share of their clauses are not two states of one."""


class Fate(StrEnum):
    """What became of a run of characters."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one fate."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of the old text, the new one or both; `before` and `after` number it there, from 1."""

    before: int | None
    after: int | None
    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(run.fate is not Fate.KEPT for run in self.runs)


def compare(old: str, new: str) -> tuple[Change, ...]:
    """Return the paragraphs of both texts in order, each with what was kept, removed and added."""
    before, after = old.split("\n"), new.split("\n")
    changes: list[Change] = []
    for same, old_part, new_part in _matches(before, after):
        if same:
            changes += [
                Change(first + 1, second + 1, (Run(Fate.KEPT, before[first]),))
                for first, second in zip(old_part, new_part, strict=True)
            ]
        else:
            changes += _replaced(before, after, old_part, new_part)
    return tuple(changes)


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Yield what is the same and what is not, as places in both; equal ends are never compared at length."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield True, range(head), range(head)
    if _equal_pairs(old[head:old_end], new[head:new_end]) > _MOST_PAIRS:
        yield False, range(head, old_end), range(head, new_end)
    else:
        matcher = SequenceMatcher(None, old[head:old_end], new[head:new_end], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag == "equal", range(head + a, head + b), range(head + c, head + d)
    if tail:
        yield True, range(old_end, len(old)), range(new_end, len(new))


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> int:
    counts = Counter(old)
    return sum(counts[part] for part in new)


def _replaced(
    before: Sequence[str], after: Sequence[str], old_part: range, new_part: range
) -> Iterator[Change]:
    """Yield paragraphs that gave way to others, those that are alike as two states of one."""
    waiting = list(old_part)
    for second in new_part:
        # Only as many as the paragraphs gained or lost can have moved on.
        nearby = waiting[: min(abs(len(old_part) - len(new_part)) + 1, _REACH)]
        twin = next((first for first in nearby if _alike(before[first], after[second])), None)
        if twin is None:
            yield Change(None, second + 1, _whole(Fate.ADDED, after[second]))
            continue
        while waiting[0] != twin:
            first = waiting.pop(0)
            yield Change(first + 1, None, _whole(Fate.REMOVED, before[first]))
        waiting.pop(0)
        yield Change(twin + 1, second + 1, tuple(_runs(before[twin], after[second])))
    for first in waiting:
        yield Change(first + 1, None, _whole(Fate.REMOVED, before[first]))


def _whole(fate: Fate, text: str) -> tuple[Run, ...]:
    return (Run(fate, text),) if text else ()


def _clauses(text: str) -> list[str]:
    return _CLAUSE.findall(text)


def _alike(old: str, new: str) -> bool:
    """Whether two paragraphs share enough of their clauses, or, where these are few, of their characters."""
    first, second = _clauses(old), _clauses(new)
    if min(len(first), len(second)) < 4:
        first, second = list(old[:500]), list(new[:500])
    return SequenceMatcher(None, first, second, autojunk=False).quick_ratio() >= _ALIKE


def _runs(old: str, new: str) -> Iterator[Run]:
    """Yield a paragraph's runs by clause, and within clauses that gave way to others by character."""
    first, second = _clauses(old), _clauses(new)
    for same, old_part, new_part in _matches(first, second):
        gone = "".join(first[old_part.start : old_part.stop])
        come = "".join(second[new_part.start : new_part.stop])
        if same:
            yield Run(Fate.KEPT, gone)
        else:
            yield from _edges(gone, come)


def _edges(gone: str, come: str) -> Iterator[Run]:
    """Yield what two clauses share at their ends as kept, what is between as removed and added."""
    head = 0
    while head < min(len(gone), len(come)) and gone[head] == come[head]:
        head += 1
    tail = 0
    while tail < min(len(gone), len(come)) - head and gone[-1 - tail] == come[-1 - tail]:
        tail += 1
    # Half a number tells nothing: whole numbers change.
    head -= _figures(gone[:head][::-1])
    tail -= _figures(gone[len(gone) - tail :])
    yield from _whole(Fate.KEPT, gone[:head])
    yield from _whole(Fate.REMOVED, gone[head : len(gone) - tail])
    yield from _whole(Fate.ADDED, come[head : len(come) - tail])
    yield from _whole(Fate.KEPT, gone[len(gone) - tail :])


def _figures(text: str) -> int:
    """Return how many characters at the beginning of `text` may belong to a number."""
    found = _FIGURES.match(text)
    return found.end() if found else 0
