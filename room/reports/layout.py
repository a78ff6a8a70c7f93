"""Lays a text out for reading: paragraphs, tables and headings, every number and citation marked in place.

Pure: the rows of one report in, blocks out. All places count the characters of the text (0-based, end
exclusive), as in the warehouse. Nothing is lost or added: the pieces of all blocks, a line feed between
printed paragraphs, are the text. Rows that do not fit it (beyond its end, overlapping, upside down) are
clipped to what there is.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter

from room.reports.rows import Citation, Indicator, Section

LONGEST = 4000
"""Characters of a block: browsers lay out one line of millions far more slowly than many of thousands."""
_BAR = re.compile(r" \| ")
_GAP = re.compile(r"\s*")
_CLOSED = re.compile(r"[\s。：:；;，,.．、]*")
_INK = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that are parts of the same things.

    `numbers` are the indicators it is part of, `opens` those of them that begin with it; `citations` and
    `cites` say the same of citations. `anchors` are the paths of the sections that begin with it. `bar`
    tells what stands between the cells of a printed table.
    """

    text: str
    numbers: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    heading: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A printed paragraph, or a part of a very long one.

    `number` counts printed paragraphs from 1; `continued` marks the parts after the first. `depth` is that
    of the heading which the whole paragraph is (None: it is running text). `roles` are those of the sections
    that it has a part in.
    """

    number: int
    pieces: tuple[Piece, ...]
    depth: int | None = None
    continued: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The characters of the paragraph."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cells(self) -> tuple[tuple[Piece, ...], ...]:
        """The pieces by the cells of a table's row; a bar stands first in the cell that it opens."""
        cells: list[list[Piece]] = [[]]
        for piece in self.pieces:
            if piece.bar and piece.text == " | ":
                cells.append([])
            cells[-1].append(piece)
        return tuple(map(tuple, cells))


@dataclass(frozen=True, slots=True)
class Table:
    """Paragraphs on end that were rows of a printed table."""

    rows: tuple[Paragraph, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of characters that means something."""

    start: int
    end: int
    kind: str
    key: str = ""


class _Sweep:
    """Finds the spans that touch one stretch of the text after another, from its beginning to its end."""

    def __init__(self, spans: Iterable[_Span]) -> None:
        self._waiting = sorted(spans, key=attrgetter("start", "end", "kind", "key"), reverse=True)
        self._reached: list[_Span] = []

    def over(self, start: int, end: int) -> list[_Span]:
        """Return the spans that reach into `start` to `end`, by their starts; stretches come in order."""
        while self._waiting and self._waiting[-1].start < end:
            self._reached.append(self._waiting.pop())
        self._reached = [span for span in self._reached if span.end > start]
        return self._reached


@dataclass(frozen=True, slots=True)
class _Places:
    """Everything known of the places of one text; `starts` are those of sections, in order.

    `anchors` gives the sections that start at a place, `headings` where the heading that starts there ends,
    and its depth.
    """

    spans: Sequence[_Span]
    starts: Sequence[int]
    anchors: Mapping[int, Sequence[str]]
    headings: Mapping[int, tuple[int, int]]
    roles: Sequence[_Span]


def lay_out(
    text: str, sections: Sequence[Section], indicators: Iterable[Indicator], citations: Iterable[Citation]
) -> tuple[Block, ...]:
    """Return `text` as blocks, in printed order; an empty text has none."""
    if not text:
        return ()
    places = _places(text, sections, indicators, citations)
    return tuple(_with_tables(_paragraphs(text, places)))


def _places(
    text: str, sections: Sequence[Section], indicators: Iterable[Indicator], citations: Iterable[Citation]
) -> _Places:
    anchors: dict[int, list[str]] = defaultdict(list)
    headings: dict[int, tuple[int, int]] = {}
    spans = [_Span(match.start(), match.end(), "bar") for match in _BAR.finditer(text)]
    for section in sections:
        start = _printed_place(text, section.start_char)
        anchors[start].append(section.path)
        end = heading_end(text, section)
        if end > start and start not in headings:
            headings[start] = (end, section.depth)
            spans.append(_Span(start, end, "heading"))
    spans += [_Span(row.start_char, row.end_char, "number", row.indicator_id) for row in indicators]
    spans += [_Span(row.start_char, row.end_char, "citation", row.citation_id) for row in citations]
    clipped = [_Span(max(s.start, 0), min(s.end, len(text)), s.kind, s.key) for s in spans]
    roles = [_Span(row.start_char, row.end_char, row.role) for row in sections]
    return _Places([s for s in clipped if s.start < s.end], sorted(anchors), anchors, headings, roles)


def _printed_place(text: str, place: int) -> int:
    """Return `place`, or the nearest one after it, else before it, that is a character of a paragraph."""
    place = min(max(place, 0), len(text))
    after = _INK.search(text, place)
    if after is not None:
        return after.start()
    return max(len(text.rstrip("\n")) - 1, 0)


def heading_end(text: str, section: Section) -> int:
    """Return where the heading of `section` ends in `text`; its start where it does not stand there."""
    start = section.start_char
    label, heading = section.label or "", section.heading or ""
    if not (0 <= start < len(text) and heading and text.startswith(label, start)):
        return start
    gap = _GAP.match(text, start + len(label))
    begin = gap.end() if gap else start
    return begin + len(heading) if text.startswith(heading, begin) else start


def _paragraphs(text: str, places: _Places) -> Iterator[Paragraph]:
    spans, roles = _Sweep(places.spans), _Sweep(places.roles)
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = start + len(line)
        within = frozenset(span.kind for span in roles.over(start, end))
        yield from _parts(Paragraph(number, (), roles=within), line, start, spans.over(start, end), places)
        start = end + 1


def _parts(
    printed: Paragraph, line: str, start: int, spans: Sequence[_Span], places: _Places
) -> Iterator[Paragraph]:
    """Yield one printed paragraph with its pieces, in parts of a bearable length."""
    if not line:
        yield printed
        return
    heading, depth = places.headings.get(start, (start, 0))
    whole = heading > start and _CLOSED.fullmatch(line, heading - start) is not None
    placed = _pieces(line, start, spans, places)
    for part, run in groupby(placed, key=lambda piece: (piece[0] - start) // LONGEST):
        pieces = tuple(piece for _, piece in run)
        yield replace(printed, pieces=pieces, depth=depth if whole else None, continued=part > 0)


def _pieces(line: str, start: int, spans: Sequence[_Span], places: _Places) -> Iterator[tuple[int, Piece]]:
    """Yield the pieces of a paragraph that starts at `start`, each with its place."""
    end = start + len(line)
    cuts = {start, end, *range(start, end, LONGEST)}
    cuts.update(place for span in spans for place in (span.start, span.end) if start < place < end)
    cuts.update(places.starts[bisect_left(places.starts, start) : bisect_left(places.starts, end)])
    sweep = _Sweep(spans)
    for first, last in pairwise(sorted(cuts)):
        yield first, _piece(line[first - start : last - start], first, sweep.over(first, last), places)


def _piece(text: str, start: int, inside: Sequence[_Span], places: _Places) -> Piece:
    def keys(kind: str, *, opening: bool = False) -> tuple[str, ...]:
        return tuple(s.key for s in inside if s.kind == kind and (s.start == start or not opening))

    return Piece(
        text,
        numbers=keys("number"),
        opens=keys("number", opening=True),
        citations=keys("citation"),
        cites=keys("citation", opening=True),
        anchors=tuple(places.anchors.get(start, ())),
        heading=bool(keys("heading")),
        bar=bool(keys("bar")),
    )


def _with_tables(paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
    """Yield the paragraphs, two or more rows of cells on end as one table."""
    for ruled, run in groupby(paragraphs, key=lambda p: p.depth is None and any(x.bar for x in p.pieces)):
        rows = tuple(run)
        if ruled and len(rows) > 1:
            yield Table(rows)
        else:
            yield from rows


@dataclass(frozen=True, slots=True)
class Gap:
    """Printed paragraphs that are left out."""

    paragraphs: int


def only_role(blocks: Iterable[Block], role: str) -> tuple[Block | Gap, ...]:
    """Return the blocks that sections of `role` have a part in, and a gap for what is between them."""
    shown: list[Block | Gap] = []
    for of_role, run in groupby(blocks, key=lambda block: role in _roles(block)):
        if of_role:
            shown += run
        else:
            shown.append(Gap(len({row.number for block in run for row in _rows(block)})))
    return tuple(shown)


def _rows(block: Block) -> tuple[Paragraph, ...]:
    return block.rows if isinstance(block, Table) else (block,)


def _roles(block: Block) -> frozenset[str]:
    return frozenset[str]().union(*(row.roles for row in _rows(block)))
