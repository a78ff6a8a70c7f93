"""Sentences with their numbers marked, read as text and mentions: 全年受理[123|件]，其中审结[98|件].

A mark is [number|unit], [number|unit|code] (`-`: no code) or, for a number that holds for every one of many,
[number|unit||each]; {number|unit} is a number whose code the case does not ask for.
"""

import re
from dataclasses import dataclass

from flows.reading.shapes import Mention

_MARK = re.compile(
    r"\[(?P<number>[^|\]]+)\|(?P<unit>[^|\]]+)(?:\|(?P<code>[a-z_-]*))?(?P<each>\|each)?\]|\{(?P<n>[^|}]+)\|(?P<u>[^|}]+)\}"
)
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_CLAUSE_END = re.compile(r"[。；;！!？?\n：:，,]")


@dataclass(frozen=True)
class Marked:
    """A text without its marks, its mentions, and for each the code asked for.

    A code is '' where the mark leaves it to the case and None where the case asks nothing.
    """

    text: str
    mentions: list[Mention]
    asked: list[str | None]


def read_marks(marked: str) -> Marked:
    """Take the marks out of a text and return the mentions they stand for."""
    text, at = "", 0
    spans: list[tuple[int, int, str, bool]] = []
    asked: list[str | None] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        number, unit = match["number"] or match["n"], match["unit"] or match["u"]
        spans.append((len(text), len(text) + len(number + unit), unit, match["each"] is not None))
        asked.append(None if match["n"] else match["code"] or "")
        text += number + unit
        at = match.end()
    text += marked[at:]
    return Marked(text, [_mention(text, *span) for span in spans], asked)


def _mention(text: str, start: int, end: int, unit: str, each: bool) -> Mention:
    clause = _stretch(text, start, end, _CLAUSE_END)
    sentence = _stretch(text, start, end, _SENTENCE_END)
    return Mention(
        start_char=start,
        end_char=end,
        value=1.0,
        unit=unit.removeprefix("余"),
        qualifier="exact",
        nature="actual",
        year=2023,
        name="",
        quote=text[clause[0] : clause[1]],
        section_path=None,
        clause_start=clause[0],
        clause_end=clause[1],
        sentence_start=sentence[0],
        sentence_end=sentence[1],
        part="其中" in text[sentence[0] : start],
        each=each,
    )


def _stretch(text: str, start: int, end: int, marks: re.Pattern[str]) -> tuple[int, int]:
    before = [match.end() for match in marks.finditer(text, 0, start)]
    after = marks.search(text, end)
    return (before[-1] if before else 0, after.start() if after else len(text))
