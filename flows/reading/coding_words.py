"""Finds the vocabulary of the codebook in a text, in one pass."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from flows.reading.coding_rules import Codebook

_TITLE = re.compile(r"《[^》\n]*[^》\n证]》")  # 《行政执法证》 is a thing that is counted
CLAUSE_MARKS = "，,；;。：:\n！？"


@dataclass(frozen=True, slots=True)
class FoundWords:
    """The words found, in order of their ends, the longest first.

    For each: where it starts and ends, the classes it belongs to, and its index in the codebook.
    """

    starts: list[int]
    ends: list[int]
    classes: list[int]
    ids: list[int]

    def within(self, start: int, end: int) -> list[int]:
        """Return the positions in these lists of the words that lie wholly in the stretch."""
        starts = self.starts
        span = range(bisect_right(self.ends, start), bisect_right(self.ends, end))
        return [at for at in span if starts[at] >= start]

    def said(self, start: int, end: int) -> int:
        """Return the classes of all words in the stretch."""
        mask = 0
        for at in self.within(start, end):
            mask |= self.classes[at]
        return mask

    def topic(self, text: str, topics: int, start: int, end: int) -> int:
        """Return the `topics` that the last clause of the stretch to name any of them names."""
        for at in range(bisect_right(self.ends, end) - 1, -1, -1):
            found = self.starts[at]
            if self.ends[at] <= start:
                break
            if self.classes[at] & topics and found >= start:
                clause = max(text.rfind(mark, start, found) for mark in CLAUSE_MARKS) + 1
                return self.said(max(start, clause), self.ends[at]) & topics
        return 0


def find_words(text: str, codebook: Codebook) -> FoundWords:
    """Return the codebook's words in `text`; titles in 《》 say nothing, nor do words inside a shadow."""
    bare = _TITLE.sub(lambda title: "　" * len(title.group()), text)
    starts: list[int] = []
    ends: list[int] = []
    ids: list[int] = []
    hidden_from = len(text)
    # Matches come in order of their ends, the longest first; backwards, a shadow comes before what it hides
    # but for words that end with it.
    for word, start, end in reversed(codebook.automaton.find_matches_as_indexes(bare, overlapping=True)):
        if codebook.shadow[word]:
            hidden_from = min(hidden_from, start)
            while ends and ends[-1] == end and starts[-1] >= start:
                del starts[-1], ends[-1], ids[-1]
        elif start >= hidden_from:
            continue
        starts.append(start)
        ends.append(end)
        ids.append(word)
    ids.reverse()
    return FoundWords(starts[::-1], ends[::-1], [codebook.classes[word] for word in ids], ids)
