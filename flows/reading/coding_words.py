"""Finds words of the codebook in the stretches of a text that are asked for.

A number is told apart by the words beside it; only few need what its sentence or the passage says. So the
words of a stretch are looked for when they are asked for, which is less than a third of most texts.
"""

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

Found = tuple[int, int, int]
"""A word: its index in the lexicon, and where in the stretch it starts and ends."""

_TITLE = re.compile(r"《[^》\n]*[^》\n证]》")  # 《行政执法证》 is a thing that is counted


def without_titles(text: str) -> str:
    """Return the text, as long as before, with titles in 《》 blanked: they say nothing of a number."""
    return _TITLE.sub(lambda title: "　" * len(title.group()), text)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that are looked for together; those of the first `shadows` indices hide the words inside them."""

    automaton: AhoCorasick
    shadows: int

    def find(self, stretch: str) -> list[Found]:
        """Return the words in a stretch but the hidden ones, in order of their ends, the longest first."""
        found: list[Found] = self.automaton.find_matches_as_indexes(stretch, overlapping=True)
        if not found or min(found)[0] >= self.shadows:
            return found
        for shadow in [match for match in found if match[0] < self.shadows]:
            _, start, end = shadow
            found = [match for match in found if match[1] < start or match[2] > end or match == shadow]
        return found
