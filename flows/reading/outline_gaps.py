"""Headings whose enumerator is lost altogether, told by the number that their neighbours leave out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.reading.enumerators import Enumerator

# A heading that runs on into its text, or stands alone with a stop: a short first sentence.
_RUN_ON = re.compile(r"(?m)^[^。；：:！？|\n]{4,28}。")


@dataclass(frozen=True, slots=True)
class _Gap:
    """A number that is missing somewhere after `start` and before the line of `after`."""

    start: int
    after: Enumerator
    ordinal: int


def left_out(text: str, candidates: Sequence[Enumerator], short_lines: Sequence[int]) -> list[Enumerator]:
    """Return the enumerators lost from `text`: empty labels at the start of the lines that miss them.

    A number is missing between (二) and (四) and before a first (二). The line that misses it is
    the one right before a list that begins anew, else the one short line there, and where headings
     run on into their text the one paragraph that begins with a short sentence.
    """
    fresh = [candidate for candidate in candidates if candidate.fresh]
    starts = {candidate.start for candidate in fresh}
    anew = {candidate.start for candidate in fresh if candidate.ordinal == 1}
    found: dict[int, Enumerator] = {}
    for gap in _gaps(fresh):
        within = short_lines[bisect_right(short_lines, gap.start) : bisect_left(short_lines, gap.after.start)]
        opening = [start for start in within if text.find("\n", start) + 1 in anew]
        lines = opening or within or _run_on_lines(text, gap, starts)
        if len(lines) == 1:
            start = lines[0]
            found[start] = Enumerator(start, start, gap.after.style, gap.ordinal, fresh=True, damaged=False)
    return list(found.values())


def _gaps(fresh: Sequence[Enumerator]) -> Iterator[_Gap]:
    """Yield the numbers left out among the candidates that start lines, damaged ones not trusted."""
    last: dict[str, Enumerator] = {}
    reached: dict[str, int] = {}
    for candidate in fresh:
        style = candidate.style
        if style.clause:
            continue
        ordinal = candidate.ordinal or reached.get(style.name, 0) + 1
        before = last.get(style.name)
        for deeper in [name for name, known in last.items() if known.style.rank >= style.rank]:
            del last[deeper]
        if not candidate.damaged:
            if before is not None and before.ordinal == ordinal - 2:
                yield _Gap(before.start, candidate, ordinal - 1)
            elif before is None and ordinal == 2 and reached.get(style.name) != 1:
                above = max((known.start for known in last.values()), default=0)
                yield _Gap(above, candidate, 1)
            last[style.name] = candidate
        reached[style.name] = ordinal


def _run_on_lines(text: str, gap: _Gap, starts: set[int]) -> list[int]:
    """Return the paragraphs of a gap that begin with a short sentence, where the next heading does too."""
    end = gap.after.start
    if not _RUN_ON.match(text, end):
        return []
    lines = (match.start() for match in _RUN_ON.finditer(text, gap.start + 1, end))
    return [start for start in lines if start not in starts]
