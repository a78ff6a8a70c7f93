"""Which candidates number parts of the report, and how deep each stands.

The order of styles is the document's own (1. above (一), 一是 right under 一、), so depth is told by
continuity: a number that follows the last one of its style closes everything opened since; a style not
open yet opens a level, under the innermost level that it is not known to stand above.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.reading.enumerators import Enumerator, Style


class Placed(NamedTuple):
    """A candidate that numbers a part, and its depth from 0."""

    enumerator: Enumerator
    depth: int


@dataclass(slots=True)
class _Level:
    style: Style
    ordinal: int
    sign: bool
    start: int


class _Left(NamedTuple):
    """Where a style was last open: the number it reached and the style above it."""

    ordinal: int
    above: str | None


@dataclass(slots=True)
class _Outlook:
    """What follows a candidate: for each style, where its candidates stand and their ordinals."""

    positions: dict[str, list[int]] = field(default_factory=dict)
    ordinals: dict[str, list[int | None]] = field(default_factory=dict)

    def note(self, position: int, candidate: Enumerator) -> None:
        name = candidate.style.name
        self.positions.setdefault(name, []).append(position)
        self.ordinals.setdefault(name, []).append(candidate.ordinal)

    def following(self, name: str, position: int) -> tuple[int, int | None] | None:
        """Return position and ordinal of the next candidate of a style after `position`."""
        positions = self.positions.get(name, [])
        index = bisect_right(positions, position)
        return None if index == len(positions) else (positions[index], self.ordinals[name][index])


@dataclass(slots=True)
class _Nesting:
    """The levels open at one point of the text, and what the text so far told of their order."""

    text: str
    outlook: _Outlook
    open: list[_Level] = field(default_factory=list)
    left: dict[str, _Left] = field(default_factory=dict)
    stood_above: set[tuple[str, str]] = field(default_factory=set)

    def place(self, position: int, candidate: Enumerator, sign: bool) -> int | None:
        """Return the depth of a candidate and remember it, or None where it numbers nothing."""
        depth = self._open_depth(candidate, sign)
        if depth is not None:
            return self._continue(depth, position, candidate, sign)
        if not self._opens(position, candidate):
            return None
        while self.open and self._closes(self.open[-1], position, candidate):
            self._close()
        for level in self.open:
            self.stood_above.add((level.style.name, candidate.style.name))
        ordinal = 1 if candidate.ordinal is None else candidate.ordinal
        self.open.append(_Level(candidate.style, ordinal, sign, candidate.start))
        return len(self.open) - 1

    def _open_depth(self, candidate: Enumerator, sign: bool) -> int | None:
        innermost = None
        for depth in range(len(self.open) - 1, -1, -1):
            level = self.open[depth]
            if level.style is candidate.style:
                if level.sign == sign:
                    return depth
                if innermost is None:
                    innermost = depth
        # 1、 that starts anew right below 1. is a level of its own.
        return None if candidate.ordinal == 1 and innermost == len(self.open) - 1 else innermost

    def _continue(self, depth: int, position: int, candidate: Enumerator, sign: bool) -> int | None:
        level = self.open[depth]
        ordinal = level.ordinal + 1 if candidate.ordinal is None else candidate.ordinal
        step = ordinal - level.ordinal
        if candidate.damaged and step != 1:
            return None
        if not candidate.fresh and step not in (0, 1, 2) and not self._starts_list(position, candidate):
            return None
        while len(self.open) > depth + 1:
            self._close()
        level.ordinal = ordinal
        level.sign = sign
        level.start = candidate.start
        return depth

    def _opens(self, position: int, candidate: Enumerator) -> bool:
        """Tell whether a candidate of a style that is not open may open a level."""
        known = self.left.get(candidate.style.name)
        if candidate.ordinal is None:
            return candidate.fresh and (known is not None or self._next_ordinal(position, candidate) == 2)
        if known is not None and candidate.ordinal == known.ordinal + 1:
            return True
        if candidate.damaged or candidate.style.listed or not candidate.fresh:
            return self._starts_list(position, candidate)
        if candidate.style.name == "digit" and candidate.ordinal > 2:
            return self._follows(position, candidate)
        return True

    def _starts_list(self, position: int, candidate: Enumerator) -> bool:
        return candidate.ordinal == 1 and self._follows(position, candidate)

    def _follows(self, position: int, candidate: Enumerator) -> bool:
        following = self.outlook.following(candidate.style.name, position)
        if following is None or candidate.ordinal is None:
            return False
        return following[1] in (None, candidate.ordinal + 1)

    def _next_ordinal(self, position: int, candidate: Enumerator) -> int | None:
        following = self.outlook.following(candidate.style.name, position)
        return following[1] if following else None

    def _closes(self, top: _Level, position: int, candidate: Enumerator) -> bool:
        """Tell whether a style that opens here stands beside or above the innermost open level."""
        name, inner = candidate.style.name, top.style.name
        if (inner, name) in self.stood_above:
            return False
        if (name, inner) in self.stood_above:
            return True
        known = self.left.get(name)
        if known is not None and known.above is None and candidate.ordinal == known.ordinal + 1:
            return True
        if candidate.style.rank > top.style.rank or self._within(top, candidate):
            return False
        if candidate.style.rank == 0:
            return True
        return not self._goes_on(top, position)

    def _within(self, top: _Level, candidate: Enumerator) -> bool:
        """Tell whether a list runs on in the very paragraph that the innermost level began in."""
        return not candidate.fresh and self.text.find("\n", top.start, candidate.start) < 0

    def _goes_on(self, top: _Level, position: int) -> bool:
        """Tell whether the innermost level has a next number before the level above it has one."""
        following = self.outlook.following(top.style.name, position)
        if following is None or following[1] != top.ordinal + 1:
            return False
        if len(self.open) < 2:
            return True
        above = self.outlook.following(self.open[-2].style.name, position)
        return above is None or following[0] < above[0]

    def _close(self) -> None:
        level = self.open.pop()
        above = self.open[-1].style.name if self.open else None
        self.left[level.style.name] = _Left(level.ordinal, above)


def nest(text: str, candidates: Sequence[Enumerator]) -> list[Placed]:
    """Return those of `candidates` that number parts, each with its depth; linear in their number.

    A candidate inside a paragraph counts only where it opens a list that goes on or continues one;
    one at the start of a line counts even where its number jumps or repeats (typing errors).
    """
    outlook = _Outlook()
    for position, candidate in enumerate(candidates):
        outlook.note(position, candidate)
    nesting = _Nesting(text, outlook)
    placed: list[Placed] = []
    for position, candidate in enumerate(candidates):
        sign = candidate.style.name == "digit" and text.startswith("、", candidate.end - 1)
        depth = nesting.place(position, candidate, sign)
        if depth is not None:
            placed.append(Placed(candidate, depth))
    return placed
