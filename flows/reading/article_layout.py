"""A page's markup as a flat layout: its lines of text in order, and the boxes that they stand in.

A block is what a reader sees as one line or paragraph, a box an element that groups blocks. Blocks are
numbered in reading order, so a box is a range of blocks, and what is asked of a page is asked of ranges.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"
# CSS Text 3, 4.1.3: a line break of the source between two wide characters is no space.
_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])")


class Block(NamedTuple):  # cheaper to make than a dataclass, and many are made
    """One line of the page; `linked` of its characters are link text."""

    text: str
    linked: int
    box: int
    tag: str
    row: int
    cell: int
    key: str = ""


@dataclass(slots=True)
class Box:
    """An element that groups blocks `first`..`last` (exclusive); `key` is its id and classes in lower case.

    `hidden`, `furniture` and `container` say what the element's own attributes claim of it.
    """

    tag: str
    key: str
    parent: int
    first: int
    last: int = -1
    hidden: bool = False
    furniture: bool = False
    container: bool = False


@dataclass(slots=True)
class Layout:
    """A page as blocks and boxes; box 0 holds the whole page."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    scattered_rows: set[int] = field(default_factory=set)  # rows of tables that lay out the page
    marked: list[tuple[int, int]] = field(default_factory=list)  # ranges between the comments of a CMS
    tags: list[tuple[str, str]] = field(default_factory=list)  # meta tags, names in lower case
    links: list[tuple[str, str, int]] = field(default_factory=list)  # (href, text, block) to files
    title: str = ""
    secrets: list[int] = field(default_factory=list)  # boxes of password inputs
    textareas: list[str] = field(default_factory=list)


def is_shown(box: int, layout: Layout) -> bool:
    """Whether neither the box nor one around it claims to be hidden."""
    while box >= 0:
        if layout.boxes[box].hidden:
            return False
        box = layout.boxes[box].parent
    return True


def squeeze(text: str) -> str:
    """A line with the white space at its ends removed and each inner run of it made one space."""
    text = text.strip()
    if text.isprintable():  # of all white space, only the blank is
        return " ".join(text.split()) if "  " in text else text
    if "\n" in text or "\r" in text:
        text = _WRAP.sub("", text)
    for char in _INVISIBLE:
        if char in text:
            text = text.replace(char, "")
    return " ".join(text.split())
