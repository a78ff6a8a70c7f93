"""Where the numbers of a text stand: in which sentence, in which clause, behind which words of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flows.reading.number_scan import Figure

_SENTENCE_MARKS = "。；;！!？?\n"
_SENTENCE_END = re.compile(f"[{_SENTENCE_MARKS}]")
# A comma inside 1,234 parts no clauses.
_CLAUSE_END = re.compile(r"[，,：:](?:(?<=[：:])|(?<![0-9０-９].)|(?![0-9０-９]{3}(?![0-9０-９])))")


class Place(NamedTuple):
    """Where a number stands in its sentence.

    `gap_start` is the end of the number before it in its clause, or the start of the clause.
    """

    figure: Figure
    clause_start: int
    clause_end: int
    gap_start: int


class Sentence(NamedTuple):
    """A sentence of `text` that holds numbers, the starts of its clauses and the places of its numbers."""

    text: str
    start: int
    end: int
    clauses: Sequence[int]
    places: Sequence[Place]


def sentences_with(text: str, figures: Iterable[Figure]) -> Iterator[Sentence]:
    """Yield the sentences that hold the figures, which come in order of position."""
    start, end = 0, -1
    held: list[Figure] = []
    for figure in figures:
        if figure.start > end:
            if held:
                yield _sentence(text, start, end, held)
                held = []
            for mark in _SENTENCE_MARKS:
                end = max(end, text.rfind(mark, end + 1, figure.start))
            start = end + 1
            match = _SENTENCE_END.search(text, figure.start)
            end = len(text) if match is None else match.start()
        held.append(figure)
    if held:
        yield _sentence(text, start, end, held)


def _sentence(text: str, start: int, end: int, figures: Iterable[Figure]) -> Sentence:
    clauses = [start, *[match.end() for match in _CLAUSE_END.finditer(text, start, end)]]
    places: list[Place] = []
    clause, following, last_end = -1, start, start
    for figure in figures:
        while following <= figure.start:
            clause += 1
            following = clauses[clause + 1] if clause + 1 < len(clauses) else end + 1
        clause_start = clauses[clause]
        gap_start = last_end if last_end > clause_start else clause_start
        places.append(Place(figure, clause_start, following - 1, gap_start))
        last_end = figure.end
    return Sentence(text, start, end, clauses, places)
