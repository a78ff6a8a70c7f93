"""Finds the vocabulary of the codebook in the stretches of a text that are asked for.

A number is told apart by the words beside it; only few need what its sentence or the passage says. So the
words of a stretch are looked for when they are asked for, which is less than a third of most texts.
"""

import re

from flows.reading.coding_rules import Codebook

Found = tuple[int, int, int]
"""A word: its index in the codebook, and where in the stretch it starts and ends."""

_TITLE = re.compile(r"《[^》\n]*[^》\n证]》")  # 《行政执法证》 is a thing that is counted


def without_titles(text: str) -> str:
    """Return the text, as long as before, with titles in 《》 blanked: they say nothing of a number."""
    return _TITLE.sub(lambda title: "　" * len(title.group()), text)


def find_words(stretch: str, codebook: Codebook) -> list[Found]:
    """Return the codebook's words, but those inside a shadow, in order of their ends, the longest first."""
    found: list[Found] = codebook.automaton.find_matches_as_indexes(stretch, overlapping=True)
    if not found or min(found)[0] >= codebook.shadows:
        return found
    for shadow in [match for match in found if match[0] < codebook.shadows]:
        _, start, end = shadow
        found = [match for match in found if match[1] < start or match[2] > end or match == shadow]
    return found


def said_around(clause: str, codebook: Codebook) -> int:
    """Return the bits that the words of a clause set in the zones around a number."""
    bits = codebook.around
    said = 0
    for word, _, _ in find_words(clause, codebook):
        said |= bits[word]
    return said
