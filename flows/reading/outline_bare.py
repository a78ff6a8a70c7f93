"""Headings that lost their enumerator or never had one: short lines without a stop between paragraphs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flows.reading.enumerators import Enumerator, Style
from flows.reading.outline_gaps import left_out
from flows.reading.roles import RoleRules, named_role

# A topic stands above every number; a line below every number that is open where it stands.
TOPIC = Style(name="topic", rank=0, inline=False, comma=False, clause=False, piece=False, listed=False)
LINE = Style(name="line", rank=99, inline=False, comma=False, clause=False, piece=False, listed=False)


@dataclass(frozen=True, slots=True)
class BareRules:
    """What a line must look like to be a heading without an enumerator (outline.yaml, `bare_line`)."""

    shortest: int
    longest: int
    text_line: int
    never: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BareRules":
        """Take the mapping `bare_line`."""
        return cls(data["shortest"], data["longest"], data["text_line"], re.compile(data["never"]))


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    opens_list: bool  # the very next line begins a list at one


def with_bare_headings(
    text: str, candidates: Sequence[Enumerator], rules: BareRules, roles: RoleRules
) -> list[Enumerator]:
    """Return `candidates` and the headings without an enumerator among them, in order.

    A line is a heading where its neighbours leave out its number (`outline_gaps`), where it says what
    a part of a report is called, where each such line opens a list that starts at one, or where
    several of them stand between two numbers.
    """
    lines = _short_lines(text, candidates, rules, roles)
    found = left_out(text, candidates, [line.start for line in lines])
    told = {candidate.start for candidate in found}
    fresh = [candidate for candidate in candidates if candidate.fresh and not candidate.damaged]
    found += _headings(text, [line for line in lines if line.start not in told], fresh, roles)
    if not found:
        return list(candidates)
    return sorted([*candidates, *found], key=lambda candidate: (candidate.start, candidate.end))


def _short_lines(
    text: str, candidates: Sequence[Enumerator], rules: BareRules, roles: RoleRules
) -> list[_Line]:
    """Return the lines that look like headings: short, without a stop, and with something under them."""
    at = {candidate.start: candidate for candidate in candidates if candidate.fresh}
    # A label alone on its line has its heading on the next.
    taken = at.keys() | {candidate.end + 1 for candidate in candidates}
    found: list[_Line] = []
    start, below = len(text) + 1, ""
    for line in reversed(text.split("\n")):
        after, start = start, start - len(line) - 1
        short = rules.shortest <= len(line) <= rules.longest
        if short and start not in taken and not rules.never.search(line):
            following = at.get(after)
            prose = (len(below) >= rules.text_line or below[-1:] in "。；") and " | " not in below
            topic = bool(found) and found[-1].start == after and named_role(line, roles) is not None
            if following is not None or prose or topic:
                anew = following is not None and following.ordinal == 1 and not following.damaged
                found.append(_Line(start, anew))
        below = line
    found.reverse()
    return found


def _headings(
    text: str, lines: Sequence[_Line], fresh: Sequence[Enumerator], roles: RoleRules
) -> list[Enumerator]:
    numbered = _Numbered.of(fresh)
    openers = sum(line.opens_list for line in lines)
    counts = {TOPIC.name: 0, LINE.name: 0}
    found: list[Enumerator] = []
    for index, group in groupby(lines, key=lambda line: bisect_right(numbered.starts, line.start)):
        members = list(group)
        enclosed = numbered.encloses(index)
        for line in members:
            opens = line.opens_list and openers > 1
            says_role = named_role(text[line.start : text.find("\n", line.start)], roles) is not None
            if not enclosed and (says_role or opens):
                style = TOPIC
            elif len(members) > 1 or opens:
                style = LINE
            else:
                continue
            counts[style.name] += 1
            found.append(
                Enumerator(line.start, line.start, style, counts[style.name], fresh=True, damaged=False)
            )
    return found


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The enumerators that start lines, and those of the highest style among them."""

    starts: Sequence[int]
    tops: Sequence[Enumerator]
    top_starts: Sequence[int]

    @classmethod
    def of(cls, candidates: Sequence[Enumerator]) -> "_Numbered":
        highest = min((candidate.style.rank for candidate in candidates), default=0)
        tops = [candidate for candidate in candidates if candidate.style.rank == highest]
        return cls([candidate.start for candidate in candidates], tops, [top.start for top in tops])

    def encloses(self, index: int) -> bool:
        """Tell whether candidate `index` stands between two highest numbers that follow each other."""
        start = self.starts[index] if index < len(self.starts) else None
        place = len(self.tops) if start is None else bisect_left(self.top_starts, start)
        if place == 0 or place == len(self.tops):
            return False
        before, after = self.tops[place - 1].ordinal, self.tops[place].ordinal
        return before is not None and after == before + 1
