"""The outline of a report: its parts as a tree, each with its words, its place and its role."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.reading.enumerators import EnumeratorRules, scan
from flows.reading.outline_bare import BareRules, with_bare_headings
from flows.reading.outline_contents import contents_end
from flows.reading.outline_headings import HeadingRules, heading_span
from flows.reading.outline_levels import Placed, nest
from flows.reading.roles import Part, RoleRules, part_roles
from flows.reading.shapes import Kind, Role, Section


@dataclass(frozen=True, slots=True)
class OutlineRules:
    """The enumerators, headings and roles of the genre, compiled once."""

    enumerators: EnumeratorRules
    bare: BareRules
    headings: HeadingRules
    roles: RoleRules
    closing_formula: re.Pattern[str]
    closing_exhortation: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "OutlineRules":
        """Compile the content of outline.yaml; KeyError or re.error where it is not what it should be."""
        return cls(
            enumerators=EnumeratorRules.from_data(data),
            bare=BareRules.from_data(data["bare_line"]),
            headings=HeadingRules.from_data(data),
            roles=RoleRules.from_data(data),
            closing_formula=re.compile(data["closing_formula"]),
            closing_exhortation=re.compile(data["closing_exhortation"]),
        )


def read_outline(text: str, kind: Kind, rules: OutlineRules) -> tuple[Section, ...]:
    """Return the sections of a report's body text in document order, a parent before its children.

    `start_char`..`end_char` cover a section from its label to the end of its last child; `text` is what
    stands after its heading up to its first child. `label` is '' for a heading without an enumerator.
    Words before the first heading, and the closing formula, belong to no section.
    """
    numbered = scan(text, rules.enumerators)
    begin = contents_end(text, numbered)
    if begin:  # blanks in its place keep every offset
        text = " " * begin + text[begin:]
        numbered = [candidate for candidate in numbered if candidate.start >= begin]
    candidates = with_bare_headings(text, numbered, rules.bare, rules.roles)
    placed = nest(text, candidates)
    if not placed:
        return ()
    end = _body_end(text, placed[-1].enumerator.end, kind, rules)
    limits = [*(place.enumerator.start for place in placed[1:]), end]
    depths = [*(place.depth for place in placed[1:]), 0]
    spans = [
        heading_span(text, place.enumerator, limit, below > place.depth, rules.headings)
        for place, limit, below in zip(placed, limits, depths, strict=True)
    ]
    roles = _roles(text, placed, spans, limits, kind, rules.roles)
    return _sections(text, placed, spans, limits, roles)


def _body_end(text: str, start: int, kind: Kind, rules: OutlineRules) -> int:
    """Return where the last section ends: before a closing formula, in a plan before a last exhortation."""
    end = len(text)
    line = text.rfind("\n", start, end) + 1
    if line > start and rules.closing_formula.match(text, line):
        end = line - 1
        line = text.rfind("\n", start, end) + 1
    if kind == "work_plan" and line > start and rules.closing_exhortation.match(text, line):
        end = line - 1
    return end


def _roles(
    text: str,
    placed: Sequence[Placed],
    spans: Sequence[tuple[int, int]],
    limits: Sequence[int],
    kind: Kind,
    rules: RoleRules,
) -> list[Role]:
    """Return the role of each section: a child has that of the top part it stands in."""
    tops = [index for index, place in enumerate(placed) if place.depth == 0]
    ends = [*(placed[index].enumerator.start for index in tops[1:]), limits[-1]]
    parts = [
        Part(
            heading=text[slice(*spans[index])],
            opening=text[spans[index][1] : limits[index]].lstrip("。：:\n ").partition("\n")[0],
            size=end - spans[index][0],
        )
        for index, end in zip(tops, ends, strict=True)
    ]
    top_roles = iter(part_roles(parts, kind, rules))
    roles: list[Role] = []
    for place in placed:
        roles.append(next(top_roles) if place.depth == 0 else roles[-1])
    return roles


def _sections(
    text: str,
    placed: Sequence[Placed],
    spans: Sequence[tuple[int, int]],
    limits: Sequence[int],
    roles: Sequence[Role],
) -> tuple[Section, ...]:
    ends = _section_ends(placed, limits[-1])
    counts: list[int] = []
    above: list[str | None] = [None]  # the paths of the sections open at each depth
    sections: list[Section] = []
    for position, (label, depth) in enumerate(placed):
        del counts[depth + 1 :], above[depth + 1 :]
        if len(counts) == depth:
            counts.append(0)
        counts[depth] += 1
        heading_start, heading_end = spans[position]
        parent = above[depth]
        path = f"{parent}.{counts[depth]}" if parent else str(counts[depth])
        above.append(path)
        sections.append(
            Section(
                path,
                parent,
                depth + 1,
                position + 1,
                text[label.start : label.end].strip(),
                text[heading_start:heading_end],
                roles[position],
                start_char=label.start,
                end_char=ends[position],
                text=text[heading_end : limits[position]].lstrip("。，,、：:；; \n").rstrip(),
            )
        )
    return tuple(sections)


def _section_ends(placed: Sequence[Placed], end: int) -> list[int]:
    """Return where each section ends with its children: at the next one that stands no deeper."""
    ends = [end] * len(placed)
    open_at: list[int] = []
    for position, place in enumerate(placed):
        while open_at and placed[open_at[-1]].depth >= place.depth:
            ends[open_at.pop()] = place.enumerator.start
        open_at.append(position)
    return ends
