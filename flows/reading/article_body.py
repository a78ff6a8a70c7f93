"""Where the body of an article is on a page, by what containers are known and by where the prose is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from flows.reading.article_layout import Block, Box, Layout
from flows.reading.article_lines import cut_at, is_menu, is_noise, is_trail
from flows.reading.article_rules import ArticleRules

# Colons are left out: footers and menus have them too (主办单位：…).
_PUNCTUATION = re.compile("[，。；！？、,;]")
# A child that holds this share of the prose holds the article; less, and the article is spread over several.
_SHARE = 0.85
# Below this much prose a page's footer can outweigh its article, so its lines are looked at one by one.
_LITTLE = 400
# So many lines stand above a body that a page prints twice.
_ABOVE = 4


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of an article, in order, and how much of them is prose."""

    picked: tuple[int, ...]
    prose: int
    linked: float  # share of link text in them


class BodyFinder:
    """The search for the body on one page."""

    def __init__(self, layout: Layout, rules: ArticleRules) -> None:
        self._layout = layout
        self._rules = rules
        weights = _weights(layout.blocks)
        self._left_out = _left_out(layout, weights)
        self._weights = weights
        for index, block in enumerate(layout.blocks):
            if weights[index] and self._left_out[block.box]:
                weights[index] = 0
        if sum(self._weights) < _LITTLE:
            self._weights = [
                0 if weight and is_noise(block.text, rules.lines) else weight
                for weight, block in zip(self._weights, layout.blocks, strict=True)
            ]
        self._sums = (0, *accumulate(self._weights))

    def find(self) -> Body:
        """The best guess at the body; it may be no article (see `article_absence`)."""
        dense = self._densest()
        known = self._known()
        ranges = known if self._prose(known) * 2 >= self._prose([dense]) and known else [dense]
        blocks = self._layout.blocks
        region = [
            index
            for first, last in ranges
            for index in range(first, last)
            if not self._left_out[blocks[index].box]
        ]
        picked = _printed_once(self._trim(region), blocks)
        size = sum(len(blocks[index].text) for index in picked)
        linked = sum(blocks[index].linked for index in picked) / size if size else 0.0
        return Body(tuple(picked), sum(self._weights[index] for index in picked), linked)

    def _prose(self, ranges: Iterable[tuple[int, int]]) -> int:
        return sum(self._sums[last] - self._sums[first] for first, last in ranges)

    def _densest(self) -> tuple[int, int]:
        """Go down from the page to the smallest box that still holds nearly all the prose."""
        boxes, sums = self._layout.boxes, self._sums
        prose = [sums[box.last] - sums[box.first] for box in boxes]
        children: dict[int, list[int]] = {}
        for index, box in enumerate(boxes):
            if box.last - box.first > 1:
                children.setdefault(box.parent, []).append(index)
        current = 0
        while True:
            heaviest = max(children.get(current, ()), key=prose.__getitem__, default=None)
            if heaviest is None or prose[heaviest] < _SHARE * prose[current]:
                return _range(boxes[current])
            current = heaviest

    def _known(self) -> list[tuple[int, int]]:
        """The outermost known containers that hold prose rather than links; comment marks before elements."""
        ranges = [marked for marked in self._layout.marked if self._is_prose(marked)]
        if ranges:
            return ranges
        found: list[tuple[int, int]] = []
        for index, box in enumerate(self._layout.boxes):
            if not box.container or self._left_out[index] or (found and box.first < found[-1][1]):
                continue
            if self._is_prose(_range(box)):
                found.append(_range(box))
        return found

    def _is_prose(self, span: tuple[int, int]) -> bool:
        blocks = self._layout.blocks[span[0] : span[1]]
        size = sum(len(block.text) for block in blocks)
        return size > 0 and sum(block.linked for block in blocks) < 0.6 * size

    def _trim(self, region: Sequence[int]) -> list[int]:
        """Leave out noise, lists of links, and what follows the article within its box."""
        blocks, lines = self._layout.blocks, self._rules.lines
        kept = [index for index in _without_link_lists(region, blocks) if not self._is_noise(blocks[index])]
        texts = [blocks[index].text for index in kept]
        kept = kept[: cut_at(texts, [self._weights[index] for index in kept], lines)]
        while kept and (_is_link(blocks[kept[-1]]) or is_menu(blocks[kept[-1]].text, lines)):
            kept.pop()
        start = 0
        while start < len(kept) and self._leads(blocks[kept[start]]):
            start += 1
        return kept[start:]

    def _is_noise(self, block: Block) -> bool:
        if block.row >= 0 and block.row not in self._layout.scattered_rows:
            return False
        return is_noise(block.text, self._rules.lines)

    def _leads(self, block: Block) -> bool:
        lines = self._rules.lines
        return is_trail(block.text, lines) or is_menu(block.text, lines)


def _weights(blocks: Iterable[Block]) -> list[int]:
    """How much prose each line holds: its characters outside links; a quarter of them without punctuation."""
    weights = []
    for block in blocks:
        text, linked = block[0], block[1]
        plain = len(text) - linked
        if linked > plain:
            plain = 0
        elif plain < 8 or not _PUNCTUATION.search(text):
            plain //= 4
        weights.append(plain)
    return weights


def _printed_once(picked: list[int], blocks: Sequence[Block]) -> list[int]:
    """Blocks without the second print of them all that some skins keep for another width of screen."""
    texts = [blocks[index].text for index in picked]
    if not texts or texts.count(texts[-1]) != 2:
        return picked
    second = texts.index(texts[-1]) + 1
    first = second - (len(texts) - second)
    # Headline and info line stand above the first print only.
    again = 0 <= first <= _ABOVE and second - first > 1 and texts[first:second] == texts[second:]
    return picked[:second] if again else picked


def _left_out(layout: Layout, weights: Sequence[int]) -> list[bool]:
    """Which boxes are not the article: furniture and what is hidden, and all within them.

    Claims are not believed where they would take most of the page's prose away: a skin may call its main
    column `header-content`, show a hidden article by script, or leave the `<div>` of its menu open, so that
    the whole page stands in it.
    """
    boxes = layout.boxes
    prose = (0, *accumulate(weights))
    most = max(prose[-1] / 2, _LITTLE / 8)
    left_out: list[bool] = []
    for box in boxes:
        claimed = (box.hidden or box.furniture) and prose[box.last] - prose[box.first] < most
        left_out.append(claimed or (box.parent >= 0 and left_out[box.parent]))
    return left_out


def _range(box: Box) -> tuple[int, int]:
    return box.first, box.last


def _is_link(block: Block) -> bool:
    return block.linked * 10 >= len(block.text) * 8


def _without_link_lists(region: Sequence[int], blocks: Sequence[Block]) -> Iterable[int]:
    """The blocks of a region but for runs of four and more that are links only."""
    for links, run in groupby(region, key=lambda index: _is_link(blocks[index])):
        found = list(run)
        if not links or len(found) < 4:
            yield from found


def join_rows(picked: Sequence[int], layout: Layout) -> list[str]:
    """The lines of the picked blocks: a row of a table is one, its cells apart by ` | `."""
    lines: list[str] = []
    for row, run in groupby(picked, key=lambda index: layout.blocks[index].row):
        found = [layout.blocks[index] for index in run]
        if row < 0 or row in layout.scattered_rows or not _is_data(found):
            lines.extend(block.text for block in found)
        else:
            cells = (
                " ".join(block.text for block in cell)
                for _, cell in groupby(found, key=lambda block: block.cell)
            )
            lines.append(" | ".join(cells))
    return lines


def _is_data(row: Sequence[Block]) -> bool:
    """Whether a table's row holds data: several cells, none of them a text by itself."""
    cells = [list(cell) for _, cell in groupby(row, key=lambda block: block.cell)]
    return len(cells) > 1 and max(map(len, cells)) <= 12 and max(len(block.text) for block in row) <= 1200
